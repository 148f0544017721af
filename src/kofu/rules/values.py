"""The forms a rule's value can take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Generic, TypeVar

from kofu.clock import JAPAN
from kofu.rules.kinds import Kind

T = TypeVar("T")

DAY_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from, so that anybody can check it."""

    key: str
    text: str
    resolution: str | None = None
    """The X-nn of a settled ambiguity."""
    assumed: str | None = None
    """Why this value was chosen where the page is silent."""


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """One value and the days it holds, both ends included; no end means until further notice."""

    begins: date
    ends: date | None
    value: T
    source: Source

    def holds_on(self, day: date) -> bool:
        """Whether this value is in force on a day."""
        return self.begins <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True, order=True)
class MonthDay:
    """A day that comes every year."""

    month: int
    day: int

    def in_year(self, year: int) -> date:
        """This day in one year."""
        return date(year, self.month, self.day)

    @classmethod
    def of(cls, day: date) -> MonthDay:
        """Month and day of a date."""
        return cls(day.month, day.day)

    def __str__(self) -> str:
        return f"{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class YearlySpan:
    """A stretch of every year, both ends included; it may run over New Year (12-29 to 01-03)."""

    first: MonthDay
    last: MonthDay

    def covers(self, day: date) -> bool:
        """Whether the day lies in the stretch."""
        here = MonthDay.of(day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last

    def __str__(self) -> str:
        return f"{self.first}/{self.last}"


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours of a day, half-open: the first second is open, the last is closed (X-01)."""

    opens_seconds: int
    closes_seconds: int

    def opening(self, day: date) -> datetime:
        """The first open second of a day."""
        return start_of(day) + timedelta(seconds=self.opens_seconds)

    def closing(self, day: date) -> datetime:
        """The first closed second after the open ones."""
        return start_of(day) + timedelta(seconds=self.closes_seconds)

    def __str__(self) -> str:
        return f"{clock_text(self.opens_seconds)}-{clock_text(self.closes_seconds)}"


@dataclass(frozen=True, slots=True)
class Closed:
    """Days on which a certificate rests."""

    weekends: bool
    holidays: bool
    year_end: YearlySpan | None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a refusal rule bears on (X-41)."""

    kinds: frozenset[Kind]
    whole_service: bool

    def __contains__(self, kind: Kind) -> bool:
        return kind in self.kinds


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter of the municipality."""

    id: str
    ja: str
    en: str
    phone: str | None = None
    fax: str | None = None
    place: str | None = None
    hours: str | None = None

    def named(self, language: str) -> str:
        """The desk as a screen names it, with its phone where there is one."""
        name = self.ja if language == "ja" else self.en
        return f"{name} ({self.phone})" if self.phone else name


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text of the municipality's own, in Japanese and English."""

    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class Entrustment:
    """Who handles the fees for the municipality, under which law, for which certificates."""

    handler: str
    address: str
    representative: str | None
    duty: str
    basis: str
    kinds: frozenset[Kind]


class Subjects(Enum):
    """For whom a certificate may be asked."""

    SELF = "self"
    HOUSEHOLD = "household"
    KOSEKI = "koseki"


class GonePersons(Enum):
    """What happens to dead, moved and removed persons in a copy (X-34)."""

    OMIT = "omit"
    REFUSE = "refuse"


class MovingPersons(Enum):
    """Whose planned move-out counts for ``moving_out`` (X-16)."""

    HOLDER = "holder"
    HOLDER_AND_REQUESTED = "holder_and_requested"


class Addresses(Enum):
    """Which addresses a resident record shows."""

    PRESENT = "present"
    PRESENT_AND_PREVIOUS = "present_and_previous"


def start_of(day: date) -> datetime:
    """The first second of a day in Japan."""
    return datetime.combine(day, time(), JAPAN)


def clock_text(seconds: int) -> str:
    """Seconds of a day as 06:30; 86,400 as 24:00."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
