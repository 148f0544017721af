"""The people of one scenario case as facts, for the registers of the case's municipality.

Everybody the case names becomes a resident, a koseki member or both, as the case says; what it leaves open is filled in
from the person's role. People the municipality cannot know (registered and with honseki elsewhere) leave no facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from kofu.clock import in_japan
from kofu.pki.identity import CardIdentity
from kofu.registers.facts import Fact
from kofu.registers.kinds import FactKind
from kofu.registers.model import (
    CardLink,
    HonsekiRegistration,
    KosekiId,
    KosekiNotice,
    MoveIn,
    PersonId,
    RestrictedRecord,
    Restriction,
    SupportMeasure,
)
from kofu.towns.casepeople import CasePerson
from kofu.towns.drafts import (
    KosekiDraft,
    koseki_facts,
    resident_facts,
    seal_fact,
    supplement_facts,
)
from kofu.towns.places import Place, place
from kofu.towns.roles import HOLDER, SURNAME
from kofu.towns.taxes import tax_fact
from kofu.towns.vocabulary import Given, GivenCard, GivenPerson, read_given

_TAX_YEARS = 3
_COMPILED = date(2008, 6, 1)


@dataclass(frozen=True)
class CaseTown:
    """One case's people. ``facts`` go to the registers first, ``link_card`` once the card exists."""

    place: Place
    given: Given
    at: datetime

    @property
    def municipality(self) -> str:
        """The municipality's six-digit code."""
        return self.place.code

    @property
    def card(self) -> GivenCard:
        """What the case says of the card; whoever makes it decides from this."""
        return self.given.card

    @cached_property
    def people(self) -> Mapping[str, CasePerson]:
        """The holder as ``self``, and the others by their ids."""
        told: list[tuple[str, GivenPerson]] = [(HOLDER, self.given.user), *self.given.others]
        today = in_japan(self.at).date()
        return {
            name: CasePerson(name, order, person, self.given.user, self.place, today)
            for order, (name, person) in enumerate(told, 1)
        }

    @property
    def ids(self) -> dict[str, PersonId]:
        """Person ids by the ids of the case; also of people without facts, for a request that names them."""
        return {name: person.id for name, person in self.people.items()}

    @property
    def holder_birth(self) -> date:
        """The holder's birth, as the card has to know it."""
        return self.people[HOLDER].birth

    @property
    def is_known(self) -> bool:
        """Whether this municipality's registers know the holder, so that a card can be linked."""
        holder = self.people[HOLDER]
        return holder.has_record or holder.koseki is not None

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Everything the registers are told but the card's link."""
        told = [fact for person in self.people.values() for fact in self._person(person)]
        return (*told, *self._koseki(), *self._move_in())

    def _person(self, person: CasePerson) -> list[Fact]:
        facts = resident_facts(person.draft(self.at)) if person.has_record else []
        if person.has_record and person.given.seal_registered and person.is_registered:
            facts.append(seal_fact(person.id, person.order, person.began))
        if person.has_record or person.given.tax.taxed_by is not None:
            years = range(person.today.year, person.today.year - _TAX_YEARS, -1)
            facts += [tax_fact(person.tax_record(year)) for year in years]
        return facts + self._restrictions(person)

    def _restrictions(self, person: CasePerson) -> list[Fact]:
        since = min(person.began, person.today)
        facts = [
            Fact(FactKind.RESTRICTION, person.id, since, Restriction(person.id, RestrictedRecord(on), since), key=on)
            for on in person.given.restricted
        ]
        if person.given.support_measures:
            facts.append(Fact(FactKind.MEASURE, person.id, since, SupportMeasure(person.id, since)))
        return facts

    def _koseki(self) -> list[Fact]:
        """The koseki the case's people stand in, each with its members, and their supplement."""
        facts: list[Fact] = []
        for koseki in dict.fromkeys(person.koseki for person in self.people.values() if person.koseki):
            members = [person for person in self.people.values() if person.koseki == koseki]
            facts += koseki_facts(self._koseki_draft(koseki, members))
            facts += [fact for member in members for fact in supplement_facts(member.id, member.supplement)]
        return facts + self._notice()

    def _koseki_draft(self, koseki: KosekiId, members: list[CasePerson]) -> KosekiDraft:
        ordered = sorted(members, key=lambda member: (member.name not in {HOLDER, "spouse"}, member.order))
        born = min(member.birth for member in members)
        own = koseki == self.people[HOLDER].koseki
        return KosekiDraft(
            koseki=koseki,
            honseki=ordered[0].honseki_here,
            surname=SURNAME,
            compiled_on=max(_COMPILED, born) if born < self._today else born,
            members=tuple(member.koseki_person() for member in ordered),
            computerised=self.given.koseki.computerised if own else True,
        )

    @property
    def _today(self) -> date:
        return in_japan(self.at).date()

    def _notice(self) -> list[Fact]:
        told, koseki = self.given.koseki.notification, self.people[HOLDER].koseki
        if told is None or koseki is None:
            return []
        recorded_on = max(told.filed_on, self._today) if told.recorded else None
        notice = KosekiNotice(told.kind, told.filed_on, recorded_on)
        return [Fact(FactKind.NOTICE, koseki, told.filed_on, notice, key="1")]

    def _move_in(self) -> list[Fact]:
        told = self.given.move_in
        if told is None:
            return []
        holder = self.people[HOLDER].id
        move_in = MoveIn(holder, told.filed_on, told.continued_use_at, told.by_agent)
        return [Fact(FactKind.MOVE_IN, holder, told.filed_on, move_in)]

    def link_card(self, identity: CardIdentity) -> tuple[Fact, ...]:
        """The facts that tie the card to the holder, and the honseki registration made with it or its predecessor.

        Nothing for a holder this municipality does not know.
        """
        if not self.is_known:
            return ()
        return (self._link(identity), *self._registration(identity))

    def _link(self, identity: CardIdentity) -> Fact:
        card, holder = self.given.card, self.people[HOLDER].id
        link = CardLink(
            identity=identity,
            person=holder,
            delivered_at=card.issued_at,
            certificate_issued_on=card.certificate_issued_on,
            data_ready_at=card.issued_at if card.data_ready else None,
        )
        since = min(in_japan(card.issued_at).date(), self._today)
        return Fact(FactKind.LINK, holder, since, link, key=identity.fingerprint().hex())

    def _registration(self, identity: CardIdentity) -> list[Fact]:
        told = self.given.registration
        if told is None:
            return []
        renewed = self.given.card.renewed_after_registration
        used = CardIdentity(identity.issuer_key, _another_serial(identity.serial)) if renewed else identity
        holder = self.people[HOLDER].id
        registration = HonsekiRegistration(holder, used, told.applied_on, told.approved_on)
        return [Fact(FactKind.HONSEKI_REGISTRATION, holder, told.applied_on, registration)]


def _another_serial(serial: int) -> int:
    return serial - 1 if serial > 1 else serial + 1


def build_case(municipality: str, given: Mapping[str, Any], at: datetime) -> CaseTown:
    """The people of a case in ``municipality`` (short name or code) at the moment of its request.

    Raises UnknownVocabulary, UnknownMunicipality.
    """
    return CaseTown(place(municipality), read_given(given), in_japan(at))


def recorded_at(at: datetime) -> datetime:
    """When the registers of a case were told: in the night before its request."""
    return datetime.combine(in_japan(at).date(), datetime.min.time(), in_japan(at).tzinfo) - timedelta(hours=2)
