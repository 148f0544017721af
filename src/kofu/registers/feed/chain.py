"""Whether a batch is the next one of its source: the whole rule in one function."""

from __future__ import annotations

from datetime import datetime, timedelta

from kofu.errors import Fact
from kofu.registers.feed.batch import GENESIS, Entry
from kofu.registers.feed.errors import (
    FeedChainBroken,
    FeedFromTheFuture,
    FeedGap,
    FeedNumberReused,
    FeedTimeReversed,
)

MOST_SKEW = timedelta(minutes=2)
"""How far a source's clock may be ahead of ours"""


def is_next(entry: Entry, tail: Entry | None, same_number: Entry | None, at: datetime) -> bool:
    """True for the batch that follows ``tail``, False for one that was recorded before, which is acknowledged again.

    ``same_number`` is what was recorded under its number. Raises FeedNumberReused, FeedGap, FeedChainBroken,
    FeedTimeReversed, FeedFromTheFuture.
    """
    told: dict[str, Fact] = {"source": entry.source, "number": entry.number}
    if same_number is not None:
        if same_number.digest != entry.digest:
            raise FeedNumberReused(**told)
        return False
    expected = tail.number + 1 if tail else 1
    if entry.number != expected:
        raise FeedGap(**told, expected=expected)
    if entry.previous != (tail.digest if tail else GENESIS):
        raise FeedChainBroken(**told)
    if tail and entry.made_at < tail.made_at:
        raise FeedTimeReversed(**told)
    check_not_ahead(entry.made_at, at)
    return True


def check_not_ahead(made_at: datetime, at: datetime) -> None:
    """Raise FeedFromTheFuture for a document made later than now, but for the clocks' difference."""
    if made_at > at + MOST_SKEW:
        raise FeedFromTheFuture(made_at=made_at.isoformat())
