"""What one person may not learn about another's protection."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rules.scenario_standing import SELF, standing_from

from kofu.clock import read_moment
from kofu.rules.book import RuleBook
from kofu.rules.decide import decide
from kofu.rules.decision import Granted, Refused
from kofu.rules.kinds import Kind
from kofu.rules.operations import OperationalState
from kofu.rules.reasons import Audience, Reason
from kofu.rules.request import HOUSEHOLD, Request, TerminalFacts
from kofu.rules.standing import PersonId
from kofu.rules.texts import LANGUAGES, told

NOW = read_moment("2026-07-08T10:00")
TERMINAL = TerminalFacts("lawson")
FAMILY = {"same_household": True, "same_address": True, "same_koseki": True}
SPOUSE = PersonId("spouse")


def _ask(book: RuleBook, town: str, request: Request, **facts: Any) -> Granted | Refused:
    given = {"others": {"spouse": {**FAMILY, **facts}}}
    standing = standing_from({"municipality": town, "given": given})
    return decide(book.municipality(town), OperationalState(), standing, request, TERMINAL, NOW)


def _true_and_shown(refused: Granted | Refused) -> tuple[list[Reason], list[Reason]]:
    assert isinstance(refused, Refused)
    staff, resident = refused.shown_to(Audience.STAFF), refused.shown_to(Audience.RESIDENT)
    return [cause.reason for cause in staff.reasons], [cause.reason for cause in resident.reasons]


SPOUSES_RECORD = Request(Kind.RESIDENT_RECORD, (SPOUSE,))


@pytest.mark.parametrize("town", ["akashi", "hamura", "kamigori", "obihiro", "sakai"])
@pytest.mark.parametrize("subjects", [(SPOUSE,), (SELF, SPOUSE), HOUSEHOLD])
def test_a_protected_person_is_refused_without_saying_why(book: RuleBook, town: str, subjects: Any) -> None:
    refused = _ask(book, town, Request(Kind.RESIDENT_RECORD, subjects), support_measures=True)
    assert _true_and_shown(refused) == ([Reason.SUPPORT_MEASURES], [Reason.ASK_AT_DESK])


def test_the_supplement_of_a_protected_spouse_would_show_the_address_and_is_refused(book: RuleBook) -> None:
    refused = _ask(book, "obihiro", Request(Kind.KOSEKI_SUPPLEMENT, (SPOUSE,)), support_measures=True)
    assert _true_and_shown(refused) == ([Reason.SUPPORT_MEASURES], [Reason.ASK_AT_DESK])


def test_the_neutral_reason_also_stands_for_harmless_causes_so_it_betrays_nothing(book: RuleBook) -> None:
    for facts in ({"characters_supported": False}, {"text_too_long": True}, {"restricted": ["resident_record"]}):
        _, shown = _true_and_shown(_ask(book, "hamura", SPOUSES_RECORD, **facts))
        assert shown == [Reason.ASK_AT_DESK]


def test_a_protected_persons_plan_to_move_is_not_told_to_the_household(book: RuleBook) -> None:
    own = Request(Kind.SEAL, (SELF,))
    open_plan = _ask(book, "obihiro", own, move_out="filed")
    assert _true_and_shown(open_plan)[1] == [Reason.HOUSEHOLD_MEMBER_MOVING_OUT]
    secret_plan = _ask(book, "obihiro", own, move_out="filed", support_measures=True)
    assert _true_and_shown(secret_plan) == ([Reason.HOUSEHOLD_MEMBER_MOVING_OUT], [Reason.ASK_AT_DESK])


def test_a_stranger_is_refused_alike_whether_known_protected_or_not_at_all(book: RuleBook) -> None:
    elsewhere = {"same_household": False, "same_koseki": False}
    plain = _ask(book, "hamura", SPOUSES_RECORD, **elsewhere)
    protected = _ask(book, "hamura", SPOUSES_RECORD, **elsewhere, support_measures=True, alive=False)
    unknown = _ask(book, "hamura", Request(Kind.RESIDENT_RECORD, (PersonId("nobody"),)))
    assert plain == protected == unknown


def test_staff_see_whom_it_is_about_and_residents_do_not(book: RuleBook) -> None:
    refused = _ask(book, "hamura", SPOUSES_RECORD, support_measures=True)
    assert isinstance(refused, Refused)
    assert [cause.about for cause in refused.reasons] == [SPOUSE]
    assert [cause.about for cause in refused.shown_to(Audience.RESIDENT).reasons] == [None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hidden_cause_reads_neutral_even_when_shown_unfiltered(book: RuleBook, language: str) -> None:
    hidden = _ask(book, "hamura", SPOUSES_RECORD, support_measures=True)
    neutral = _ask(book, "hamura", SPOUSES_RECORD, characters_supported=False)
    assert isinstance(hidden, Refused)
    assert isinstance(neutral, Refused)
    assert told(hidden.reasons[0], language) == told(neutral.reasons[0], language)
    assert told(hidden.reasons[0], language, Audience.STAFF) != told(hidden.reasons[0], language)


def test_the_holders_own_copy_is_not_touched_by_a_protected_member(book: RuleBook) -> None:
    own = Request(Kind.RESIDENT_RECORD, (SELF,))
    assert isinstance(_ask(book, "hamura", own, support_measures=True), Granted)


def test_a_former_resident_learns_nothing_about_the_old_household(book: RuleBook) -> None:
    user = {"resident_in": "elsewhere", "move_out": "done"}

    def ask(**facts: Any) -> Granted | Refused:
        standing = standing_from({"municipality": "hamura", "given": {"user": user, "others": {"spouse": facts}}})
        return decide(book.municipality("hamura"), OperationalState(), standing, SPOUSES_RECORD, TERMINAL, NOW)

    plain = ask(**FAMILY)
    assert _true_and_shown(plain)[1][:2] == [Reason.NOT_RESIDENT, Reason.OTHER_HOUSEHOLD]
    assert plain == ask(**FAMILY, support_measures=True) == ask(**FAMILY, alive=False)
