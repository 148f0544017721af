"""Taking in what sources send: batches are recorded or refused, totals compared, and stops begun and ended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from kofu.errors import KofuError
from kofu.registers.feed.batch import Batch, Entry, facts_refused, read_batch
from kofu.registers.feed.chain import check_not_ahead
from kofu.registers.feed.errors import (
    FeedError,
    FeedGap,
    FeedNumberReused,
    FeedReleaseNeedsOperator,
    FeedTotalsDiffer,
)
from kofu.registers.feed.reconciliation import Difference, Reconciliation, Totals, read_totals
from kofu.registers.feed.sources import FeedSources
from kofu.registers.feed.store import FeedStore, Refusal, Release
from kofu.registers.kinds import RegisterName
from kofu.storage import DatabaseUnavailable


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is told to whoever delivered a batch that counts."""

    entry: Entry
    repeated: bool
    """It was recorded before; nothing was done"""


class FeedIntake:
    """The feed of one municipality: its sources, and the store beside its registers."""

    def __init__(self, sources: FeedSources, store: FeedStore) -> None:
        self.sources = sources
        self.store = store

    def receive(self, data: bytes, at: datetime) -> Receipt:
        """Record a batch, or refuse it and stop the registers it shows to be behind. Raises FeedError."""
        try:
            batch = read_batch(data, self.sources)
            repeated = not self._record(batch, at)
        except FeedError as error:
            self._refuse(error, at)
            raise
        return Receipt(batch.entry, repeated)

    def _record(self, batch: Batch, at: datetime) -> bool:
        try:
            return self.store.record_batch(batch, at)
        except (FeedError, DatabaseUnavailable):
            raise
        except KofuError as error:
            raise facts_refused(error, batch.entry, None) from error

    def _refuse(self, error: FeedError, at: datetime) -> None:
        source, number = error.facts.get("source"), error.facts.get("number")
        refusal = Refusal(
            at, error.code, source if isinstance(source, str) else None, number if isinstance(number, int) else None
        )
        self.store.note(refusal)
        if error.stops:
            self.store.stop(self._concerned(refusal.source), refusal)

    def _concerned(self, source: str | None) -> Collection[RegisterName]:
        """The registers of a source, whose contents a missing or altered batch may have changed."""
        return {register for each in self.sources.sources if each.name == source for register in each.registers}

    def compare(self, data: bytes, at: datetime) -> Reconciliation:
        """Compare a source's totals with what is recorded here; registers that differ stop. Raises FeedError."""
        try:
            totals = read_totals(data, self.sources)
            self._check_place(totals, at)
        except FeedError as error:
            self._refuse(error, at)
            raise
        found = self._compared(totals)
        if found.differing:
            self.store.stop(
                [difference.register for difference in found.differing],
                Refusal(at, FeedTotalsDiffer.code, totals.source, totals.number),
            )
        return self._with_stops(found, ())

    def reconcile(self, data: bytes, at: datetime, operator: str, reason: str) -> Reconciliation:
        """As ``compare``; and the stops of registers that are equal end, if the totals were made after they began.

        Raises FeedReleaseNeedsOperator, FeedError.
        """
        if not (operator.strip() and reason.strip()):
            raise FeedReleaseNeedsOperator
        found = self.compare(data, at)
        numbers = tuple(
            stop.number
            for stop in self.store.stops()
            if stop.register in found.equal and stop.stopped_at <= found.totals.made_at
        )
        if numbers:
            self.store.release(Release(numbers, operator.strip(), reason.strip(), found.totals.digest, at))
        return self._with_stops(found, numbers)

    def _check_place(self, totals: Totals, at: datetime) -> None:
        check_not_ahead(totals.made_at, at)
        told: dict[str, str | int | bool | None] = {"source": totals.source, "number": totals.number}
        entry = self.store.entry(totals.source, totals.number)
        if entry is None:
            tail = self.store.tails().get(totals.source)
            raise FeedGap(**told, expected=tail.number + 1 if tail else 1)
        if entry.digest != totals.batch:
            raise FeedNumberReused(**told)

    def _compared(self, totals: Totals) -> Reconciliation:
        ours = self.store.totals(totals.registers.keys(), totals.source, totals.number)
        names = sorted(totals.registers, key=lambda name: name.value)
        differing = tuple(
            Difference(name, totals.registers[name], ours[name])
            for name in names
            if ours[name] != totals.registers[name]
        )
        unequal = {difference.register for difference in differing}
        return Reconciliation(totals, tuple(name for name in names if name not in unequal), differing)

    def _with_stops(self, found: Reconciliation, released: tuple[int, ...]) -> Reconciliation:
        kept = tuple(stop.number for stop in self.store.stops() if stop.register in found.totals.registers)
        return replace(found, released=released, kept=kept)
