"""How fast decisions are; run by hand: ``pytest tests/rules/bench_decide.py`` (not collected by default).

The bar of issue 3 is 5,000 decisions per second and core, so a mean below 200 microseconds.
"""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from tests.rules.scenario_standing import scenarios, standing_from

from kofu.clock import read_moment
from kofu.rules.book import RuleBook
from kofu.rules.decide import decide
from kofu.rules.decision import Granted, Refused
from kofu.rules.kinds import Kind
from kofu.rules.next_moment import next_success
from kofu.rules.offer import offer
from kofu.rules.operations import load_operations
from kofu.rules.request import HOUSEHOLD, Request, TerminalFacts

OPEN, CLOSED = read_moment("2026-07-08T10:00"), read_moment("2026-12-31T23:30")
TERMINAL = TerminalFacts("lawson")


@pytest.mark.parametrize("town", ["akashi", "hamura", "kamigori", "obihiro", "sakai"])
def bench_granting(benchmark: BenchmarkFixture, book: RuleBook, town: str) -> None:
    rules, operations = book.municipality(town), load_operations(town)
    standing = standing_from({"municipality": town, "given": {}})
    request = Request(Kind.RESIDENT_RECORD, HOUSEHOLD)
    told = benchmark(decide, rules, operations, standing, request, TERMINAL, OPEN)
    assert isinstance(told, Granted)


def bench_refusing(benchmark: BenchmarkFixture, book: RuleBook) -> None:
    rules, operations = book.municipality("kamigori"), load_operations("kamigori")
    case = next(case for case in scenarios() if case["id"] == "K080")
    request = Request(Kind.KOSEKI_FULL, (standing_from(case).holder.person,))
    told = benchmark(decide, rules, operations, standing_from(case), request, TERMINAL, CLOSED)
    assert isinstance(told, Refused)


def bench_next_success(benchmark: BenchmarkFixture, book: RuleBook) -> None:
    rules, operations = book.municipality("kamigori"), load_operations("kamigori")
    standing = standing_from({"municipality": "kamigori", "given": {}})
    request = Request(Kind.KOSEKI_FULL, (standing.holder.person,))
    assert benchmark(next_success, rules, operations, standing, request, TERMINAL, CLOSED) is not None


def bench_offer(benchmark: BenchmarkFixture, book: RuleBook) -> None:
    rules, operations = book.municipality("kamigori"), load_operations("kamigori")
    standing = standing_from({"municipality": "kamigori", "given": {}})
    assert benchmark(offer, rules, operations, standing, TERMINAL, OPEN)
