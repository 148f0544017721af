from __future__ import annotations

from dataclasses import replace

import pytest
from tests.certificates.asking import asked, cells, printed, rows
from tests.certificates.registers import KOSEKI, everything, long_history

from kofu.certificates import Content, NothingToCertify
from kofu.certificates.wanted import Subjects, Wanted
from kofu.registers.model import Snapshot
from kofu.rules import Kind, Option


def supplement(*options: Option, subjects: Subjects = "household", snapshot: Snapshot | None = None) -> Content:
    return asked(Wanted(Kind.KOSEKI_SUPPLEMENT, subjects, frozenset(options)), snapshot)


def test_with_the_koseki_shown_persons_stand_by_their_given_names() -> None:
    content = supplement(Option.HONSEKI)
    assert (content.sheets[0]["honseki"], content.sheets[0]["first"]) == (KOSEKI.honseki, "明石　太郎")
    assert cells(content, "name") == ["太郎", "花子"]


def test_without_the_koseki_persons_stand_by_their_full_names() -> None:
    content = supplement()
    assert (content.sheets[0]["honseki"], content.sheets[0]["first"]) == ("省略", "省略")
    assert cells(content, "name") == ["明石　太郎", "明石　花子"]
    assert KOSEKI.honseki not in printed(content)


def test_the_items_of_the_law_stand_there_oldest_address_first() -> None:
    assert rows(supplement(Option.HONSEKI, subjects=["father"])) == [
        "１｜名の振り仮名｜タロウ｜生年月日｜昭和６０年４月１２日｜男女の別｜男",
        "名｜太郎",
        "住　　　　　所｜住所を定めた年月日",
        "１｜兵庫県神戸市垂水区平磯四丁目１２番３号｜＊＊＊",
        "２｜兵庫県明石市中崎一丁目５番１号　海峡ハイツ２０３号｜平成３０年１０月２０日",
        "以下余白",
    ]


def test_the_day_of_compilation_stands_there_or_stars() -> None:
    assert supplement().sheets[0]["compiled"] == "平成２２年６月１日"
    unknown = replace(everything(), koseki=replace(KOSEKI, supplement_compiled_on=None))
    assert supplement(snapshot=unknown).sheets[0]["compiled"] == "＊＊＊"


def test_a_person_without_address_in_japan_has_stars() -> None:
    assert "１｜＊＊＊｜＊＊＊" in rows(supplement(subjects=["mother"]))


def test_who_left_the_koseki_is_on_a_whole_supplement_no_more_and_marked_where_asked_for() -> None:
    assert supplement().persons == ("father", "mother")
    assert cells(supplement(subjects=["father", "eldest"]), "removed") == ["除籍"]


def test_the_sentence_tells_the_whole_from_a_part() -> None:
    whole, part = supplement(), supplement(subjects=["mother"])
    assert whole.sheets[0]["sentence"] == "この写しは、戸籍の附票の全部について、原本と相違ないことを証明する。"
    assert part.sheets[0]["sentence"] == "この写しは、戸籍の附票の一部について、原本と相違ないことを証明する。"


def test_every_address_of_a_long_history_stands_there_and_further_sheets_name_the_person() -> None:
    snapshot = long_history()
    assert snapshot.koseki is not None
    content = supplement(Option.HONSEKI, snapshot=snapshot)
    assert content.sheets[1]["p1_again"] == "太郎　（前葉から続く）"
    addresses = "".join(cells(content, "address"))
    assert all(address.text in addresses for address in snapshot.koseki.members[0].addresses)


def test_the_resident_record_code_is_never_printed() -> None:
    assert "住民票コード" not in printed(supplement(*Option))


def test_a_koseki_that_everybody_left_has_no_supplement() -> None:
    empty = replace(KOSEKI, members=tuple(replace(member, removed=True) for member in KOSEKI.members))
    with pytest.raises(NothingToCertify):
        supplement(snapshot=replace(everything(), koseki=empty))
