"""Every scenario whose outcome the rules decide, from a standing built of its own words.

What the card itself answers (its kind, its PIN, a missing certificate) is found before the municipality is asked; those
cases run through the kiosk's role code elsewhere, and here only until that point.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.rules.scenario_standing import Case, operations_from, scenarios, standing_from

from kofu.clock import read_moment
from kofu.rules.actions import (
    Accepted,
    Channel,
    Equipment,
    Place,
    RefundCause,
    Visitor,
    next_screen,
    refund,
    register_honseki,
    reprint,
    reset_pin,
)
from kofu.rules.book import MunicipalityRules, RuleBook
from kofu.rules.decide import decide
from kofu.rules.decision import Granted, Refused
from kofu.rules.kinds import Kind
from kofu.rules.operations import load_operations
from kofu.rules.reasons import Outcome, Reason
from kofu.rules.request import HOUSEHOLD, Form, Option, Request, TerminalFacts, Token
from kofu.rules.standing import PersonId

CARD_ANSWERS = {"pin_wrong", "pin_locked", "card_kind_not_accepted", "no_auth_certificate"}


def _at_card(case: Case) -> bool:
    issuing = case["request"].get("action", "issue") == "issue"
    return issuing and case["expect"]["reason"] in CARD_ANSWERS


DECIDED = [case for case in scenarios() if not _at_card(case)]


def _rules(book: RuleBook, case: Case) -> MunicipalityRules:
    rules, policy = book.municipality(case["municipality"]), case["given"].get("policy", {})
    switch, blackout = policy.get("tax_switch_on"), policy.get("tax_blackout")
    if switch is None and blackout is None:
        return rules
    span = (date.fromisoformat(blackout["from"]), date.fromisoformat(blackout["to"])) if blackout else None
    return rules.with_tax_switch(switch_on=date.fromisoformat(switch) if switch else None, blackout=span)


def _request(asked: Case) -> Request:
    subjects = asked.get("subjects", ["self"])
    return Request(
        kind=Kind.of(asked["certificate"]),
        subjects=HOUSEHOLD if subjects == HOUSEHOLD else tuple(PersonId(name) for name in subjects),
        options=frozenset(Option(name) for name, wanted in asked.get("options", {}).items() if wanted),
        tax_year=asked.get("tax_year"),
        copies=asked.get("copies", 1),
        form=Form(asked.get("form", "current")),
    )


def _terminal(case: Case) -> TerminalFacts:
    smartphone = case["given"].get("card", {}).get("kind") == "smartphone"
    chain = case["given"].get("kiosk", {}).get("chain", "seven_eleven")
    return TerminalFacts(chain, Token.SMARTPHONE if smartphone else Token.CARD)


def _act(rules: MunicipalityRules, case: Case) -> Granted | Refused | Accepted:
    asked, given, at = case["request"], case["given"], read_moment(case["request"]["at"])
    operations = operations_from(case, load_operations(case["municipality"]))
    match asked.get("action", "issue"):
        case "issue":
            return decide(rules, operations, standing_from(case), _request(asked), _terminal(case), at)
        case "register_honseki":
            card: dict[str, Any] = given.get("card", {})
            equipment = Equipment(
                card.get("auth_cert", True), card.get("sign_cert", True), given.get("card_reader", True)
            )
            channel = Channel(asked["channel"])
            return register_honseki(rules, operations, standing_from(case), channel, equipment, at)
        case "refund":
            return refund(rules, RefundCause(asked["cause"]), Place(asked.get("place", "store")), at)
        case "reset_pin":
            return reset_pin(rules, asked["with"], Visitor(asked["by"]), at)
        case "reprint":
            return reprint()
        case "next_screen":
            return next_screen(given.get("kiosk", {}).get("card_on_reader", False))
        case unknown:
            raise ValueError(unknown)


@pytest.mark.parametrize("case", DECIDED, ids=[case["id"] for case in DECIDED])
def test_a_scenario_comes_out_as_stated(book: RuleBook, case: Case) -> None:
    told, expect = _act(_rules(book, case), case), case["expect"]
    if isinstance(told, Refused):
        allowed = {expect["reason"], *expect.get("also", [])}
        assert told.reason.value in allowed
        assert told.outcome is told.reason.outcome
        # Nothing but what the case names applies: the list of reasons holds no stray one.
        assert {cause.reason.value for cause in told.reasons} <= allowed
        return
    assert told.outcome is Outcome(expect["outcome"])
    if isinstance(told, Granted):
        assert expect["fee"] is None or told.fee == expect["fee"]
        _content_fits(told, expect.get("content", {}))
    elif "estimated_ready_on" in expect:
        assert told.estimated_ready_on == date.fromisoformat(expect["estimated_ready_on"])


def _content_fits(told: Granted, content: Case) -> None:
    printed = {f"person:{person}" for person in told.persons}
    assert {token for token in content.get("shows", []) if token.startswith("person:")} <= printed
    assert not printed & set(content.get("omits", []))
    assert (Option.MY_NUMBER in told.options) == ("my_number" in content.get("shows", []))


def test_the_reasons_are_those_of_the_scenarios_in_their_order() -> None:
    import json

    from tests.rules.scenario_standing import CASES

    vocabulary = json.loads(CASES.read_text(encoding="utf-8"))["vocabulary"]
    codes = [reason.value for reason in Reason]
    assert codes[: len(vocabulary["check_order"])] == vocabulary["check_order"]
    assert set(vocabulary["reason"]) - {"ok"} <= set(codes)
    for code, outcome in vocabulary["outcome_of_reason"].items():
        if code in codes:
            assert Reason(code).outcome.value == outcome
