"""What the feed keeps: recorded batches, stops and their ends, refusals. All of it is only ever added to.

Two implementations answer alike: ``memory_store`` and ``sql_store``, each beside the register store of its kind.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kofu.registers.feed.batch import Batch, Entry
from kofu.registers.feed.totals import Total
from kofu.registers.freshness import Stop
from kofu.registers.kinds import RegisterName


@dataclass(frozen=True, slots=True)
class Refusal:
    """A batch that was refused: when, why, and whose it said it was."""

    at: datetime
    code: str
    source: str | None
    batch: int | None


@dataclass(frozen=True, slots=True)
class Release:
    """Who ended which stops, and why."""

    stops: tuple[int, ...]
    operator: str
    reason: str
    totals_digest: str
    """SHA-256 of the totals that showed the registers to be equal"""
    at: datetime


class FeedStore(Protocol):
    """The feed's rows of one municipality, in the database of its registers. Safe to use from several threads."""

    def record_batch(self, batch: Batch, at: datetime) -> bool:
        """Judge the batch and record its facts, whole or not at all; False for one that was recorded before.

        Raises the errors of ``chain.is_next`` and those of ``RegisterStore.apply``.
        """

    def tails(self) -> Mapping[str, Entry]:
        """The last batch of each source."""

    def entry(self, source: str, number: int) -> Entry | None:
        """A recorded batch."""

    def totals(self, registers: Collection[RegisterName], source: str, number: int) -> Mapping[RegisterName, Total]:
        """The totals of registers as they stood right after a recorded batch, corrected facts left out.

        Computed from the facts themselves, so that rows lost or changed here show as well.
        """

    def stop(self, registers: Collection[RegisterName], refusal: Refusal) -> None:
        """Stop registers, but for those that are stopped for this cause already."""

    def stops(self) -> Sequence[Stop]:
        """The stops nobody has ended."""

    def release(self, release: Release) -> None:
        """End stops."""

    def releases(self) -> Sequence[Release]:
        """Every release, oldest first."""

    def note(self, refusal: Refusal) -> None:
        """Remember that a batch was refused."""

    def refusals(self, most: int) -> Sequence[Refusal]:
        """The latest refusals, newest first."""
