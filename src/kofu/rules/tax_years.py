"""Which fiscal years of tax certificates are on offer (2026 = 令和8年度)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

from kofu.rules.values import MonthDay, YearlySpan


@dataclass(frozen=True, slots=True)
class TaxRules:
    """Years, their switch, and what a tax certificate needs."""

    years: int
    """How many fiscal years are on offer, the latest included."""
    switch: MonthDay
    """The day on which the new fiscal year comes on offer."""
    blackout: YearlySpan | None
    """Days of the change-over on which nothing is issued."""
    residence_on_january_1: bool
    taxed_here: bool
    declaration: bool
    documents: bool
    declared_next_month: bool
    amendment: bool
    non_taxation_needs_exemption: bool

    def latest(self, day: date) -> int:
        """The latest fiscal year on offer on a day."""
        return day.year if MonthDay.of(day) >= self.switch else day.year - 1

    def offered(self, day: date) -> tuple[int, ...]:
        """The fiscal years on offer on a day, the latest first."""
        latest = self.latest(day)
        return tuple(range(latest, latest - self.years, -1))

    def offered_from(self, year: int) -> date | None:
        """The day a fiscal year comes on offer; None for a year beyond the calendar."""
        return self.switch.in_year(year) if 1 <= year <= MAXYEAR else None

    def blackout_ends(self, day: date) -> date | None:
        """The first day after the change-over a day lies in; None on other days."""
        if self.blackout is None or not self.blackout.covers(day):
            return None
        while self.blackout.covers(day):
            day += timedelta(days=1)
        return day


def next_month(day: date) -> date:
    """The first day of the month after a day."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
