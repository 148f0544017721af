from __future__ import annotations

from dataclasses import replace

import pytest
from tests.certificates.asking import asked, printed, rows
from tests.certificates.rows import FAMILY, FATHER, FOREIGNER, MOTHER, SON, dead, snapshot

from kofu.certificates import IncompleteRows, NothingToCertify, SubjectNotInRecord
from kofu.certificates.wanted import Subjects, Wanted
from kofu.registers.model import PersonId
from kofu.rules import Kind, Option


def wanted(*options: Option, subjects: Subjects = "household") -> Wanted:
    return Wanted(Kind.RESIDENT_RECORD_ITEMS, subjects, frozenset(options))


def test_without_options_only_the_items_that_always_belong_stand_there() -> None:
    content = asked(wanted(), snapshot(FATHER))
    assert rows(content) == [
        "１｜氏名の振り仮名｜アカシ　タロウ",
        "氏名｜明石　太郎",
        "生年月日｜昭和６０年４月１２日｜男女の別｜男",
        "住民となった年月日｜平成２７年４月１日",
        "以下余白",
    ]
    assert "head" not in content.sheets[0]


def test_what_was_not_asked_for_is_not_even_named() -> None:
    text = printed(asked(wanted(), snapshot(*FAMILY)))
    for word in ("続柄", "世帯主", "本籍", "筆頭者", "個人番号", "省略", "住民票コード"):
        assert word not in text


def test_every_option_adds_its_items() -> None:
    content = asked(wanted(*Option), snapshot(FATHER))
    assert content.sheets[0]["head"] == "明石　太郎"
    assert rows(content)[2:] == [
        "生年月日｜昭和６０年４月１２日｜男女の別｜男",
        "続柄｜世帯主｜住民となった年月日｜平成２７年４月１日",
        "個人番号｜１２３４５６７８９０１８",
        "本籍｜兵庫県明石市大久保町大窪１２３番地",
        "筆頭者の氏名｜明石　太郎",
        "以下余白",
    ]


def test_the_resident_record_code_is_never_printed() -> None:
    assert FATHER.resident_code is not None
    assert FATHER.resident_code not in printed(asked(wanted(*Option))).replace("123456789018", "")


def test_a_foreign_resident_has_the_items_of_article_30_45_and_no_honseki() -> None:
    assert rows(asked(wanted(*Option), snapshot(FOREIGNER)))[2:] == [
        "通称｜田中　マリア｜通称の振り仮名｜タナカ　マリア",
        "生年月日｜１９９０年２月２８日｜男女の別｜女",
        "続柄｜世帯主｜外国人住民となった年月日｜平成２７年４月１日",
        "国籍・地域｜ブラジル｜第３０条の４５規定区分｜中長期在留者",
        "在留資格｜定住者｜在留期間等｜３年",
        "在留期間の満了の日｜２０２７年３月３１日｜在留カード等の番号｜ＡＢ１２３４５６７８ＣＤ",
        "個人番号｜１２３４５６７８９０１８",
        "以下余白",
    ]


def test_a_reading_not_notified_stays_blank() -> None:
    assert rows(asked(wanted(subjects=["son"]), snapshot(FATHER, SON)))[0] == "１｜氏名の振り仮名"


def test_persons_who_do_not_fit_stand_on_the_next_sheet_whole() -> None:
    people = [replace(FATHER, person=PersonId(str(i)), is_head=i == 0) for i in range(12)]
    content = asked(wanted(*Option), snapshot(*people))
    starts = [sum(name.endswith("_ordinal") for name in sheet) for sheet in content.sheets]
    assert starts == [5, 5, 2]
    assert all(sheet["p1_ordinal"] for sheet in content.sheets)


def test_only_current_members_can_be_asked_for() -> None:
    rows_with_dead = snapshot(FATHER, dead(MOTHER))
    assert asked(wanted(), rows_with_dead).persons == ("father",)
    with pytest.raises(SubjectNotInRecord):
        asked(wanted(subjects=["mother"]), rows_with_dead)
    with pytest.raises(NothingToCertify):
        asked(wanted(subjects=[]), rows_with_dead)


def test_a_household_without_head_is_refused() -> None:
    with pytest.raises(IncompleteRows):
        asked(wanted(), snapshot(MOTHER, SON))
