"""A bulk load from its first row to the swap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path

from kofu.registers.bulk.checking import Weighing
from kofu.registers.bulk.errors import LoadRefused
from kofu.registers.bulk.loading import Loader, Reserved
from kofu.registers.bulk.rows import Place, Problem, Row
from kofu.registers.bulk.staging import Staging
from kofu.registers.facts import FactRow
from kofu.registers.sql_store import SqlRegisterStore
from kofu.storage.sqlite import SqliteDatabase


class Phase(Enum):
    """What a load is doing, for whoever watches; counts are told in units of the phase."""

    READING = "reading"
    WEIGHING = "weighing"
    COPYING = "copying in"


Tell = Callable[[Phase, int], None]
"""Hears the phase and how much of it has been done since the last call"""


@dataclass(frozen=True)
class Plan:
    """How a load is to be done."""

    at: datetime
    operator: str
    sets_aside: bool = False
    """Load the others when some rows are bad"""
    report: Callable[[Problem], None] = lambda _problem: None
    """Hears every bad row"""
    keep: Callable[[Place, FactRow], None] = lambda _place, _row: None
    """Gets every row that is set aside, with content"""
    tell: Tell = lambda _phase, _count: None


@dataclass
class Outcome:
    """What came of a load."""

    rows: int = 0
    problems: int = 0
    set_aside: int = 0
    """Rows left out, those of people who share a household or koseki with a bad row included"""
    reserved: Reserved | None = field(default=None)


def load(registers: SqlRegisterStore, rows: Iterable[Row | Problem], folder: Path, plan: Plan) -> Outcome:
    """Load rows into a municipality's registers, all of them or none.

    ``folder`` is empty and on a disk with room for twice the rows; the staging file in it is removed by its owner.
    Raises LoadRefused, LoadOvertaken, LoadUnderWay.
    """
    database = SqliteDatabase(folder / "staging.sqlite3")
    try:
        return _load(registers, rows, Staging(database), plan)
    finally:
        database.close()


def _load(registers: SqlRegisterStore, rows: Iterable[Row | Problem], staging: Staging, plan: Plan) -> Outcome:
    outcome, loader = Outcome(), Loader(registers, plan.operator)
    staging.add(_good(rows, staging, plan, outcome))
    staging.index()
    if outcome.problems and not plan.sets_aside:
        raise LoadRefused(problems=outcome.problems)
    known_to = loader.stage_known(staging)
    _weigh(staging, plan, outcome)
    outcome.rows = staging.count_new()
    if not outcome.rows:
        return outcome
    outcome.reserved = loader.reserve(outcome.rows, plan.at)
    try:
        loader.copy(staging, outcome.reserved, known_to, plan.at, lambda count: plan.tell(Phase.COPYING, count))
        loader.swap(staging, outcome.reserved, known_to, plan.at)
    except BaseException:
        loader.withdraw(outcome.reserved)
        raise
    return outcome


def _good(rows: Iterable[Row | Problem], staging: Staging, plan: Plan, outcome: Outcome) -> Iterator[Row]:
    bad: set[str] = set()
    for row in rows:
        plan.tell(Phase.READING, 1)
        if isinstance(row, Row):
            yield row
            continue
        plan.report(row)
        outcome.problems += 1
        if row.subject is None and plan.sets_aside:
            raise LoadRefused(file=row.place.file, line=row.place.line, reason="whom the row is about cannot be read")
        bad |= {row.subject} if row.subject else set()
    staging.set_aside(bad)


def _weigh(staging: Staging, plan: Plan, outcome: Outcome) -> None:
    """Weigh until nothing is left to set aside: who is left out may be missing elsewhere."""
    while True:
        _set_aside(staging, plan, outcome)
        found = 0
        for problem in Weighing(staging, lambda count: plan.tell(Phase.WEIGHING, count)).problems():
            plan.report(problem)
            found += 1
            staging.set_aside([problem.subject] if problem.subject else [])
        outcome.problems += found
        if not found:
            return
        if not plan.sets_aside:
            raise LoadRefused(problems=outcome.problems)


def _set_aside(staging: Staging, plan: Plan, outcome: Outcome) -> None:
    staging.spread()
    for chunk in staging.bad_rows():
        for place, row in chunk:
            plan.keep(place, row)
        outcome.set_aside += len(chunk)
    staging.drop_bad()
