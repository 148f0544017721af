"""When a refused request would work, as a table an official can check."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.rules.scenario_standing import SELF, standing_from

from kofu.clock import read_moment
from kofu.rules.book import RuleBook
from kofu.rules.decide import decide
from kofu.rules.decision import Refused
from kofu.rules.kinds import Kind
from kofu.rules.next_moment import next_success
from kofu.rules.operations import OperationalState, Window, load_operations
from kofu.rules.reasons import Reason
from kofu.rules.request import Request, TerminalFacts, Token

STORE = TerminalFacts("lawson")


@dataclass(frozen=True)
class Wait:
    """Town, certificate, moment asked, first reason, first moment that succeeds; what differs from the ordinary."""

    town: str
    kind: Kind
    asked: str
    reason: Reason
    works: str | None
    given: dict[str, Any] = field(default_factory=dict)
    tax_year: int | None = None
    terminal: TerminalFacts = STORE


NEW_CARD = {"card": {"issued_at": "2026-07-08T23:30+09:00"}}
OLD_CARD = {"card": {"issued_at": "2019-05-15T10:00+09:00"}}
PHONE, HALL = TerminalFacts("lawson", Token.SMARTPHONE), TerminalFacts("town_hall")
RECORD, FULL, SEAL = Kind.RESIDENT_RECORD, Kind.KOSEKI_FULL, Kind.SEAL

WAITS = {
    "before opening": Wait("akashi", RECORD, "2026-07-08T05:00", Reason.OUTSIDE_HOURS, "2026-07-08T06:30"),
    "after closing": Wait("akashi", RECORD, "2026-07-08T23:00", Reason.OUTSIDE_HOURS, "2026-07-09T06:30"),
    "year-end": Wait("akashi", RECORD, "2026-12-28T23:00", Reason.OUTSIDE_HOURS, "2027-01-04T06:30"),
    "silver week": Wait("kamigori", FULL, "2026-09-18T17:15", Reason.OUTSIDE_HOURS, "2026-09-24T08:30"),
    "new year in kamigori": Wait("kamigori", FULL, "2026-12-28T09:00", Reason.CLOSED_YEAR_END, "2027-01-06T08:30"),
    "hall on saturday": Wait(
        "kamigori", RECORD, "2026-07-18T10:00", Reason.HALL_CLOSED, "2026-07-21T08:30", terminal=HALL
    ),
    "24 hours end at night": Wait(
        "akashi", SEAL, "2026-07-09T06:30", Reason.WAIT_24_HOURS, "2026-07-10T06:30", NEW_CARD, terminal=HALL
    ),
    "day of delivery": Wait("akashi", SEAL, "2026-07-08T23:59", Reason.OUTSIDE_HOURS, "2026-07-10T06:30", NEW_CARD),
    "fifteenth birthday": Wait(
        "hamura", RECORD, "2026-07-08T10:00", Reason.UNDER_15, "2027-05-05T06:30", {"user": {"birth": "2012-05-05"}}
    ),
    "an expired card does not live to it": Wait(
        "hamura", RECORD, "2026-07-08T10:00", Reason.UNDER_15, None, {"user": {"birth": "2016-02-02"}}
    ),
    "new tax year": Wait(
        "hamura", Kind.TAXATION, "2026-06-05T10:00", Reason.TAX_YEAR_NOT_AVAILABLE, "2026-06-15T06:30", tax_year=2026
    ),
    "past tax year": Wait(
        "hamura", Kind.TAXATION, "2026-07-05T10:00", Reason.TAX_YEAR_NOT_AVAILABLE, None, tax_year=2025
    ),
    "change-over": Wait(
        "kamigori", Kind.INCOME, "2026-06-10T10:00", Reason.TAX_SWITCH_PERIOD, "2026-07-01T06:30"
    ),
    "declared this month": Wait(
        "kamigori", Kind.INCOME, "2026-07-31T10:00", Reason.TAX_NOT_YET_REFLECTED, "2026-08-01T06:30",
        {"user": {"tax": {"declared_on": "2026-07-10"}}},
    ),
    "smartphones to come": Wait(
        "obihiro", SEAL, "2024-01-20T12:00", Reason.SMARTPHONE_NOT_SUPPORTED_YET, "2024-01-22T06:30", terminal=PHONE
    ),
    "smartphones nowhere": Wait(
        "akashi", SEAL, "2026-07-08T10:00", Reason.SMARTPHONE_NOT_SUPPORTED_YET, None, terminal=PHONE
    ),
    "service to come": Wait(
        "obihiro", SEAL, "2019-05-20T10:00", Reason.SERVICE_NOT_STARTED, "2019-06-04T06:30", OLD_CARD
    ),
    "maintenance": Wait("obihiro", FULL, "2024-10-04T18:00", Reason.MAINTENANCE, "2024-10-05T09:00"),
    "maintenance over two days": Wait("obihiro", SEAL, "2024-11-12T10:00", Reason.MAINTENANCE, "2024-11-14T06:30"),
    "processed today": Wait(
        "kamigori", RECORD, "2026-07-08T16:00", Reason.ADDRESS_CHANGE_PENDING, "2026-07-09T06:30",
        {"user": {"change": {"kind": "address", "filed_at": "2026-07-08T10:00+09:00", "processed": True}}},
    ),
    "not processed": Wait(
        "kamigori", RECORD, "2026-07-08T16:00", Reason.ADDRESS_CHANGE_PENDING, None,
        {"user": {"change": {"kind": "address", "filed_at": "2026-07-08T10:00+09:00", "processed": False}}},
    ),
    "nothing cures death": Wait(
        "akashi", SEAL, "2026-07-08T10:00", Reason.DECEASED, None, {"user": {"alive": False}}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(WAITS))
def test_the_first_moment_that_succeeds(book: RuleBook, name: str) -> None:
    wait = WAITS[name]
    rules, operations = book.municipality(wait.town), load_operations(wait.town)
    standing = standing_from({"municipality": wait.town, "given": wait.given})
    request, at = Request(wait.kind, (SELF,), tax_year=wait.tax_year), read_moment(wait.asked)
    told = decide(rules, operations, standing, request, wait.terminal, at)
    assert isinstance(told, Refused)
    assert told.reason is wait.reason
    works = next_success(rules, operations, standing, request, wait.terminal, at)
    assert works == (read_moment(wait.works) if wait.works else None)


def test_an_endless_suspension_has_no_next_moment_and_a_resumption_acts_at_once(book: RuleBook) -> None:
    rules, standing = book.municipality("akashi"), standing_from({"municipality": "akashi", "given": {}})
    at, terminal = read_moment("2026-07-08T10:00"), TerminalFacts("lawson")
    request, before = Request(RECORD, (SELF,)), rules.fingerprint
    stopped = OperationalState().with_suspension(Window(read_moment("2026-07-08T09:00"), None))
    told = decide(rules, stopped, standing, request, terminal, at)
    assert isinstance(told, Refused)
    assert [cause.reason for cause in told.reasons] == [Reason.SERVICE_SUSPENDED]
    assert next_success(rules, stopped, standing, request, terminal, at) is None
    resumed = stopped.resumed(at)
    assert resumed.version == stopped.version + 1
    assert next_success(rules, resumed, standing, request, terminal, at) == at
    assert rules.fingerprint == before


def test_part_of_a_second_is_waited_out(book: RuleBook) -> None:
    given = {"card": {"issued_at": "2026-07-08T10:00:00.250+09:00"}}
    standing = standing_from({"municipality": "akashi", "given": given})
    arguments = (book.municipality("akashi"), OperationalState(), standing, Request(SEAL, (SELF,)))
    works = next_success(*arguments, TerminalFacts("lawson"), read_moment("2026-07-09T10:00"))
    assert works == read_moment("2026-07-09T10:00:01")
