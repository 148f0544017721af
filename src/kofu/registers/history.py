"""Two questions to the same rows: what was so on a day, and what was known at an instant (design §7).

Ends are derived: a slot's value holds from its ``valid_from`` to the next one's, half-open. Rows that a known row
supersedes do not count. Adding rows recorded later never changes what ``as_known_at`` an earlier instant answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import TypeVar

from kofu.registers.codec import decode_payload
from kofu.registers.facts import FactRow
from kofu.registers.kinds import FactKind, Payload

P = TypeVar("P", bound=Payload)


@dataclass(frozen=True, slots=True)
class Period:
    """A row and the days it holds: from ``valid_from`` up to, not including, ``valid_to``."""

    row: FactRow
    valid_from: date
    valid_to: date | None


class History:
    """The rows of some subjects, in the order they were recorded."""

    def __init__(self, rows: Iterable[FactRow]) -> None:
        self.rows = tuple(sorted(rows, key=lambda row: row.sequence))
        self._decoded: dict[int, Payload] = {}

    def as_known_at(self, instant: datetime) -> History:
        """What had been recorded up to this instant."""
        return History(row for row in self.rows if row.recorded_at <= instant)

    def as_valid_on(self, day: date) -> State:
        """What holds on this day, by what is known."""
        return State(self.effective(), day, self._decoded)

    def effective(self) -> list[FactRow]:
        """The rows nothing supersedes, by slot's day of effect."""
        superseded = {row.supersedes for row in self.rows if row.supersedes is not None}
        current = [row for row in self.rows if row.sequence not in superseded]
        return sorted(current, key=lambda row: (row.valid_from, row.sequence))

    def periods(self, subject: str, kind: FactKind, key: str = "") -> list[Period]:
        """A slot's values with their derived ends, oldest first; days on which it is closed are left out."""
        rows = [row for row in self.effective() if row.slot == (subject, kind, key)]
        ends: list[date | None] = [later.valid_from for _, later in pairwise(rows)]
        paired = zip(rows, [*ends, None], strict=True) if rows else ()
        return [Period(row, row.valid_from, end) for row, end in paired if row.payload is not None]


class State:
    """The slots of some subjects as they stand on one day, and the trail that led there."""

    def __init__(self, effective: Sequence[FactRow], day: date, decoded: dict[int, Payload]) -> None:
        """``decoded`` keeps payloads by row number for all days that are asked about the same rows."""
        self.day = day
        self._decoded = decoded
        self._trails: dict[tuple[str, FactKind], dict[str, list[FactRow]]] = defaultdict(lambda: defaultdict(list))
        for row in effective:
            if row.valid_from <= day:
                self._trails[row.subject, row.kind][row.key].append(row)

    def one(self, kind: FactKind, payload: type[P], subject: str) -> P | None:
        """The value of a slot of an unkeyed kind; None when it is closed or was never set."""
        trail = self._trails.get((subject, kind), {}).get("", [])
        return self._value(trail[-1], payload) if trail and trail[-1].payload is not None else None

    def all(self, kind: FactKind, payload: type[P], subject: str) -> list[P]:
        """The open slots of a keyed kind, in the order of their keys."""
        slots = self._trails.get((subject, kind), {})
        return [self._value(slots[key][-1], payload) for key in sorted(slots) if slots[key][-1].payload is not None]

    def trail(self, kind: FactKind, payload: type[P], subject: str) -> list[P]:
        """Every value the slot has held up to the day, oldest first."""
        rows = self._trails.get((subject, kind), {}).get("", [])
        return [self._value(row, payload) for row in rows if row.payload is not None]

    def subjects(self, kind: FactKind) -> list[str]:
        """Who has had a fact of this kind up to the day."""
        return sorted(subject for subject, of_kind in self._trails if of_kind is kind)

    def _value(self, row: FactRow, payload: type[P]) -> P:
        """A row's payload, decoded once. Raises PayloadInvalid."""
        known = self._decoded.get(row.sequence)
        if isinstance(known, payload):
            return known
        value = decode_payload(payload, row.payload or "")
        self._decoded[row.sequence] = value
        return value
