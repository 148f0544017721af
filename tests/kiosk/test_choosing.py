"""From an offer to an application: only what was offered can be chosen, and back leads back."""

from __future__ import annotations

import pytest
from tests.kiosk.examples import CERTIFICATES, PEOPLE, RECORD, certificate, offer, token

from kofu.issuance.kiosk.vocabulary import Chosen
from kofu.kiosk.screens.certificates import Certificates
from kofu.kiosk.screens.confirm import Confirm
from kofu.kiosk.screens.persons import EVERYBODY, ME, SOME, Persons
from kofu.kiosk.screens.refusal import Refusal
from kofu.kiosk.screens.screen import AnswerNotOffered, Back, Picked
from kofu.kiosk.screens.some_persons import SomePersons
from kofu.kiosk.web.choosing import Draft, ways

START = Draft(offer(), "明石市")


def walk(draft: Draft, *forms: dict[str, list[str]]) -> Draft | Chosen:
    """Hand in forms one after the other, as the browser would."""
    for form in forms:
        told = draft.answered(draft.screen().read(form))
        if isinstance(told, Chosen):
            return told
        draft = told
    return draft


def pick(value: str) -> dict[str, list[str]]:
    return {"action": ["pick"], "value": [value]}


def mark(*values: str) -> dict[str, list[str]]:
    return {"action": ["marked"], "mark": list(values)}


BACK = {"action": ["back"]}


def test_the_whole_household_with_two_items_in_two_copies() -> None:
    chosen = walk(
        START, pick("resident_record"), pick(EVERYBODY), mark("relationship", "honseki"), pick("2"), pick("confirm")
    )
    assert isinstance(chosen, Chosen)
    assert (chosen.copies, chosen.fee) == (2, 400)
    assert chosen.choices.persons == "household"
    assert (chosen.choices.my_number, chosen.choices.relationship, chosen.choices.honseki) == (False, True, True)


def test_two_persons_by_name() -> None:
    chosen = walk(
        START, pick("resident_record"), pick(SOME), mark(token(2), token(0)), mark(), pick("1"), pick("confirm")
    )
    assert isinstance(chosen, Chosen)
    assert chosen.choices.persons == (token(0), token(2))


def test_marking_nobody_asks_again_and_says_so() -> None:
    draft = walk(START, pick("resident_record"), pick(SOME), mark())
    assert isinstance(draft, Draft)
    assert draft.screen() == SomePersons(PEOPLE, nobody_was_marked=True)


def test_a_tax_certificate_asks_for_the_year_first() -> None:
    income = certificate("income_tax", "所得・課税証明書", years=(2026, 2025))
    draft = Draft(offer((income,), ()), "上郡町")
    chosen = walk(draft, pick("income_tax"), pick("2025"), pick(ME), mark(), pick("1"), pick("confirm"))
    assert isinstance(chosen, Chosen)
    assert chosen.choices.tax_year == 2025


def test_a_refused_certificate_leads_to_its_reasons_and_back_to_the_menu() -> None:
    draft = walk(START, pick("income"))
    assert isinstance(draft, Draft)
    assert isinstance(draft.screen(), Refusal)
    back = walk(draft, pick("on"))
    assert isinstance(back, Draft)
    assert isinstance(back.screen(), Certificates)


def test_back_from_the_confirmation_reopens_each_question_in_turn_down_to_the_menu() -> None:
    draft = walk(START, pick("resident_record"), pick(ME), mark(), pick("3"))
    seen = []
    while isinstance(draft, Draft) and not isinstance(draft.screen(), Certificates):
        seen.append(draft.screen().name())
        draft = draft.answered(Back())
    assert seen == ["confirm", "copies", "options", "persons"]


def test_the_full_koseki_asks_for_nobody() -> None:
    koseki = next(each for each in CERTIFICATES if each.kind == "koseki_full")
    assert ways(offer(), koseki) == (ME,)


def test_a_household_that_may_not_be_printed_whole_is_not_offered_whole() -> None:
    assert ways(offer(), RECORD.model_copy(update={"whole_household": False})) == (ME, SOME)


@pytest.mark.parametrize(
    ("forms", "forged"),
    [
        ([], pick("koseki_of_the_neighbour")),
        ([], {"action": ["pick"]}),
        ([], {"action": ["pick"], "value": ["seal", "resident_record"]}),
        ([], BACK),
        ([pick("resident_record")], pick("nobody")),
        ([pick("resident_record"), pick(SOME)], mark("f" * 32)),
        ([pick("resident_record"), pick(SOME)], mark(token(0), token(0))),
        ([pick("resident_record"), pick(ME)], mark("resident_code")),
        ([pick("resident_record"), pick(ME), mark()], pick("11")),
        ([pick("resident_record"), pick(ME), mark()], pick("-1")),
        ([pick("resident_record"), pick(ME), mark(), pick("1")], pick("1")),
        ([pick("resident_record"), pick(ME), mark(), pick("1")], {"action": ["pin"], "pin": ["1234"]}),
    ],
)
def test_a_forged_choice_is_refused(forms: list[dict[str, list[str]]], forged: dict[str, list[str]]) -> None:
    draft = walk(START, *forms)
    assert isinstance(draft, Draft)
    with pytest.raises(AnswerNotOffered):
        draft.screen().read(forged)


def test_the_confirmation_repeats_everything() -> None:
    draft = walk(START, pick("resident_record"), pick(SOME), mark(token(0), token(1)), mark("honseki"), pick("2"))
    assert isinstance(draft, Draft)
    screen = draft.screen()
    assert isinstance(screen, Confirm)
    assert screen.summary.names == ("明石 花子", "明石 太郎")
    assert (screen.summary.options, screen.summary.copies, screen.summary.fee) == (("honseki",), 2, 400)
    assert isinstance(START.answered(Picked("resident_record")), Draft)
    assert Persons((ME,)).offered() == (ME,)
