"""The decisions that are not about a certificate: registration, refund, PIN reset, reprint, the next screen."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from kofu.clock import in_japan
from kofu.rules.book import MunicipalityRules
from kofu.rules.calendars import after_business_days, birthday
from kofu.rules.decide import not_started
from kofu.rules.decision import Cause, Refused
from kofu.rules.in_force import DayRules, RegistrationRules, in_force
from kofu.rules.kinds import Family
from kofu.rules.operations import OPERATIONS, REGISTRATION, OperationalState
from kofu.rules.reasons import Outcome, Reason
from kofu.rules.standing import Standing
from kofu.rules.topics import topic_of
from kofu.rules.values import Desk, Hours, Source, start_of


class Channel(Enum):
    """Where a use registration is applied for."""

    KIOSK = "kiosk"
    INTERNET = "internet"


class RefundCause(Enum):
    """Why money is asked back."""

    WRONG_CHOICE = "wrong_choice"
    PRINT_FAILURE = "print_failure"
    FEE_EXEMPT = "fee_exempt"


class Place(Enum):
    """Where money is asked back."""

    STORE = "store"
    CITY_HALL = "city_hall"


class Visitor(Enum):
    """Who comes to the desk."""

    SELF = "self"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The action may be done."""

    outcome: Outcome = Outcome.ACCEPT
    estimated_ready_on: date | None = None
    """For a registration: the day it is expected to be usable, where the municipality tells one."""
    desks: tuple[Desk, ...] = ()
    """For a PIN reset: the desks that do it."""


@dataclass(frozen=True, slots=True)
class Equipment:
    """What an applicant for registration has at hand."""

    auth_certificate: bool = True
    signing_certificate: bool = True
    card_reader: bool = True


def register_honseki(
    rules: MunicipalityRules,
    operations: OperationalState,
    standing: Standing,
    channel: Channel,
    equipment: Equipment,
    at: datetime,
) -> Accepted | Refused:
    """Whether a honseki use registration may be applied for; with the estimated day (facts I-01 to I-14)."""
    at = in_japan(at)
    if at.date() < rules.starts_on:
        return Refused((not_started(rules),))
    day_rules = in_force(rules, at.date())
    registration = day_rules.registration
    found = [*_service_rests(day_rules, operations, channel, at), *_may_not_use(day_rules, standing)]
    if registration is None:
        found.append(_Refusal(Reason.CERTIFICATE_NOT_OFFERED, "offered"))
    else:
        found += _not_eligible(registration, standing, at.date())
        found += _not_equipped(registration, channel, equipment)
    if found:
        return _refused(day_rules, found)
    if registration is None or registration.business_days == 0:
        return Accepted()
    return Accepted(
        estimated_ready_on=after_business_days(at.date(), registration.business_days, registration.year_end)
    )


@dataclass(frozen=True, slots=True)
class _Refusal:
    reason: Reason
    key: str
    earliest: datetime | None = None
    source: Source | None = None


def _refused(day_rules: DayRules, found: list[_Refusal], family: Family | None = None) -> Refused:
    ordered = sorted(found, key=lambda refusal: refusal.reason.order)
    return Refused(tuple(_cause(day_rules, refusal, family) for refusal in ordered))


def _cause(day_rules: DayRules, refusal: _Refusal, family: Family | None) -> Cause:
    topic = topic_of(refusal.reason, family)
    source = refusal.source or day_rules.rules.source(refusal.key, day_rules.day)
    desk = None if topic is None else day_rules.desks[topic]
    return Cause(refusal.reason, source, desk, refusal.earliest)


def _service_rests(
    day_rules: DayRules, operations: OperationalState, channel: Channel, at: datetime
) -> Iterator[_Refusal]:
    if suspension := operations.suspended(REGISTRATION, at):
        source = Source(OPERATIONS, suspension.source)
        yield _Refusal(Reason.SERVICE_SUSPENDED, OPERATIONS, suspension.ends, source)
    if maintenance := operations.under_maintenance(REGISTRATION, at):
        source = Source(OPERATIONS, maintenance.source)
        yield _Refusal(Reason.MAINTENANCE, OPERATIONS, maintenance.ends, source)
    if day_rules.registration is not None:
        hours = day_rules.registration.hours[channel.value]
        if not hours.opening(at.date()) <= at < hours.closing(at.date()):
            yield _Refusal(Reason.OUTSIDE_HOURS, f"registration.hours_{channel.value}", _opens_next(hours, at))


def _opens_next(hours: Hours, at: datetime) -> datetime:
    opening = hours.opening(at.date())
    return opening if at < opening else hours.opening(date.fromordinal(at.date().toordinal() + 1))


def _may_not_use(day_rules: DayRules, standing: Standing) -> Iterator[_Refusal]:
    """The refusals that close the whole service, registration included."""
    whole = {name for name, scope in day_rules.refusals.items() if scope.whole_service}
    born_on = standing.holder.born_on
    of_age = None if born_on is None else birthday(born_on, day_rules.least_age)
    if "under_age" in whole and (of_age is None or day_rules.day < of_age):
        yield _Refusal(Reason.UNDER_15, "refusal.under_age", None if of_age is None else start_of(of_age))
    if "adult_ward" in whole and standing.adult_ward:
        yield _Refusal(Reason.ADULT_WARD, "refusal.adult_ward")
    if "support_measures" in whole and standing.holder.support_measures:
        yield _Refusal(Reason.SUPPORT_MEASURES, "refusal.support_measures")
    if not standing.holder.alive:
        yield _Refusal(Reason.DECEASED, "refusal.deceased")


def _not_eligible(rules: RegistrationRules, standing: Standing, day: date) -> Iterator[_Refusal]:
    resident = standing.holder.resident_since is not None
    if standing.koseki is None:
        yield _Refusal(Reason.HONSEKI_ELSEWHERE, "registration.kinds")
    elif resident or _is_registered(rules, standing, day):
        yield _Refusal(Reason.REGISTRATION_NOT_NEEDED, "registration.kinds")
    elif _is_under_review(standing, day):
        yield _Refusal(Reason.REGISTRATION_PENDING, "registration.kinds")
    if rules.residence_in_japan and not resident and not standing.resident_in_japan:
        yield _Refusal(Reason.NOT_RESIDENT_IN_JAPAN, "registration.residence_in_japan")


def _is_registered(rules: RegistrationRules, standing: Standing, day: date) -> bool:
    registration = standing.registration
    if registration is None or registration.rejected or registration.approved_on is None:
        return False
    valid = registration.certificate_matches or not rules.repeat_after_renewal
    return registration.approved_on <= day and valid


def _is_under_review(standing: Standing, day: date) -> bool:
    registration = standing.registration
    if registration is None or registration.rejected:
        return False
    return registration.approved_on is None or registration.approved_on > day


def _not_equipped(rules: RegistrationRules, channel: Channel, equipment: Equipment) -> Iterator[_Refusal]:
    if channel.value not in rules.channels:
        yield _Refusal(Reason.CERTIFICATE_NOT_OFFERED, "registration.channels")
    if not equipment.auth_certificate:
        yield _Refusal(Reason.NO_AUTH_CERTIFICATE, "registration.channels")
    if channel is Channel.INTERNET and not equipment.signing_certificate:
        yield _Refusal(Reason.SIGNING_CERTIFICATE_MISSING, "registration.channels")
    if channel is Channel.INTERNET and not equipment.card_reader:
        yield _Refusal(Reason.CARD_READER_MISSING, "registration.channels")


def refund(rules: MunicipalityRules, cause: RefundCause, place: Place, at: datetime) -> Accepted | Refused:
    """Whether money is paid back: only for a failed print, and there where the rules say (facts D-11, D-13 to D-16)."""
    day = in_japan(at).date()
    if day < rules.starts_on:
        return Refused((not_started(rules),))
    day_rules, key = in_force(rules, day), f"refund.{cause.value}"
    value = rules.value(key, day)
    if value is True or (isinstance(value, tuple) and place.value in value):
        return Accepted(Outcome.REFUND)
    elsewhere = isinstance(value, tuple) and place is Place.CITY_HALL
    reason = Reason.REFUND_NOT_AT_CITY_HALL if elsewhere else Reason.REFUND_NOT_POSSIBLE
    return _refused(day_rules, [_Refusal(reason, key)])


def reset_pin(rules: MunicipalityRules, brings: Collection[str], by: Visitor, at: datetime) -> Accepted | Refused:
    """Whether the desk sets a PIN anew, locked, forgotten or unwanted (facts A-09 to A-12).

    ``brings`` names papers as the rules do: card, identity_document.
    """
    day = in_japan(at).date()
    if day < rules.starts_on:
        return Refused((not_started(rules),))
    found: list[_Refusal] = []
    if by is Visitor.AGENT and rules.value("pin.agent", day) is not True:
        found.append(_Refusal(Reason.AGENT_NOT_ACCEPTED, "pin.agent"))
    needed = rules.value("pin.brings", day)
    missing = [paper for paper in needed if paper not in brings] if isinstance(needed, tuple) else []
    if "card" in missing:
        found.append(_Refusal(Reason.CARD_KIND_NOT_ACCEPTED, "pin.brings"))
    if "identity_document" in missing:
        found.append(_Refusal(Reason.IDENTITY_DOCUMENT_MISSING, "pin.brings"))
    if found:
        return _refused(in_force(rules, day), found)
    return Accepted(desks=pin_desks(rules, day))


def pin_desks(rules: MunicipalityRules, day: date) -> tuple[Desk, ...]:
    """The desks that reset a PIN, in the order of the page. Raises NotInForce."""
    names = rules.value("pin.desks", day)
    desks = (rules.value(f"desk.{name}", day) for name in names) if isinstance(names, tuple) else ()
    return tuple(desk for desk in desks if isinstance(desk, Desk))


def reprint() -> Refused:
    """Nobody can have the same output again (facts H-07)."""
    source = Source("reprint", "案内ページ: 出力後に他の人が再発行することはできない (H-07)")
    return Refused((Cause(Reason.NOT_REPRINTABLE, source, None, None),))


def next_screen(card_on_reader: bool) -> Accepted | Refused:
    """The next screen waits until the card is off the reader (facts F-07, F-19)."""
    if not card_on_reader:
        return Accepted()
    source = Source("next_screen", "案内ページ: カードを取り外さないと次の画面に進まない (F-07, F-19)")
    return Refused((Cause(Reason.REMOVE_CARD_FIRST, source, None, None),))
