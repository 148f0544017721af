"""The only source of "now", and Japan time.

Everything below the drivers takes its moment as an argument; a clock is handed in at the edge. Moments are aware
``datetime`` values; the calendar of the service is Japan's (UTC+9, no daylight saving since 1952).
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol

from kofu.errors import KofuError

JAPAN = timezone(timedelta(hours=9), "JST")


class NaiveMoment(KofuError):
    """A moment came without a time zone."""

    code = "CLOCK_NAIVE_MOMENT"
    summary = "a moment needs a time zone, for instance 2026-07-08T10:00+09:00"


class UnreadableMoment(KofuError):
    """A text is not an ISO 8601 moment."""

    code = "CLOCK_UNREADABLE_MOMENT"
    summary = "not an ISO 8601 moment, for instance 2026-07-08T10:00+09:00"


class Clock(Protocol):
    """Tells the moment and, apart from it, a count of seconds that never steps back."""

    def now(self) -> datetime:
        """The present moment, aware, in Japan time."""

    def ticks(self) -> float:
        """Seconds from an arbitrary origin, monotonic; for durations only."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The machine's present moment in Japan time."""
        return datetime.now(UTC).astimezone(JAPAN)

    def ticks(self) -> float:
        """The machine's performance counter in seconds."""
        return time.perf_counter()


class DemoClock:
    """Starts at a declared moment and runs at the machine's pace, so that the demo works at any hour (design §9)."""

    def __init__(self, start: datetime) -> None:
        self._start = in_japan(start)
        self._origin = time.perf_counter()

    def now(self) -> datetime:
        """The declared start plus the seconds gone by since."""
        return self._start + timedelta(seconds=self.ticks())

    def ticks(self) -> float:
        """Seconds since this clock was made."""
        return time.perf_counter() - self._origin


class ManualClock:
    """Moves only when told; for tests and simulation."""

    def __init__(self, start: datetime) -> None:
        self._now = in_japan(start)
        self._ticks = 0.0

    def now(self) -> datetime:
        """The moment last set."""
        return self._now

    def ticks(self) -> float:
        """Seconds advanced so far."""
        return self._ticks

    def advance(self, seconds: float) -> None:
        """Let ``seconds`` go by."""
        self._now += timedelta(seconds=seconds)
        self._ticks += seconds


def in_japan(moment: datetime) -> datetime:
    """The same moment on Japan's calendar. Raises NaiveMoment for one without a time zone."""
    if moment.tzinfo is None:
        raise NaiveMoment
    return moment.astimezone(JAPAN)


def read_moment(text: str) -> datetime:
    """Parse ISO 8601; a text without an offset is taken as Japan time. Raises UnreadableMoment."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UnreadableMoment from None
    return moment.replace(tzinfo=JAPAN) if moment.tzinfo is None else moment.astimezone(JAPAN)


def unix_seconds(moment: datetime) -> int:
    """Whole seconds since 1970-01-01T00:00Z, as protocol messages carry them."""
    return int(in_japan(moment).timestamp())


def from_unix(seconds: int) -> datetime:
    """The moment of a Unix time, in Japan time."""
    return datetime.fromtimestamp(seconds, JAPAN)
