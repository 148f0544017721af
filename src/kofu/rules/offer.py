"""What a holder may take now: every certificate the municipality lists, with its choices or all reasons against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from kofu.clock import in_japan
from kofu.money import Yen
from kofu.rules.book import MunicipalityRules
from kofu.rules.decide import decide
from kofu.rules.decision import Granted, Refused
from kofu.rules.in_force import CertificateRules, in_force
from kofu.rules.kinds import Family, Kind
from kofu.rules.operations import OperationalState
from kofu.rules.request import HOUSEHOLD, Option, Request, TerminalFacts
from kofu.rules.standing import Membership, PersonFacts, PersonId, Standing
from kofu.rules.values import Addresses, Subjects


@dataclass(frozen=True, slots=True)
class Offered:
    """One certificate with what may be chosen for it. Every combination named here was decided and granted."""

    kind: Kind
    title: str
    fee_each: Yen
    copies_most: int
    persons: tuple[PersonId, ...]
    """Who may be printed, the holder first when among them."""
    whole_household: bool
    """Whether a copy of the whole household may be asked for."""
    options: frozenset[Option]
    tax_years: tuple[int, ...]
    """Fiscal years, latest first; empty for other certificates."""
    addresses: Addresses | None
    closes_at: datetime
    """The first second of today at which this certificate closes."""


@dataclass(frozen=True, slots=True)
class NotNow:
    """One listed certificate that the holder cannot take now."""

    kind: Kind
    title: str
    refused: Refused


@dataclass(frozen=True, slots=True)
class _Asker:
    """Everything of a decision but the request."""

    rules: MunicipalityRules
    operations: OperationalState
    standing: Standing
    terminal: TerminalFacts
    at: datetime

    def decide(self, request: Request) -> Granted | Refused:
        return decide(self.rules, self.operations, self.standing, request, self.terminal, self.at)


def offer(
    rules: MunicipalityRules,
    operations: OperationalState,
    standing: Standing,
    terminal: TerminalFacts,
    at: datetime,
) -> tuple[Offered | NotNow, ...]:
    """The menu, in the municipality's order. Empty before the start of service; raises NotInForce like ``decide``."""
    at = in_japan(at)
    if at.date() < rules.starts_on:
        return ()
    asker = _Asker(rules, operations, standing, terminal, at)
    day_rules = in_force(rules, at.date())
    return tuple(
        _one(asker, certificate, day_rules.copies_most, _years(asker, certificate))
        for certificate in day_rules.certificates.values()
    )


def _years(asker: _Asker, certificate: CertificateRules) -> tuple[int | None, ...]:
    tax = in_force(asker.rules, asker.at.date()).tax
    if certificate.kind.family is not Family.TAX or tax is None:
        return (None,)
    return tax.offered(asker.at.date())


def _one(
    asker: _Asker, certificate: CertificateRules, copies_most: int, years: tuple[int | None, ...]
) -> Offered | NotNow:
    persons = tuple(one.person for one in _candidates(asker.standing, certificate.subjects))
    requests = [Request(certificate.kind, (person,), tax_year=year) for year in years for person in persons]
    decisions = [asker.decide(request) for request in requests]
    granted = [request for request, told in zip(requests, decisions, strict=True) if isinstance(told, Granted)]
    if not granted:
        # The first request is the plain one: the holder alone, the latest year. Its reasons are told.
        refused = next(told for told in decisions if isinstance(told, Refused))
        return NotNow(certificate.kind, certificate.title, refused)
    printable = {person for request in granted for person in request.subjects}
    return Offered(
        kind=certificate.kind,
        title=certificate.title,
        fee_each=certificate.fee,
        copies_most=copies_most,
        persons=tuple(person for person in persons if person in printable),
        whole_household=_household(asker, certificate, granted[0]),
        options=certificate.options,
        tax_years=tuple(dict.fromkeys(request.tax_year for request in granted if request.tax_year is not None)),
        addresses=certificate.addresses,
        closes_at=certificate.hours.closing(asker.at.date()),
    )


def _household(asker: _Asker, certificate: CertificateRules, request: Request) -> bool:
    if certificate.subjects is not Subjects.HOUSEHOLD:
        return False
    return isinstance(asker.decide(replace(request, subjects=HOUSEHOLD)), Granted)


def _candidates(standing: Standing, subjects: Subjects) -> Iterator[PersonFacts]:
    """The holder and whoever else the circle of this certificate holds now."""
    yield standing.holder
    for other in standing.others:
        in_household = subjects is Subjects.HOUSEHOLD and other.household is Membership.PRESENT
        if in_household or (subjects is Subjects.KOSEKI and other.same_koseki):
            yield other
