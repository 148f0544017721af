from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.certificates.rows import (
    AKASHI,
    FAMILY,
    FATHER,
    FOREIGNER,
    HOLDER_CARD,
    ISSUED_AT,
    MOTHER,
    OTHER_CARD,
    SON,
    dead,
    snapshot,
)

from kofu.certificates import Content, IncompleteRows, NothingToCertify, SubjectNotInRecord
from kofu.certificates.resident_record import compose
from kofu.certificates.wanted import Subjects
from kofu.registers.model import Address, HouseholdId, PersonId, Resident
from kofu.rules import Option
from kofu.text.dates import BeforeEras

NO_OPTIONS: frozenset[Option] = frozenset()
EVERYTHING = frozenset(Option)


def content(*members: Resident, subjects: Subjects = "household", options: frozenset[Option] = NO_OPTIONS) -> Content:
    return compose(snapshot(*members), subjects, options, AKASHI, ISSUED_AT)


def first_sheet(*members: Resident, options: frozenset[Option] = NO_OPTIONS) -> Mapping[str, str]:
    return content(*members, options=options).sheets[0]


def everything_printed(said: Content) -> str:
    return "\n".join(text for sheet in said.sheets for text in sheet.values())


def test_the_options_decide_what_is_left_out() -> None:
    closed, opened = first_sheet(FATHER), first_sheet(FATHER, options=EVERYTHING)
    asked_for = ("head", "p1_relationship", "p1_honseki", "p1_first", "p1_my_number")
    assert {name: (closed[name], opened[name]) for name in asked_for} == {
        "head": ("省略", "明石　太郎"),
        "p1_relationship": ("省略", "世帯主"),
        "p1_honseki": ("省略", "兵庫県明石市大久保町大窪１２３番地"),
        "p1_first": ("省略", "明石　太郎"),
        "p1_my_number": ("省略", "１２３４５６７８９０１８"),
    }


def test_the_resident_record_code_is_never_printed() -> None:
    assert FATHER.resident_code is not None
    said = content(*FAMILY, options=EVERYTHING)
    assert said.sheets[0]["p1_resident_code"] == "省略"
    assert "１２３４５６７８９０１\n" not in everything_printed(said)
    assert FATHER.resident_code not in everything_printed(said).replace("123456789018", "")


def test_the_present_and_one_previous_address_are_printed_and_no_older_one() -> None:
    sheet = first_sheet(FATHER)
    assert sheet["address"] == FATHER.addresses[0].text
    assert (sheet["p1_previous_label"], sheet["p1_previous"]) == ("転入前住所", FATHER.addresses[1].text)
    assert FATHER.addresses[2].text not in everything_printed(content(FATHER))


def test_a_previous_address_in_the_same_city_is_not_called_the_one_before_moving_in() -> None:
    moved = replace(FATHER, addresses=(FATHER.addresses[0], Address("兵庫県明石市大蔵町１番地", here=True)))
    assert first_sheet(moved)["p1_previous_label"] == "前住所"


def test_a_reading_not_notified_yet_stays_blank() -> None:
    assert first_sheet(FATHER, SON)["p2_reading"] == ""


def test_earlier_names_and_aliases_are_history_and_not_printed() -> None:
    renamed = replace(FATHER, former_names=("前田　太郎",))
    assert "前田" not in everything_printed(content(renamed, options=EVERYTHING))
    assert "鈴木" not in everything_printed(content(FOREIGNER, options=EVERYTHING))


def test_a_registered_former_surname_stands_beside_the_name() -> None:
    sheet = first_sheet(FATHER, MOTHER)
    assert (sheet["p1_second_name"], sheet["p1_second_reading"]) == ("＊＊＊", "＊＊＊")
    assert (sheet["p2_second_name"], sheet["p2_second_reading"]) == ("渡邉󠄏", "ワタナベ")


def test_a_foreign_resident_has_the_items_of_article_30_45_without_asking() -> None:
    sheet = first_sheet(FOREIGNER)
    assert {
        sheet[f"p1_{name}_label"]: sheet[f"p1_{name}"]
        for name in ("second_name", "became", "first", "honseki", "pair1", "pair2", "pair3", "pair4")
    } == {
        "通称": "田中　マリア",
        "外国人住民となった年月日": "平成２７年４月１日",
        "在留カード等の番号": "ＡＢ１２３４５６７８ＣＤ",
        "国籍・地域": "ブラジル",
        "第３０条の４５規定区分": "中長期在留者",
        "在留資格": "定住者",
        "在留期間等": "３年",
        "在留期間の満了の日": "２０２７年３月３１日",
    }
    assert sheet["p1_birth"] == "１９９０年２月２８日"


def test_a_stay_without_end_shows_stars_instead_of_a_day() -> None:
    assert FOREIGNER.foreign is not None
    permanent = replace(FOREIGNER, foreign=replace(FOREIGNER.foreign, expires_on=None, period="無期限"))
    assert first_sheet(permanent)["p1_pair4"] == "＊＊＊"


@pytest.mark.parametrize(("members", "sheets"), [(1, 1), (4, 1), (5, 2), (8, 2), (9, 3)])
def test_four_persons_stand_on_a_sheet(members: int, sheets: int) -> None:
    people = [replace(FATHER, person=PersonId(str(i)), is_head=i == 0) for i in range(members)]
    said = content(*people)
    assert len(said.sheets) == sheets
    ordinals = [sheet.get(f"p{place}_ordinal", "") for sheet in said.sheets for place in range(1, 5)]
    assert "".join(ordinals) == "１２３４５６７８９"[:members]


def test_the_first_empty_place_says_that_nothing_follows() -> None:
    sheet = first_sheet(FATHER, MOTHER)
    assert (sheet["p3_name"], "p4_name" in sheet) == ("以下余白", False)


def test_only_the_chosen_persons_are_printed_in_the_order_of_the_record() -> None:
    said = content(*FAMILY, subjects=["daughter", "mother"])
    assert said.persons == ("mother", "daughter")
    assert "海斗" not in everything_printed(said)
    assert said.sheets[0]["sentence"] == "この写しは、世帯の一部の住民票の原本と相違ないことを証明する。"


def test_the_dead_are_left_out_of_a_whole_household() -> None:
    said = content(FATHER, dead(MOTHER), SON)
    assert said.persons == ("father", "son")
    assert said.sheets[0]["sentence"] == "この写しは、世帯全員の住民票の原本と相違ないことを証明する。"


def test_a_stranger_or_a_dead_member_cannot_be_chosen() -> None:
    for wanted in ("stranger", "mother"):
        with pytest.raises(SubjectNotInRecord):
            content(FATHER, dead(MOTHER), subjects=[wanted])


def test_nobody_chosen_is_refused() -> None:
    with pytest.raises(NothingToCertify):
        content(FATHER, subjects=[])


def test_rows_that_contradict_each_other_are_refused() -> None:
    elsewhere = replace(MOTHER, household=HouseholdId("h-2"))
    with pytest.raises(IncompleteRows):
        content(FATHER, elsewhere)
    moved = replace(MOTHER, addresses=(Address("兵庫県明石市他所１番地"),))
    with pytest.raises(IncompleteRows):
        content(FATHER, moved)
    with pytest.raises(IncompleteRows):
        compose(replace(snapshot(FATHER), household=None), "household", NO_OPTIONS, AKASHI, ISSUED_AT)


def test_the_rows_lead_to_the_card_of_a_member_of_the_household() -> None:
    assert content(*FAMILY, subjects=["son"]).reached == {HOLDER_CARD}


def test_rows_of_another_household_do_not_lead_to_the_holders_card() -> None:
    mixed_up = replace(snapshot(FATHER, MOTHER), household=snapshot(FOREIGNER).household)
    assert compose(mixed_up, "household", NO_OPTIONS, AKASHI, ISSUED_AT).reached == frozenset()


def test_what_the_request_claims_does_not_make_a_card_reached() -> None:
    claimed = replace(snapshot(*FAMILY), identity=OTHER_CARD)
    assert compose(claimed, "household", NO_OPTIONS, AKASHI, ISSUED_AT).reached == {HOLDER_CARD}


@given(st.sets(st.sampled_from([row.person for row in FAMILY]), min_size=1), st.sets(st.sampled_from(list(Option))))
def test_any_choice_prints_exactly_the_chosen(chosen: set[PersonId], options: set[Option]) -> None:
    said = content(*FAMILY, subjects=chosen, options=frozenset(options))
    assert set(said.persons) == chosen
    printed = {sheet.get(f"p{place}_name", "") for sheet in said.sheets for place in range(1, 5)} - {""}
    assert printed - {"以下余白"} == {row.name.written for row in FAMILY if row.person in chosen}


def test_the_seal_repeats_address_names_and_births_of_its_sheet() -> None:
    said = content(*FAMILY)
    assert [(tag.name, text) for tag, text in said.essentials[1]] == [
        ("ADDRESS", FATHER.address.text),
        ("NAME", "明石　ヨシ"),
        ("BIRTH", "1926-12-25"),
    ]


def test_a_household_without_head_is_refused() -> None:
    with pytest.raises(IncompleteRows):
        content(MOTHER, SON)


def test_an_age_before_the_eras_is_refused_and_not_guessed() -> None:
    with pytest.raises(BeforeEras):
        content(replace(FATHER, birth=date(1850, 1, 1)))
