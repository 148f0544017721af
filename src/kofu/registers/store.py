"""The interface of a register store: one municipality's facts.

Three implementations answer alike: ``memory_store`` (simulation) and ``sql_store`` on SQLite and on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol

from kofu.pki.identity import CardIdentity
from kofu.registers.facts import Fact
from kofu.registers.freshness import Freshness
from kofu.registers.history import History
from kofu.registers.kinds import RegisterName
from kofu.registers.model import Snapshot
from kofu.registers.reading import Versions


class RegisterStore(Protocol):
    """The registers of one municipality. Safe to use from several threads."""

    @property
    def municipality(self) -> str:
        """Whose registers these are."""

    def snapshot(self, identity: CardIdentity, at: datetime) -> Snapshot:
        """Everything one issue may read about the card's holder, in one consistent read, as valid on the day of ``at``.

        Raises UnknownCard.
        """

    def locked_versions(self, snapshot: Snapshot) -> AbstractContextManager[Versions]:
        """The versions of the snapshot's subjects now; no fact is recorded until the block ends.

        In SQL the block is a transaction, so that what is signed on its strength is stored with it. Inside a
        transaction that is open already, use ``lock_versions``.
        """

    def lock_versions(self, snapshot: Snapshot) -> Versions:
        """As ``locked_versions``, for the transaction that is open; the lock ends with it."""

    def apply(self, facts: Sequence[Fact], at: datetime) -> int:
        """Record a batch, whole or not at all, and return the number of its last fact.

        Raises ContradictoryFacts, OverlappingFacts, NothingToCorrect, RecordedBeforeLast, TextRefused.
        """

    def history(self, subjects: Collection[str]) -> History:
        """All rows of some persons or koseki."""

    def heartbeat(self, registers: Iterable[RegisterName], at: datetime) -> None:
        """Note that these registers were heard of."""

    def freshness(self, stale_after: timedelta) -> Freshness:
        """The watermarks now."""
