"""The named people of the demonstration: their facts, and the cards they carry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from kofu.pki.identity import CardIdentity
from kofu.registers.facts import Fact
from kofu.registers.kinds import FactKind
from kofu.registers.model import (
    Address,
    CardLink,
    ForeignStatus,
    HonsekiRegistration,
    HouseholdId,
    KosekiId,
    MoveIn,
    MoveOutNotice,
    Name,
    PendingChange,
    PersonId,
    ResidenceCategory,
    RestrictedRecord,
    Restriction,
    Sex,
    SupportMeasure,
    TaxRecord,
)
from kofu.towns.demo_data import DemoData, ForeignEntry, KeyKind, KosekiDataEntry, PersonEntry, Trouble, demo_data
from kofu.towns.drafts import (
    KosekiDraft,
    KosekiPerson,
    PersonDraft,
    koseki_facts,
    resident_facts,
    seal_fact,
    supplement_facts,
)
from kofu.towns.errors import UnknownResident
from kofu.towns.places import Place, elsewhere, place
from kofu.towns.taxes import tax_fact, tax_record

PIN = "1234"
_FOREIGN_RESIDENTS_SINCE = date(2012, 7, 9)
"""Since when foreign nationals stand in the resident register (平成21年法律77号)"""


@dataclass(frozen=True, slots=True)
class DemoResident:
    """Somebody with a card, for lists, and for whoever makes the card."""

    name: str
    """Like akashi/hanako"""
    municipality: str
    """Six-digit code"""
    person: PersonId
    birth: date
    kind: str
    """Card kind of the scenario vocabulary"""
    key: KeyKind
    pin: str
    delivered_at: datetime
    certificate_issued_on: date
    data_ready: bool
    trouble: Trouble
    note: str


@dataclass(frozen=True)
class DemoTown:
    """The demonstration's people of one municipality at a moment."""

    place: Place
    data: DemoData
    at: datetime

    @property
    def people(self) -> list[PersonEntry]:
        """In the order of the file."""
        return [person for person in self.data.people if person.municipality == self.place.name]

    def id(self, person: PersonEntry) -> PersonId:
        """Stable as long as nobody is put before the person in the file."""
        return PersonId(f"{self.place.code}-{self.people.index(person) + 1:07d}")

    def residents(self) -> list[DemoResident]:
        """Those who carry a card."""
        return [resident for person in self.people if (resident := self._resident(person))]

    def _resident(self, person: PersonEntry) -> DemoResident | None:
        card = person.card
        if card is None:
            return None
        return DemoResident(
            name=person.name,
            municipality=self.place.code,
            person=self.id(person),
            birth=person.birth,
            kind=card.kind,
            key=card.key,
            pin=PIN,
            delivered_at=card.delivered_at,
            certificate_issued_on=card.certificate_issued_on or card.delivered_at.date(),
            data_ready=card.data_ready,
            trouble=card.trouble,
            note=person.note,
        )

    def facts(self) -> Iterator[Fact]:
        """Everything the registers are told about these people but their cards."""
        for number, person in enumerate(self.people, 1):
            yield from self._person_facts(number, person)
        for koseki in self.data.koseki.values():
            if koseki.name.startswith(f"{self.place.name}/"):
                yield from self._koseki_facts(koseki)

    def _person_facts(self, number: int, person: PersonEntry) -> Iterator[Fact]:
        who = self.id(person)
        if person.household:
            draft = self._draft(number, person)
            yield from resident_facts(draft)
            yield from self._tax_facts(person, draft.addresses[-1].text)
        if person.seal:
            yield seal_fact(who, number, max(person.since, date(person.birth.year + 18, 4, 1)))
        yield from self._limits(who, person)

    def _limits(self, who: PersonId, person: PersonEntry) -> Iterator[Fact]:
        for on in person.restricted:
            restriction = Restriction(who, RestrictedRecord(on), person.since)
            yield Fact(FactKind.RESTRICTION, who, person.since, restriction, key=on)
        if since := person.support_measures_since:
            yield Fact(FactKind.MEASURE, who, since, SupportMeasure(who, since))
        if told := person.move_in:
            move_in = MoveIn(who, told.filed_on, told.continued_use_at, told.by_agent)
            yield Fact(FactKind.MOVE_IN, who, told.filed_on, move_in)

    def _draft(self, number: int, person: PersonEntry) -> PersonDraft:
        household = str(person.household)
        members = [other for other in self.people if other.household == household]
        foreign = person.foreign
        return PersonDraft(
            person=self.id(person),
            name=_full_name(person),
            birth=person.birth,
            sex=Sex[person.sex.upper()],
            household=HouseholdId(f"{self.place.code}-{household.partition('/')[2]}"),
            relationship=person.relationship,
            order=members.index(person) + 1,
            became_resident_on=person.since,
            addresses=tuple(self._addresses(person)),
            honseki=None if foreign else self._honseki(person),
            first_entry=None if foreign else self._first_entry(person),
            former_aliases=tuple(Name(alias) for alias in person.former_aliases),
            alias=Name(*person.alias) if person.alias else None,
            former_surname=Name(*person.former_surname) if person.former_surname else None,
            foreign=_foreign_status(foreign, person.since) if foreign else None,
            move_out=_move_out(person),
            pending=PendingChange("address", person.pending_since) if person.pending_since else None,
            number=int(self.place.code) * 1000 + number,
        )

    def _addresses(self, person: PersonEntry) -> Iterator[Address]:
        """Oldest first: outside, before the household moved, now."""
        household = self.data.households[str(person.household)]
        since = person.since
        if person.previous:
            yield Address(person.previous, since - timedelta(days=1500), here=False)
        if household.moved and household.earlier and since < household.moved:
            yield Address(self.place.address(*household.earlier), since, since)
            since = household.moved
        yield Address(self.place.address(*household.address), since, since)

    def _honseki(self, person: PersonEntry) -> str:
        koseki = self.data.koseki.get(person.koseki)
        if koseki is None:
            return elsewhere().honseki(person.birth.day, person.birth.year % 97)
        return self.place.honseki(*koseki.lot)

    def _first_entry(self, person: PersonEntry) -> str:
        koseki = self.data.koseki.get(person.koseki)
        return self._koseki_draft(koseki).first_entry if koseki else _full_name(person).written

    def _tax_facts(self, person: PersonEntry, address: str) -> Iterator[Fact]:
        """Years for which the person was here on 1 January and is old enough to be asked."""
        for year in range(self.at.year, self.at.year - 3, -1):
            assessed = date(year, 1, 1)
            if person.since <= assessed and (person.salary or person.undeclared or person.birth.year + 18 <= year):
                yield tax_fact(self._tax_record(person, year, address))

    def _tax_record(self, person: PersonEntry, year: int, address: str) -> TaxRecord:
        usual = tax_record(self.id(person), year, self.place.code, address, person.salary)
        if not person.undeclared:
            return usual
        return replace(usual, declared=False, documents=False, dependant=True, deductions=())

    def _koseki_facts(self, koseki: KosekiDataEntry) -> Iterator[Fact]:
        yield from koseki_facts(self._koseki_draft(koseki))
        for person in self._koseki_people(koseki):
            yield from supplement_facts(self.id(person), self._supplement(person))

    def _supplement(self, person: PersonEntry) -> list[Address]:
        """The supplement's addresses: those of the resident record, or one elsewhere; none for the dead."""
        earlier = [Address(text, since) for text, since in person.earlier]
        if person.household:
            return [*earlier, *self._addresses(person)]
        away = Address(elsewhere().address(person.birth.day, 2, person.birth.month), person.since)
        return earlier or ([] if person.removed else [away])

    def _koseki_people(self, koseki: KosekiDataEntry) -> Sequence[PersonEntry]:
        return [person for person in self.people if person.koseki == koseki.name]

    def _koseki_draft(self, koseki: KosekiDataEntry) -> KosekiDraft:
        return KosekiDraft(
            koseki=KosekiId(f"{self.place.code}-koseki-{koseki.name.partition('/')[2]}"),
            honseki=self.place.honseki(*koseki.lot),
            surname=Name(*koseki.surname),
            compiled_on=koseki.compiled_on,
            members=tuple(self._koseki_person(person) for person in self._koseki_people(koseki)),
            computerised=koseki.computerised,
            entries=koseki.entries,
        )

    def _koseki_person(self, person: PersonEntry) -> KosekiPerson:
        spouse = next((other for other in self.people if other.name == person.spouse), None)
        father, mother = person.parents or ("", "")
        mark = ("夫" if person.sex == "male" else "妻") if spouse else None
        return KosekiPerson(
            person=self.id(person),
            given=Name(*person.given),
            birth=person.birth,
            sex=Sex[person.sex.upper()],
            father=father or None,
            mother=mother or None,
            parental_relationship=person.parental_relationship,
            spouse=mark,
            spouse_name=_full_name(spouse).written if spouse else None,
            married_on=person.married_on,
            birthplace=f"{self.place.prefecture}{self.place.city}",
            removed=person.removed,
            later=person.entries,
        )

    def link(self, resident: DemoResident, identity: CardIdentity) -> Iterator[Fact]:
        """The facts that tie a card to its holder."""
        ready = resident.delivered_at if resident.data_ready else None
        link = CardLink(identity, resident.person, resident.delivered_at, resident.certificate_issued_on, ready)
        since = resident.delivered_at.date()
        yield Fact(FactKind.LINK, resident.person, since, link, key=identity.fingerprint().hex())
        told = next(person.registration for person in self.people if person.name == resident.name)
        if told:
            registration = HonsekiRegistration(resident.person, identity, told.applied_on, told.approved_on)
            yield Fact(FactKind.HONSEKI_REGISTRATION, resident.person, told.applied_on, registration)


def _full_name(person: PersonEntry) -> Name:
    readings = (*person.family[1:], *person.given[1:])
    return Name(f"{person.family[0]} {person.given[0]}", " ".join(readings) if len(readings) == 2 else None)


def _move_out(person: PersonEntry) -> MoveOutNotice | None:
    filed_on = person.move_out_filed_on
    return MoveOutNotice(filed_on, filed_on + timedelta(days=14)) if filed_on else None


def _foreign_status(told: ForeignEntry, since: date) -> ForeignStatus:
    return ForeignStatus(
        nationality=told.nationality,
        category=ResidenceCategory(told.category),
        card_number=told.card_number,
        residence_status=told.residence_status,
        period=told.period,
        expires_on=told.expires_on,
        became_foreign_resident_on=max(since, _FOREIGN_RESIDENTS_SINCE),
    )


def demo_town(municipality: str, at: datetime) -> DemoTown:
    """The demonstration's people of a municipality (short name or code). Raises UnknownMunicipality."""
    return DemoTown(place(municipality), demo_data(), at)


def demo_resident(name: str, at: datetime) -> DemoResident:
    """The resident of this name, akashi/hanako. Raises UnknownResident, UnknownMunicipality."""
    town = demo_town(name.partition("/")[0], at)
    for resident in town.residents():
        if resident.name == name:
            return resident
    raise UnknownResident
