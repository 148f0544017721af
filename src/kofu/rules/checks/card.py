"""Is the card usable here and now: smartphones, expiry, deliveries and procedures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from kofu.clock import in_japan
from kofu.rules.checks.case import Case, Found, Rule
from kofu.rules.reasons import Reason
from kofu.rules.request import Token
from kofu.rules.standing import ContinuedUse
from kofu.rules.values import Source, start_of

CERTIFICATE = Source("certificate", "公的個人認証法施行規則: valid to the fifth birthday after its issue (A-17)")
"""The certificate's own validity decides, not a value of the rules."""


def _smartphone_not_yet(case: Case) -> Found | None:
    if case.terminal.token is not Token.SMARTPHONE:
        return None
    start = case.rules.smartphone_start
    if start is None:
        return Found()
    return Found(start_of(start)) if case.day < start else None


def _smartphone_not_here(case: Case) -> Found | None:
    if case.terminal.token is not Token.SMARTPHONE or _smartphone_not_yet(case):
        return None
    return None if case.terminal.chain in case.rules.smartphone_chains else Found()


def _expired(case: Case) -> Found | None:
    until = case.standing.card.certificate_valid_until
    return Found(source=CERTIFICATE) if until is not None and case.day > until else None


def _unfinished(case: Case) -> ContinuedUse | None:
    """The continued-use procedure the holder still has to do; a representative's visit does not count (A-27)."""
    procedure = case.standing.card.continued_use
    if procedure is None or not case.rules.wait.continued_use_required or not case.resident:
        return None
    return None if procedure.done_at is not None and not procedure.by_agent else procedure


def _void(case: Case) -> Found | None:
    procedure, wait = _unfinished(case), case.rules.wait
    if procedure is None or not wait.voids_card:
        return None
    return Found() if (case.day - procedure.filed_on).days > wait.continued_use_days else None


def _missing(case: Case) -> Found | None:
    return Found() if _unfinished(case) else None


def _delivered_today(case: Case) -> Found | None:
    return _same_day(case, case.rules.wait.card_delivery_day, case.standing.card.delivered_at)


def _procedure_today(case: Case) -> Found | None:
    return _same_day(case, case.rules.wait.continued_use_day, _done_at(case))


def _done_at(case: Case) -> datetime | None:
    procedure = case.standing.card.continued_use
    return None if procedure is None or procedure.by_agent else procedure.done_at


def _same_day(case: Case, waits: bool, happened_at: datetime | None) -> Found | None:
    if not waits or happened_at is None:
        return None
    return Found(case.tomorrow()) if in_japan(happened_at).date() == case.day else None


def _certificate_today(case: Case) -> Found | None:
    issued_today = case.standing.card.certificate_issued_on == case.day
    return Found(case.tomorrow()) if case.rules.wait.certificate_issue_day and issued_today else None


def _not_ready(case: Case) -> Found | None:
    return Found() if case.rules.wait.data_ready and not case.standing.card.data_ready else None


def _wait_hours(case: Case) -> Found | None:
    """The guide in hours, once the day itself is over (X-06)."""
    waits = [_whole_second(began + timedelta(hours=case.rules.wait.hours)) for began in _begun_before_today(case)]
    until = max(waits, default=None)
    return Found(until) if until is not None and case.at < until else None


def _begun_before_today(case: Case) -> Iterator[datetime]:
    wait, card = case.rules.wait, case.standing.card
    for waits_the_day, began in ((wait.card_delivery_day, card.delivered_at), (wait.continued_use_day, _done_at(case))):
        if began is not None and not (waits_the_day and in_japan(began).date() == case.day):
            yield in_japan(began)


def _whole_second(moment: datetime) -> datetime:
    """The first whole second not before a moment."""
    floor = moment.replace(microsecond=0)
    return floor if floor == moment else floor + timedelta(seconds=1)


RULES = (
    Rule(Reason.SMARTPHONE_NOT_SUPPORTED_YET, ("smartphone.start",), _smartphone_not_yet, for_offered=False),
    Rule(Reason.SMARTPHONE_NOT_SUPPORTED_HERE, ("smartphone.chains",), _smartphone_not_here, for_offered=False),
    Rule(Reason.AUTH_CERTIFICATE_EXPIRED, (CERTIFICATE.key,), _expired, for_offered=False),
    Rule(Reason.CARD_VOID_90_DAYS, ("continued_use.voids_card", "continued_use.days"), _void, for_offered=False),
    Rule(Reason.CARD_ISSUED_TODAY, ("wait.card_delivery_day",), _delivered_today, for_offered=False),
    Rule(Reason.CARD_NOT_READY, ("wait.data_ready",), _not_ready, for_offered=False),
    Rule(Reason.AUTH_CERTIFICATE_ISSUED_TODAY, ("wait.certificate_issue_day",), _certificate_today, for_offered=False),
    Rule(Reason.CONTINUED_USE_MISSING, ("continued_use.required",), _missing, for_offered=False),
    Rule(Reason.CONTINUED_USE_TODAY, ("wait.continued_use_day",), _procedure_today, for_offered=False),
    Rule(Reason.WAIT_24_HOURS, ("wait.hours",), _wait_hours, for_offered=False),
)
