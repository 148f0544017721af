"""Whether a batch of facts may be recorded, decided before anything is written, the same for every store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from kofu.registers.characters import check_fact
from kofu.registers.contradictions import check_contradictions
from kofu.registers.errors import NothingToCorrect, OverlappingFacts, RecordedBeforeLast
from kofu.registers.facts import Fact, FactRow, record


def number_batch(
    facts: Sequence[Fact], existing: Iterable[FactRow], last: int, last_recorded_at: datetime | None, at: datetime
) -> list[FactRow]:
    """The rows to insert, numbered from ``last + 1``.

    ``existing`` holds every row of the batch's subjects and of the households, koseki and cards they belong to.
    Raises the errors of ``kofu.registers.errors`` and of the character check; then nothing of the batch counts.
    """
    if last_recorded_at is not None and at < last_recorded_at:
        raise RecordedBeforeLast
    known = list(existing)
    slots = Slots(known)
    rows: list[FactRow] = []
    for sequence, fact in enumerate(facts, last + 1):
        fact.check_subject()
        check_fact(fact)
        row = record(fact, sequence, at, slots.superseded_by(fact))
        slots.add(row)
        rows.append(row)
    check_contradictions(known, rows)
    return rows


class Slots:
    """Which row begins a slot's value on which day."""

    def __init__(self, rows: Iterable[FactRow]) -> None:
        self._begins: dict[tuple[object, ...], FactRow] = {}
        by_sequence: dict[int, FactRow] = {}
        for row in rows:
            by_sequence[row.sequence] = row
        superseded = {row.supersedes for row in by_sequence.values()}
        for row in by_sequence.values():
            if row.sequence not in superseded:
                self._begins[*row.slot, row.valid_from] = row

    def superseded_by(self, fact: Fact) -> int | None:
        """The number of the row this fact corrects. Raises NothingToCorrect."""
        if fact.corrects is None:
            return None
        row = self._begins.pop((fact.subject, fact.kind, fact.key, fact.corrects), None)
        if row is None:
            raise NothingToCorrect(kind=fact.kind.stored, valid_from=fact.corrects.isoformat())
        return row.sequence

    def add(self, row: FactRow) -> None:
        """Take in a new row. Raises OverlappingFacts when its slot has one from the same day."""
        if self._begins.setdefault((*row.slot, row.valid_from), row) is not row:
            raise OverlappingFacts(kind=row.kind.stored, valid_from=row.valid_from.isoformat())
