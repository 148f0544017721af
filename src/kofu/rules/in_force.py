"""What holds on one day: a municipality's values, typed and gathered once per day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TypeVar

from kofu.money import Yen
from kofu.rules.book import MunicipalityRules
from kofu.rules.calendars import closures
from kofu.rules.kinds import Kind
from kofu.rules.loading.errors import NotInForce
from kofu.rules.loading.schema import DESK_TOPICS, REFUSALS
from kofu.rules.reasons import Reason
from kofu.rules.request import Form, Option
from kofu.rules.tax_years import TaxRules
from kofu.rules.values import (
    Addresses,
    Closed,
    Desk,
    GonePersons,
    Hours,
    MonthDay,
    MovingPersons,
    Scope,
    Subjects,
    YearlySpan,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CertificateRules:
    """One offered certificate on one day."""

    kind: Kind
    title: str
    fee: Yen
    hours: Hours
    closed: Closed
    closures: tuple[Reason, ...]
    """Why it rests on this day; empty on an open day."""
    subjects: Subjects
    options: frozenset[Option]
    forms: frozenset[Form]
    addresses: Addresses | None
    basis: str


@dataclass(frozen=True, slots=True)
class HallRules:
    """The kiosk in the town hall on one day."""

    hours: Hours
    closed: Closed
    open_today: bool


@dataclass(frozen=True, slots=True)
class WaitRules:
    """How soon a card works after a procedure."""

    card_delivery_day: bool
    continued_use_day: bool
    certificate_issue_day: bool
    hours: int
    data_ready: bool
    address_next_day: bool
    continued_use_required: bool
    continued_use_days: int
    voids_card: bool


@dataclass(frozen=True, slots=True)
class RegistrationRules:
    """Honseki use registration."""

    channels: tuple[str, ...]
    kinds: tuple[Kind, ...]
    business_days: int
    year_end: YearlySpan | None
    repeat_after_renewal: bool
    residence_in_japan: bool
    hours: Mapping[str, Hours]


@dataclass(frozen=True, slots=True, eq=False)
class DayRules:
    """Everything a decision needs from the rules for one day."""

    rules: MunicipalityRules
    day: date
    certificates: Mapping[Kind, CertificateRules]
    refusals: Mapping[str, Scope]
    borne: Mapping[Kind, frozenset[str]]
    """For each certificate the refusal rules whose scope covers it."""
    least_age: int
    copies_most: int
    gone: GonePersons
    moving: MovingPersons
    wait: WaitRules
    smartphone_start: date | None
    smartphone_chains: frozenset[str]
    tax: TaxRules | None
    registration: RegistrationRules | None
    hall: HallRules | None
    desks: Mapping[str, Desk]
    """By topic of DESK_TOPICS."""


@lru_cache(maxsize=512)
def in_force(rules: MunicipalityRules, day: date) -> DayRules:
    """The rules of one day. Raises NotInForce; never asked for days before the start of service."""
    try:
        same = _stretch(rules, rules.stretch_of(day))
    except NotInForce as missing:
        raise NotInForce(**{**missing.facts, "day": day.isoformat()}) from None
    certificates = {
        kind: replace(certificate, closures=tuple(closures(certificate.closed, day)))
        for kind, certificate in same.certificates.items()
    }
    hall = same.hall and replace(same.hall, open_today=not any(closures(same.hall.closed, day)))
    return replace(same, day=day, certificates=certificates, hall=hall)


@lru_cache(maxsize=64)
def _stretch(rules: MunicipalityRules, day: date) -> DayRules:
    """What holds on every day of a stretch without changes; the calendar of the single day is not looked at."""
    offered = _get(rules, "offered", day, tuple)
    refusals = {name: _get(rules, f"refusal.{name}", day, Scope) for name in REFUSALS}
    return DayRules(
        rules=rules,
        day=day,
        certificates={kind: _certificate(rules, kind, day) for kind in offered},
        refusals=refusals,
        borne={kind: frozenset(name for name in REFUSALS if kind in refusals[name]) for kind in Kind},
        least_age=_get(rules, "age.least", day, int),
        copies_most=_get(rules, "copies.most", day, int),
        gone=_get(rules, "persons.gone", day, GonePersons),
        moving=_get(rules, "persons.moving", day, MovingPersons),
        wait=_wait(rules, day),
        smartphone_start=_maybe(rules, "smartphone.start", day, date),
        smartphone_chains=frozenset(_get(rules, "smartphone.chains", day, tuple)),
        tax=_tax(rules, day),
        registration=_registration(rules, day),
        hall=_hall(rules, day),
        desks={topic: _desk(rules, topic, day) for topic in DESK_TOPICS},
    )


def _get(rules: MunicipalityRules, key: str, day: date, kind: type[T]) -> T:
    value = rules.value(key, day)
    if not isinstance(value, kind):
        raise TypeError(key)
    return value


def _maybe(rules: MunicipalityRules, key: str, day: date, kind: type[T]) -> T | None:
    if not rules.has(key, day):
        return None
    value = rules.value(key, day)
    return value if isinstance(value, kind) else None


def _flag(rules: MunicipalityRules, key: str, day: date) -> bool:
    return _get(rules, key, day, bool)


def _certificate(rules: MunicipalityRules, kind: Kind, day: date) -> CertificateRules:
    code = kind.code
    return CertificateRules(
        kind=kind,
        title=_get(rules, f"title.{code}", day, str),
        fee=Yen(_get(rules, f"fee.{code}", day, int)),
        hours=_get(rules, f"hours.{code}", day, Hours),
        closed=_get(rules, f"closed.{code}", day, Closed),
        closures=(),
        subjects=_get(rules, f"subjects.{code}", day, Subjects),
        options=_get(rules, f"options.{code}", day, frozenset),
        forms=_get(rules, f"forms.{code}", day, frozenset),
        addresses=_maybe(rules, f"addresses.{code}", day, Addresses),
        basis=_get(rules, f"basis.{code}", day, str),
    )


def _wait(rules: MunicipalityRules, day: date) -> WaitRules:
    return WaitRules(
        card_delivery_day=_flag(rules, "wait.card_delivery_day", day),
        continued_use_day=_flag(rules, "wait.continued_use_day", day),
        certificate_issue_day=_flag(rules, "wait.certificate_issue_day", day),
        hours=_get(rules, "wait.hours", day, int),
        data_ready=_flag(rules, "wait.data_ready", day),
        address_next_day=_flag(rules, "wait.address_next_day", day),
        continued_use_required=_flag(rules, "continued_use.required", day),
        continued_use_days=_get(rules, "continued_use.days", day, int),
        voids_card=_flag(rules, "continued_use.voids_card", day),
    )


def _tax(rules: MunicipalityRules, day: date) -> TaxRules | None:
    if not rules.has("tax.years", day):
        return None
    return TaxRules(
        years=_get(rules, "tax.years", day, int),
        switch=_get(rules, "tax.switch", day, MonthDay),
        blackout=_maybe(rules, "tax.blackout", day, YearlySpan),
        residence_on_january_1=_flag(rules, "tax.residence_on_january_1", day),
        taxed_here=_flag(rules, "tax.taxed_here", day),
        declaration=_flag(rules, "tax.declaration", day),
        documents=_flag(rules, "tax.documents", day),
        declared_next_month=_flag(rules, "tax.declared_next_month", day),
        amendment=_flag(rules, "tax.amendment", day),
        non_taxation_needs_exemption=_flag(rules, "tax.non_taxation_needs_exemption", day),
    )


def _registration(rules: MunicipalityRules, day: date) -> RegistrationRules | None:
    if not rules.has("registration.kinds", day):
        return None
    return RegistrationRules(
        channels=_get(rules, "registration.channels", day, tuple),
        kinds=_get(rules, "registration.kinds", day, tuple),
        business_days=_get(rules, "registration.business_days", day, int),
        year_end=_maybe(rules, "registration.year_end", day, YearlySpan),
        repeat_after_renewal=_flag(rules, "registration.repeat_after_renewal", day),
        residence_in_japan=_flag(rules, "registration.residence_in_japan", day),
        hours={
            "kiosk": _get(rules, "registration.hours_kiosk", day, Hours),
            "internet": _get(rules, "registration.hours_internet", day, Hours),
        },
    )


def _hall(rules: MunicipalityRules, day: date) -> HallRules | None:
    if not rules.has("hall.hours", day):
        return None
    hours, closed = _get(rules, "hall.hours", day, Hours), _get(rules, "hall.closed", day, Closed)
    return HallRules(hours, closed, open_today=True)


def _desk(rules: MunicipalityRules, topic: str, day: date) -> Desk:
    desk = _get(rules, f"desk_for.{topic}", day, str)
    return _get(rules, f"desk.{desk}", day, Desk)
