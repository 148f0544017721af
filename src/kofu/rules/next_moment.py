"""When a refused request would succeed if nothing happens but time."""

from __future__ import annotations

from datetime import datetime, timedelta

from kofu.clock import in_japan
from kofu.rules.book import MunicipalityRules
from kofu.rules.decide import decide
from kofu.rules.decision import Granted
from kofu.rules.loading.errors import NotInForce
from kofu.rules.operations import OperationalState
from kofu.rules.request import Request, TerminalFacts
from kofu.rules.standing import Standing

HORIZON = timedelta(days=20 * 366)
"""Beyond it nobody waits: longer than a newborn's way to the age limit."""


def next_success(
    rules: MunicipalityRules,
    operations: OperationalState,
    standing: Standing,
    request: Request,
    terminal: TerminalFacts,
    at: datetime,
) -> datetime | None:
    """The first moment from ``at`` on, to the second, at which the request is granted; None if time does not help.

    Every cause gives a moment before which it cannot be gone. The latest of them is a bound for the whole, so walking
    from bound to bound misses no success and ends at the first. A day without rules in force ends the walk.
    """
    moment = _whole_second(in_japan(at))
    last = moment + HORIZON
    while moment <= last:
        try:
            decision = decide(rules, operations, standing, request, terminal, moment)
        except NotInForce:
            return None
        if isinstance(decision, Granted):
            return moment
        bounds = [cause.earliest for cause in decision.reasons if cause.earliest is not None]
        if len(bounds) < len(decision.reasons):
            return None
        moment = _whole_second(max(bounds))
    return None


def _whole_second(moment: datetime) -> datetime:
    floor = moment.replace(microsecond=0)
    return floor if floor == moment else floor + timedelta(seconds=1)
