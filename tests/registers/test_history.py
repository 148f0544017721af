"""Laws of the two histories: later knowledge never changes what was known, and a slot's periods never overlap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.registers.people import HANAKO, TOLD, family

from kofu.clock import JAPAN
from kofu.registers.errors import OverlappingFacts
from kofu.registers.facts import Fact, FactRow, record
from kofu.registers.history import History
from kofu.registers.kinds import FactKind
from kofu.registers.memory_store import MemoryRegisterStore
from kofu.registers.model import Address, Status, StatusKind

BASE = datetime(2026, 1, 1, tzinfo=JAPAN)
DAYS = st.dates(date(2015, 1, 1), date(2026, 12, 31))


def _day_outside(taken: set[date]) -> st.SearchStrategy[date]:
    return DAYS.filter(lambda day: day not in taken)


@st.composite
def addresses(draw: st.DrawFn) -> list[FactRow]:
    """A recorded run of facts of one slot: values, closings and corrections on days in any order."""
    rows: list[FactRow] = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        superseded = {row.supersedes for row in rows}
        current = [row for row in rows if row.sequence not in superseded]
        corrected = draw(st.sampled_from([None, *current]))
        taken = {row.valid_from for row in current if row is not corrected}
        day = draw(_day_outside(taken))
        value = draw(st.sampled_from([Address(f"住所{number}", day), None]))
        told = Fact(FactKind.ADDRESS, HANAKO, day, value)
        at = BASE + timedelta(days=number)
        rows.append(record(told, number, at, corrected.sequence if corrected else None))
    return rows


def answer(rows: Sequence[FactRow], known: datetime, day: date) -> Address | None:
    return History(rows).as_known_at(known).as_valid_on(day).one(FactKind.ADDRESS, Address, HANAKO)


@settings(max_examples=50)
@given(addresses(), DAYS, st.integers(0, 12))
def test_later_facts_never_change_what_was_known(rows: list[FactRow], day: date, known_after: int) -> None:
    known = BASE + timedelta(days=known_after)
    before = [row for row in rows if row.recorded_at <= known]
    assert answer(rows, known, day) == answer(before, known, day)


@settings(max_examples=50)
@given(addresses(), DAYS)
def test_the_last_fact_up_to_a_day_is_what_holds(rows: list[FactRow], day: date) -> None:
    superseded = {row.supersedes for row in rows}
    began = [row for row in rows if row.sequence not in superseded and row.valid_from <= day]
    last = max(began, key=lambda row: row.valid_from, default=None)
    held = answer(rows, BASE + timedelta(days=99), day)
    assert (held is None) == (last is None or last.payload is None)
    assert held is None or (last is not None and held.since == last.valid_from)


@settings(max_examples=50)
@given(addresses())
def test_derived_periods_are_in_order_and_never_overlap(rows: list[FactRow]) -> None:
    periods = History(rows).periods(HANAKO, FactKind.ADDRESS)
    for earlier, later in pairwise(periods):
        assert earlier.valid_to is not None
        assert earlier.valid_from < earlier.valid_to <= later.valid_from


@settings(max_examples=50)
@given(addresses(), DAYS)
def test_a_period_covers_exactly_the_days_on_which_its_value_holds(rows: list[FactRow], day: date) -> None:
    history = History(rows)
    periods = history.periods(HANAKO, FactKind.ADDRESS)
    covering = [period for period in periods if period.valid_from <= day and not _over(period.valid_to, day)]
    held = history.as_valid_on(day).one(FactKind.ADDRESS, Address, HANAKO)
    assert len(covering) == (held is not None)


def _over(end: date | None, day: date) -> bool:
    return end is not None and end <= day


@settings(max_examples=50)
@given(addresses(), DAYS)
def test_the_order_in_which_rows_are_read_does_not_matter(rows: list[FactRow], day: date) -> None:
    known = BASE + timedelta(days=99)
    assert answer(list(reversed(rows)), known, day) == answer(rows, known, day)


@settings(max_examples=30)
@given(st.lists(DAYS, min_size=1, max_size=8))
def test_a_store_answers_for_the_past_as_it_did_then(days: list[date]) -> None:
    store = MemoryRegisterStore("282031")
    store.apply(family(), TOLD)
    answers: list[tuple[datetime, History]] = []
    for number, day in enumerate(days, 1):
        at = TOLD + timedelta(hours=number)
        moved = Address(f"兵庫県明石市中崎一丁目{number}番", max(day, date(2015, 4, 2)))
        try:
            store.apply([Fact(FactKind.ADDRESS, HANAKO, moved.since or day, moved)], at)
        except OverlappingFacts:
            continue
        answers.append((at, store.history([HANAKO])))
    final = store.history([HANAKO])
    for at, then in answers:
        assert final.as_known_at(at).rows == then.rows


def test_a_closed_slot_is_empty_until_a_new_value_begins() -> None:
    rows = [
        record(Fact(FactKind.STATUS, HANAKO, date(2020, 1, 1), Status(StatusKind.MOVED_OUT)), 1, BASE, None),
        record(Fact(FactKind.STATUS, HANAKO, date(2021, 1, 1), None), 2, BASE, None),
    ]
    held = [History(rows).as_valid_on(day).one(FactKind.STATUS, Status, HANAKO) for day in _new_years(2019, 2022)]
    assert [status and status.kind for status in held] == [None, StatusKind.MOVED_OUT, None, None]


def _new_years(first: int, last: int) -> list[date]:
    return [date(year, 1, 1) for year in range(first, last + 1)]


def test_a_correction_is_seen_only_by_those_who_ask_after_it() -> None:
    first = record(Fact(FactKind.ADDRESS, HANAKO, date(2020, 1, 1), Address("誤")), 1, BASE, None)
    after = BASE + timedelta(days=5)
    second = record(Fact(FactKind.ADDRESS, HANAKO, date(2020, 1, 1), Address("正")), 2, after, 1)
    texts = [answer([first, second], BASE + timedelta(days=n), date(2024, 1, 1)) for n in (4, 5)]
    assert [address.text if address else None for address in texts] == ["誤", "正"]
