"""A municipality's registers as its feed left them: numbered batches, heartbeats, a stop where a number is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kofu.pki.identity import CardIdentity
from kofu.registers.facts import Fact
from kofu.registers.freshness import Freshness
from kofu.registers.kinds import RegisterName
from kofu.registers.memory_store import MemoryRegisterStore
from kofu.registers.model import Snapshot
from kofu.registers.reading import Versions


@dataclass(frozen=True, slots=True)
class Batch:
    """Facts as the resident system sends them: the ``number``-th batch, nothing missing before it."""

    number: int
    facts: tuple[Fact, ...]
    at: datetime
    changes: tuple[tuple[str, str, str], ...] = ()
    """Person, field and new value, for whoever checks"""


class FedRegisters(MemoryRegisterStore):
    """Registers in memory behind a feed. A batch out of order is not recorded; a gap makes every register stale.

    Snapshots are kept until a fact of theirs changes: reading them again would give the same rows.
    """

    def __init__(self, municipality: str) -> None:
        super().__init__(municipality)
        self.received = 0
        """Number of the last batch recorded"""
        self.newest = 0
        """Highest number heard of"""
        self._kept: dict[bytes, Snapshot] = {}

    @property
    def has_gap(self) -> bool:
        """Whether batches are known to be missing."""
        return self.newest > self.received

    def take(self, batch: Batch) -> bool:
        """Record the next batch; whether it was recorded. An earlier one came twice; a later one shows a gap."""
        self.newest = max(self.newest, batch.number)
        if batch.number != self.received + 1:
            return False
        self.apply(batch.facts, batch.at)
        self.received = batch.number
        return True

    def hear(self, newest: int, at: datetime) -> None:
        """A heartbeat says how many batches there are: with all of them here the registers are known to be current."""
        self.newest = max(self.newest, newest)
        if not self.has_gap:
            self.heartbeat(RegisterName, at)

    def freshness(self, stale_after: timedelta) -> Freshness:
        """See RegisterStore; behind a gap no register can prove anything."""
        return Freshness({}, stale_after) if self.has_gap else super().freshness(stale_after)

    def apply(self, facts: Sequence[Fact], at: datetime) -> int:
        """See RegisterStore."""
        if any(fact.belongs_to or fact.kind.keyed for fact in facts):
            self._kept.clear()
        else:
            self._forget({fact.subject for fact in facts})
        return super().apply(facts, at)

    def _forget(self, subjects: set[str]) -> None:
        for key in [key for key, kept in self._kept.items() if not subjects.isdisjoint(kept.people())]:
            del self._kept[key]

    def snapshot(self, identity: CardIdentity, at: datetime) -> Snapshot:
        """See RegisterStore."""
        key = identity.fingerprint()
        kept = self._kept.get(key)
        if kept is None or kept.taken_at.date() != at.date():
            kept = self._kept[key] = super().snapshot(identity, at)
        return kept if kept.taken_at == at else replace(kept, taken_at=at)

    @contextmanager
    def locked_versions(self, snapshot: Snapshot) -> Iterator[Versions]:
        """See RegisterStore."""
        kept = self._kept.get(snapshot.identity.fingerprint())
        if kept is not None:
            yield kept.versions
            return
        with super().locked_versions(snapshot) as versions:
            yield versions
