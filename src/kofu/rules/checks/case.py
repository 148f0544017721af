"""One question put to the rules: who asks for what, where and when, with persons resolved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kofu.rules.in_force import CertificateRules, DayRules
from kofu.rules.kinds import Family, Kind
from kofu.rules.operations import OperationalState
from kofu.rules.reasons import Reason
from kofu.rules.request import HOUSEHOLD, Request, TerminalFacts
from kofu.rules.standing import Membership, PersonFacts, PersonId, Standing, TaxFacts
from kofu.rules.values import GonePersons, Source, Subjects, start_of


@dataclass(frozen=True, slots=True)
class Found:
    """A rule refuses. What time may do about it, whom it is about, which value decided."""

    earliest: datetime | None = None
    """No moment before this one can be free of this cause; None when time does not cure it."""
    about: PersonFacts | None = None
    """The person whose facts decide, when it is not the holder."""
    hidden: bool = False
    """Only staff may read it: it would tell the holder of somebody else's protection."""
    key: str | None = None
    """The deciding key, when it is not the rule's first."""
    source: Source | None = None
    """What decided, when it is no value of the rules: an operator's window, the certificate itself."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A reason, the keys it rests on (``{kind}`` stands for the certificate code), and the question."""

    reason: Reason
    keys: tuple[str, ...]
    ask: Callable[[Case], Found | None]
    for_offered: bool = True
    """Asked only of certificates on offer, because its values exist only for them."""
    families: tuple[Family, ...] = tuple(Family)
    """Asked only of certificates of these families."""

    def keys_for(self, kind: Kind) -> tuple[str, ...]:
        """The concrete keys for one certificate."""
        return tuple(key.replace("{kind}", kind.code) for key in self.keys)


@dataclass(frozen=True, slots=True)
class Case:
    """A request with everything the rules may look at."""

    rules: DayRules
    operations: OperationalState
    standing: Standing
    request: Request
    terminal: TerminalFacts
    at: datetime
    certificate: CertificateRules | None
    """None when the municipality does not offer the kind."""
    wanted: tuple[PersonFacts, ...]
    """Requested persons for whom the holder may ask."""
    strangers: tuple[PersonId, ...]
    """Requested persons for whom the holder may not ask."""
    day: date
    kind: Kind
    holder: PersonFacts
    borne: frozenset[str]
    """The refusal rules whose scope covers this certificate."""

    @property
    def resident(self) -> bool:
        """Whether the holder is registered as resident here."""
        return self.holder.resident_since is not None

    def bears(self, refusal: str) -> bool:
        """Whether a refusal rule's scope covers this certificate."""
        return refusal in self.borne

    def tomorrow(self) -> datetime:
        """The first second of the next day."""
        return start_of(self.rules.day + timedelta(days=1))

    def holder_and_wanted(self) -> tuple[PersonFacts, ...]:
        """The holder first, then the other requested persons."""
        holder = self.holder
        return (holder, *[person for person in self.wanted if person is not holder])

    def household(self) -> tuple[PersonFacts, ...]:
        """The other present members of the holder's household; empty for a holder not registered here."""
        if not self.resident:
            return ()
        return tuple(other for other in self.standing.others if other.household is Membership.PRESENT)

    def omits(self, person: PersonFacts) -> bool:
        """Whether this person is left out of a copy instead of refused (X-34)."""
        certificate = self.certificate
        drops = certificate is not None and certificate.subjects is Subjects.HOUSEHOLD
        return drops and self.rules.gone is GonePersons.OMIT and is_gone(person)

    def printed(self) -> tuple[PersonFacts, ...]:
        """The persons that stand on the paper."""
        return tuple(person for person in self.wanted if not self.omits(person))

    def tax_year(self) -> int | None:
        """The fiscal year decided on: the one asked for, or the latest on offer; None for other certificates."""
        if self.request.kind.family is not Family.TAX or self.rules.tax is None:
            return None
        return self.rules.tax.latest(self.day) if self.request.tax_year is None else self.request.tax_year

    def tax_facts(self, year: int) -> TaxFacts:
        """The register's facts of a year; where it holds none, those of somebody who never declared."""
        facts = self.standing.tax_year(year)
        if facts is not None:
            return facts
        since = self.holder.resident_since
        was_here = since is not None and year >= 1 and since <= date(year, 1, 1)
        return TaxFacts(year, resident_on_january_1=was_here, declared=False, documents=False)


def is_gone(person: PersonFacts) -> bool:
    """Dead, moved out or struck off."""
    return not person.alive or person.removed or has_moved(person)


def has_moved(person: PersonFacts) -> bool:
    """Registered elsewhere now."""
    return person.move_out.value == "done"


def make_case(
    rules: DayRules,
    operations: OperationalState,
    standing: Standing,
    request: Request,
    terminal: TerminalFacts,
    at: datetime,
) -> Case:
    """Resolve the requested persons. Ids that the standing does not list are strangers."""
    certificate = rules.certificates.get(request.kind)
    subjects = certificate.subjects if certificate else Subjects.SELF
    wanted: list[PersonFacts] = []
    strangers: list[PersonId] = []
    for asked in _asked(standing, request):
        person = standing.person(asked)
        if person is not None and _may_ask(standing, person, subjects):
            wanted.append(person)
        else:
            strangers.append(asked)
    return Case(
        rules=rules,
        operations=operations,
        standing=standing,
        request=request,
        terminal=terminal,
        at=at,
        certificate=certificate,
        wanted=tuple(wanted),
        strangers=tuple(strangers),
        day=rules.day,
        kind=request.kind,
        holder=standing.holder,
        borne=rules.borne[request.kind],
    )


def _asked(standing: Standing, request: Request) -> Iterable[PersonId]:
    if request.subjects == HOUSEHOLD:
        members = (other.person for other in standing.others if other.household is Membership.PRESENT)
        return (standing.holder.person, *members)
    return dict.fromkeys(request.subjects)


def _may_ask(standing: Standing, person: PersonFacts, subjects: Subjects) -> bool:
    if person is standing.holder:
        return True
    if subjects is Subjects.HOUSEHOLD:
        # A holder who is not registered here has no household here; nothing is told about anybody's.
        return standing.holder.resident_since is not None and person.household is not Membership.OTHER
    return subjects is Subjects.KOSEKI and person.same_koseki


def about_first(case: Case, persons: Iterable[PersonFacts], earliest: datetime | None = None) -> Found | None:
    """A finding about the first of these persons, hidden when it concerns a protected person other than the holder.

    The holder comes first, then persons without protection: what may be told is told.
    """
    found = list(persons)
    if not found:
        return None
    first = min(found, key=lambda person: (person is not case.holder, is_protected(person)))
    if first is case.holder:
        return Found(earliest)
    return Found(earliest, about=first, hidden=is_protected(first))


def hide_others(found: Found | None) -> Found | None:
    """The same finding, for staff only when it is about another person."""
    if found is None or found.about is None or found.hidden:
        return found
    return Found(found.earliest, found.about, hidden=True, key=found.key)


def is_protected(person: PersonFacts) -> bool:
    """Under support measures, or with a restricted record."""
    return person.support_measures or bool(person.restricted)
