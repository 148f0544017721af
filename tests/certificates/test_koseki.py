from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.certificates.asking import asked, cells, printed, rows
from tests.certificates.registers import KOSEKI, everything, long_history

from kofu.certificates import IncompleteRows, NothingToCertify, SubjectNotInRecord
from kofu.certificates.wanted import Wanted
from kofu.registers.model import Koseki, KosekiEntry, Name, Snapshot
from kofu.rules import Kind

FULL = Wanted(Kind.KOSEKI_FULL)


def having(koseki: Koseki) -> Snapshot:
    return replace(everything(), koseki=koseki)


def test_the_head_names_the_koseki() -> None:
    assert rows(asked(FULL))[:5] == [
        "本　　　籍｜兵庫県明石市大久保町大窪１２３番地",
        "氏　　　名｜明石　太郎",
        "【氏の振り仮名】アカシ",
        "戸籍事項",
        "　戸籍編製｜【編製日】平成２２年６月１日",
    ]


def test_each_member_has_the_items_of_the_form_in_its_order() -> None:
    told = rows(asked(Wanted(Kind.KOSEKI_INDIVIDUAL, ["father"])))
    assert told[5:] == [
        "戸籍に記録されている者｜【名】太郎",
        "【名の振り仮名】タロウ",
        "【生年月日】昭和６０年４月１２日　　【配偶者区分】夫",
        "【父】明石一郎",
        "【母】明石ヨシ",
        "【続柄】長男",
        "身分事項",
        "　出　　生｜【出生日】昭和６０年４月１２日",
        "【出生地】兵庫県明石市",
        "【届出日】昭和６０年４月２０日",
        "【届出人】父",
        "　婚　　姻｜【婚姻日】平成２２年６月１日",
        "【配偶者氏名】渡邉󠄏花子",
        "【従前戸籍】兵庫県明石市大久保町大窪１２３番地　明石一郎",
        "以下余白",
    ]


def test_an_unknown_parent_leaves_the_item_empty() -> None:
    assert "【母】" in rows(asked(Wanted(Kind.KOSEKI_INDIVIDUAL, ["mother"])))


def test_who_left_the_koseki_is_marked_as_removed() -> None:
    content = asked(FULL)
    assert cells(content, "removed") == ["除　　籍"]
    removed = next(mark for mark in content.marks[0] if mark.endswith("_removed"))
    below = int(removed[1:].partition("_")[0])
    assert content.sheets[0][f"p{below - 2}_text"] == "【名】凪紗"


def test_title_and_sentence_tell_the_two_certificates_apart() -> None:
    words = {
        kind: (sheet["title"], sheet["sentence"])
        for kind in (Kind.KOSEKI_FULL, Kind.KOSEKI_INDIVIDUAL)
        for sheet in asked(Wanted(kind, ["father"])).sheets
    }
    assert words == {
        Kind.KOSEKI_FULL: ("全　部　事　項　証　明", "これは、戸籍に記録されている事項の全部を証明した書面である。"),
        Kind.KOSEKI_INDIVIDUAL: (
            "個　人　事　項　証　明",
            "これは、戸籍中の一部の者について記録されている事項の全部を証明した書面である。",
        ),
    }


def test_the_full_certificate_has_everybody_whoever_was_chosen() -> None:
    assert asked(Wanted(Kind.KOSEKI_FULL, ["mother"])).persons == ("father", "mother", "eldest")


def test_the_individual_certificate_has_the_chosen_and_nobody_else() -> None:
    content = asked(Wanted(Kind.KOSEKI_INDIVIDUAL, ["eldest"]))
    assert content.persons == ("eldest",)
    assert "【名】花子" not in printed(content)


def test_every_entry_of_a_long_history_stands_there_whole() -> None:
    snapshot = long_history()
    assert snapshot.koseki is not None
    text = printed(asked(FULL, snapshot)).replace("\n　", "")
    for member in snapshot.koseki.members:
        for entry in member.entries:
            for label, said in entry.items:
                assert f"【{label}】{said}" in text


def test_a_heading_never_stands_alone_at_the_end_of_a_sheet() -> None:
    first = KOSEKI.members[0]
    for entries in range(1, 30):
        long = replace(KOSEKI, members=(replace(first, entries=first.entries[:1] * entries), *KOSEKI.members[1:]))
        for sheet in asked(FULL, having(long)).sheets:
            last = max(int(name[1:].partition("_")[0]) for name in sheet if name[0] == "p" and name[1].isdigit())
            assert f"p{last}_text" in sheet


@given(st.text("寿限無󠄂𠮷、", max_size=300))
def test_a_text_of_any_length_is_broken_and_never_cut(text: str) -> None:
    entry = KosekiEntry("記録", (("記録の内容", text),))
    member = replace(KOSEKI.members[0], given=Name("一"), entries=(entry,))
    content = asked(FULL, having(replace(KOSEKI, members=(member,))))
    lines = cells(content, "text")
    whole = "".join(line.removeprefix("　") for line in lines)
    assert f"【記録の内容】{text}" in whole
    assert max(sum(c < "\U000e0100" for c in line) for line in lines) <= 37


def test_a_koseki_on_paper_or_elsewhere_is_refused() -> None:
    for missing in (replace(everything(), koseki=None), having(replace(KOSEKI, computerised=False))):
        with pytest.raises(IncompleteRows):
            asked(FULL, missing)


def test_a_stranger_and_nobody_are_refused() -> None:
    with pytest.raises(SubjectNotInRecord):
        asked(Wanted(Kind.KOSEKI_INDIVIDUAL, ["stranger"]))
    with pytest.raises(NothingToCertify):
        asked(Wanted(Kind.KOSEKI_INDIVIDUAL, []))
