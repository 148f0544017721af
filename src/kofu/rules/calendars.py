"""Public holidays and business days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

import holidays

from kofu.rules.reasons import Reason
from kofu.rules.values import Closed, YearlySpan

SATURDAY = 5


@lru_cache(maxsize=64)
def holidays_of(year: int) -> frozenset[date]:
    """Public holidays with substitute and in-between days (国民の祝日に関する法律 第3条), from the kept library."""
    return frozenset(holidays.country_holidays("JP", years=year))


def is_holiday(day: date) -> bool:
    """Whether the day is a public holiday in Japan."""
    return day in holidays_of(day.year)


def is_weekend(day: date) -> bool:
    """Saturday or Sunday."""
    return day.weekday() >= SATURDAY


def closures(closed: Closed, day: date) -> Iterator[Reason]:
    """Every reason why a certificate rests on this day, in the order of telling."""
    if closed.year_end is not None and closed.year_end.covers(day):
        yield Reason.CLOSED_YEAR_END
    if closed.weekends and is_weekend(day):
        yield Reason.CLOSED_WEEKEND
    if closed.holidays and is_holiday(day):
        yield Reason.CLOSED_HOLIDAY


def after_business_days(day: date, count: int, year_end: YearlySpan | None) -> date:
    """The ``count``-th business day after a day; weekends, holidays and the year-end stretch are none (X-24)."""
    left = count
    while left > 0:
        day += timedelta(days=1)
        resting = is_weekend(day) or is_holiday(day) or (year_end is not None and year_end.covers(day))
        left -= not resting
    return day


def birthday(born_on: date, years: int) -> date:
    """The day on which somebody reaches an age; born on 29 February: 1 March in common years (年齢計算ニ関スル法律)."""
    year = born_on.year + years
    try:
        return born_on.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def certificate_valid_until(born_on: date, issued_on: date, birthdays: int = 5) -> date:
    """The last valid day of a user-authentication certificate: the fifth birthday after its issue (facts A-17, X-19).

    A birthday on the day of issue does not count. Born on 29 February: 28 February in common years.
    """
    year = issued_on.year
    if _yearly(born_on, year) <= issued_on:
        year += 1
    return _yearly(born_on, year + birthdays - 1)


def _yearly(born_on: date, year: int) -> date:
    try:
        return born_on.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
