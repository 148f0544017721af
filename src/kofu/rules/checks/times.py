"""Is the service there at all: suspensions, closed days, hours, the town hall, maintenance."""

from __future__ import annotations

from kofu.rules.checks.case import Case, Found, Rule
from kofu.rules.in_force import CertificateRules
from kofu.rules.operations import OPERATIONS, Window
from kofu.rules.reasons import Reason
from kofu.rules.request import TOWN_HALL
from kofu.rules.values import Hours, Source


def _suspended(case: Case) -> Found | None:
    return stopped(case.operations.suspended(case.kind.code, case.at))


def _maintenance(case: Case) -> Found | None:
    return stopped(case.operations.under_maintenance(case.kind.code, case.at))


def stopped(window: Window | None) -> Found | None:
    """A finding while a window of the operational state stops the service."""
    return None if window is None else Found(window.ends, source=Source(OPERATIONS, window.source))


def _closed(reason: Reason) -> Rule:
    def ask(case: Case) -> Found | None:
        return Found(case.tomorrow()) if reason in _offered(case).closures else None

    return Rule(reason, ("closed.{kind}",), ask)


def _outside_hours(case: Case) -> Found | None:
    return outside(case, _offered(case).hours)


def outside(case: Case, hours: Hours) -> Found | None:
    """A finding when the moment lies outside these hours."""
    opening = hours.opening(case.day)
    if case.at < opening:
        return Found(opening)
    return Found(case.tomorrow()) if case.at >= hours.closing(case.day) else None


def _hall_closed(case: Case) -> Found | None:
    terminal, hall = case.terminal, case.rules.hall
    if terminal.chain != TOWN_HALL or hall is None:
        return None
    if terminal.hall_of not in {None, case.rules.rules.code}:
        return None
    return outside(case, hall.hours) if hall.open_today else Found(case.tomorrow())


def _offered(case: Case) -> CertificateRules:
    if case.certificate is None:
        raise TypeError(case.kind.code)
    return case.certificate


RULES = (
    Rule(Reason.SERVICE_SUSPENDED, (OPERATIONS,), _suspended, for_offered=False),
    _closed(Reason.CLOSED_YEAR_END),
    _closed(Reason.CLOSED_WEEKEND),
    _closed(Reason.CLOSED_HOLIDAY),
    Rule(Reason.OUTSIDE_HOURS, ("hours.{kind}",), _outside_hours),
    Rule(Reason.HALL_CLOSED, ("hall.hours", "hall.closed"), _hall_closed, for_offered=False),
    Rule(Reason.MAINTENANCE, (OPERATIONS,), _maintenance, for_offered=False),
)
