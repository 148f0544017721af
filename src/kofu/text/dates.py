"""Dates of the Japanese calendar (和暦)."""

from __future__ import annotations

from datetime import date
from enum import Enum

from kofu.errors import KofuError
from kofu.text.characters import full_width


class UnreadableDate(KofuError):
    """A text is not an ISO 8601 date."""

    code = "TEXT_UNREADABLE_DATE"
    summary = "not a date of the form 2026-07-08"


class BeforeEras(KofuError):
    """A date older than the first era known here."""

    code = "TEXT_DATE_BEFORE_ERAS"
    summary = "dates before 1873-01-01, when Japan took over the Gregorian calendar, cannot be written"


class Era(Enum):
    """Eras since Japan uses the Gregorian calendar, by first day."""

    REIWA = ("令和", date(2019, 5, 1))
    HEISEI = ("平成", date(1989, 1, 8))
    SHOWA = ("昭和", date(1926, 12, 25))
    TAISHO = ("大正", date(1912, 7, 30))
    MEIJI = ("明治", date(1868, 1, 25))

    def __init__(self, written: str, begins: date) -> None:
        self.written = written
        self.begins = begins


def _era(day: date) -> Era:
    if day < date(1873, 1, 1):
        raise BeforeEras
    return next(era for era in Era if era.begins <= day)


def _count(number: int) -> str:
    return full_width(str(number))


def era_year(day: date) -> str:
    """The era and year of a day: 令和８年, first years as 元年."""
    era = _era(day)
    year = day.year - era.begins.year + 1
    return f"{era.written}{'元' if year == 1 else _count(year)}年"


def era_date(day: date) -> str:
    """A day as official forms write it: 令和８年７月８日."""
    return f"{era_year(day)}{_count(day.month)}月{_count(day.day)}日"


def read_iso_date(text: str) -> date:
    """Parse YYYY-MM-DD. Raises UnreadableDate."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnreadableDate from None
