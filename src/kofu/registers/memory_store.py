"""Registers in memory, for simulation: the same rows, the same answers, nothing on disk."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from kofu.pki.identity import CardIdentity
from kofu.registers.applying import number_batch
from kofu.registers.facts import Fact, FactRow
from kofu.registers.freshness import Freshness, Stop, Watermark
from kofu.registers.history import History
from kofu.registers.kinds import RegisterName, card_group
from kofu.registers.model import Snapshot
from kofu.registers.reading import Versions, snapshot_from, versions_from


class MemoryRegisterStore:
    """Facts of one municipality in lists and indexes, behind one lock."""

    def __init__(self, municipality: str) -> None:
        self.municipality = municipality
        self.lock = threading.RLock()
        self._by_subject: dict[str, list[FactRow]] = defaultdict(list)
        self._by_group: dict[str, set[str]] = defaultdict(set)
        self._marks: dict[RegisterName, Watermark] = {}
        self._last = 0
        self._last_recorded_at: datetime | None = None
        self.open_stops: dict[int, Stop] = {}
        self.stops_ever = 0

    def snapshot(self, identity: CardIdentity, at: datetime) -> Snapshot:
        """Everything one issue may read."""
        with self.lock:
            rows, stopped = self._around([], [card_group(identity.fingerprint())]), self._count_of_stops()
        snapshot = snapshot_from(self.municipality, identity, rows, at)
        return replace(snapshot, versions=snapshot.versions + stopped)

    def _count_of_stops(self) -> Versions:
        return (("feed:stops", self.stops_ever),) if self.stops_ever else ()

    @contextmanager
    def locked_versions(self, snapshot: Snapshot) -> Iterator[Versions]:
        """The versions now, while nothing is recorded."""
        with self.lock:
            yield self.lock_versions(snapshot)

    def lock_versions(self, snapshot: Snapshot) -> Versions:
        """The versions now; in memory only ``locked_versions`` keeps others out."""
        with self.lock:
            rows = self._around([], [card_group(snapshot.identity.fingerprint())])
            return versions_from(snapshot, rows) + self._count_of_stops()

    def apply(self, facts: Sequence[Fact], at: datetime) -> int:
        """Record a batch, whole or not at all."""
        return self.record(facts, at, at)

    def record(self, facts: Sequence[Fact], at: datetime, heard_at: datetime) -> int:
        """As ``apply``; registers count as heard of at ``heard_at``."""
        with self.lock:
            groups = {fact.belongs_to for fact in facts if fact.belongs_to}
            existing = self._around({fact.subject for fact in facts}, groups)
            rows = number_batch(facts, existing, self._last, self._last_recorded_at, at)
            for row in rows:
                self._insert(row, heard_at)
            self._last_recorded_at = at
            return self._last

    def _insert(self, row: FactRow, heard_at: datetime) -> None:
        self._by_subject[row.subject].append(row)
        if row.belongs_to:
            self._by_group[row.belongs_to].add(row.subject)
        self._last = row.sequence
        register = row.kind.register
        before = self._marks.get(register)
        self._marks[register] = Watermark(
            register, row.sequence, max(heard_at, before.heard_at) if before else heard_at
        )

    def _around(self, subjects: Collection[str], groups: Collection[str]) -> list[FactRow]:
        """Rows of the subjects, of the groups' subjects, and of all who share a household, koseki or card with them."""
        start = set(subjects).union(*(self._by_group.get(group, ()) for group in groups))
        shared = {row.belongs_to for subject in start for row in self._by_subject.get(subject, ()) if row.belongs_to}
        people = start.union(*(self._by_group[group] for group in shared))
        return [row for subject in people for row in self._by_subject.get(subject, ())]

    def history(self, subjects: Collection[str]) -> History:
        """All rows of some persons or koseki."""
        with self.lock:
            return History(row for subject in set(subjects) for row in self._by_subject.get(subject, ()))

    def heartbeat(self, registers: Iterable[RegisterName], at: datetime) -> None:
        """Note that these registers were heard of."""
        with self.lock:
            for name in registers:
                mark = self._marks.get(name, Watermark(name, 0, at))
                self._marks[name] = Watermark(name, mark.sequence, max(mark.heard_at, at))

    def freshness(self, stale_after: timedelta) -> Freshness:
        """The watermarks now."""
        with self.lock:
            return Freshness(dict(self._marks), stale_after, tuple(self.open_stops.values()))

    def rows(self) -> list[FactRow]:
        """Every row, in the order it was recorded."""
        with self.lock:
            return sorted((row for rows in self._by_subject.values() for row in rows), key=lambda row: row.sequence)
