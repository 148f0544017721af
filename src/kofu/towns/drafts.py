"""From a person as one thinks of them to the facts that registers are told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest

from kofu.registers.facts import Fact
from kofu.registers.kinds import (
    FactKind,
    HouseholdMembership,
    KosekiHeader,
    KosekiMembership,
    ResidentRecord,
)
from kofu.registers.model import (
    Address,
    ForeignStatus,
    HouseholdId,
    KosekiEntry,
    KosekiId,
    MoveOutNotice,
    Name,
    PendingChange,
    PersonId,
    SealRegistration,
    Sex,
    Status,
    StatusKind,
)
from kofu.text import era_date
from kofu.towns.imprints import imprint

REGISTERED = Status()


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A resident as the registers will know them; the newest of each history last."""

    person: PersonId
    name: Name
    birth: date
    sex: Sex
    household: HouseholdId
    relationship: str
    order: int
    became_resident_on: date
    addresses: tuple[Address, ...]
    honseki: str | None = None
    first_entry: str | None = None
    former_names: tuple[Name, ...] = ()
    former_aliases: tuple[Name, ...] = ()
    alias: Name | None = None
    former_surname: Name | None = None
    foreign: ForeignStatus | None = None
    status: Status = REGISTERED
    move_out: MoveOutNotice | None = None
    pending: PendingChange | None = None
    adult_ward: bool = False
    characters_identified: bool = True
    number: int = 0
    """What My Number and resident code are made from"""

    @property
    def is_head(self) -> bool:
        """世帯主."""
        return self.relationship == "世帯主"


def resident_facts(draft: PersonDraft) -> list[Fact]:
    """Everything the resident register is told about one person."""
    facts = [*_record_facts(draft), *_address_facts(draft, FactKind.ADDRESS)]
    membership = HouseholdMembership(draft.household, draft.relationship, draft.is_head, draft.order)
    facts.append(Fact(FactKind.MEMBERSHIP, draft.person, draft.became_resident_on, membership))
    if draft.status.kind is not StatusKind.REGISTERED:
        facts.append(Fact(FactKind.STATUS, draft.person, draft.status.since or draft.became_resident_on, draft.status))
    if draft.move_out:
        facts.append(Fact(FactKind.MOVE_OUT, draft.person, draft.move_out.filed_on, draft.move_out))
    if draft.pending:
        facts.append(Fact(FactKind.CHANGE, draft.person, draft.pending.filed_at.date(), draft.pending))
    return facts


def _record_facts(draft: PersonDraft) -> Iterator[Fact]:
    """The present record, preceded by one for each earlier name or alias, a day apart."""
    present = ResidentRecord(
        name=draft.name,
        birth=draft.birth,
        sex=draft.sex,
        became_resident_on=draft.became_resident_on,
        honseki=draft.honseki,
        first_entry=draft.first_entry,
        former_surname=draft.former_surname,
        alias=draft.alias,
        my_number=my_number(draft.number),
        resident_code=resident_code(draft.number),
        foreign=draft.foreign,
        characters_identified=draft.characters_identified,
        adult_ward=draft.adult_ward,
    )
    earlier = list(zip_longest(draft.former_names, draft.former_aliases))
    for days, (name, alias) in enumerate(earlier):
        day = draft.became_resident_on - timedelta(days=len(earlier) - days)
        before = replace(present, name=name or draft.name, alias=alias or draft.alias)
        yield Fact(FactKind.RECORD, draft.person, day, before)
    yield Fact(FactKind.RECORD, draft.person, draft.became_resident_on, present)


def _address_facts(draft: PersonDraft, kind: FactKind) -> Iterator[Fact]:
    for address in draft.addresses:
        yield Fact(kind, draft.person, address.since or draft.birth, address)


def supplement_facts(person: PersonId, addresses: Iterable[Address]) -> list[Fact]:
    """The supplement's addresses (附票), oldest first."""
    return [
        Fact(FactKind.SUPPLEMENT_ADDRESS, person, address.since, replace(address, here=True, notified_on=None))
        for address in addresses
        if address.since
    ]


def seal_fact(person: PersonId, number: int, registered_on: date) -> Fact:
    """An active seal registration."""
    written = f"{number:08d}"
    seal = SealRegistration(person, written, registered_on, imprint_png=imprint(f"{person}/{written}"))
    return Fact(FactKind.SEAL, person, registered_on, seal)


@dataclass(frozen=True, slots=True)
class KosekiPerson:
    """A member of a koseki before it is a fact."""

    person: PersonId
    given: Name
    birth: date
    sex: Sex
    father: str | None
    mother: str | None
    parental_relationship: str
    spouse: str | None = None
    spouse_name: str | None = None
    married_on: date | None = None
    former_koseki: str | None = None
    birthplace: str = ""
    removed: bool = False
    divorced_on: date | None = None
    died_on: date | None = None
    left_for: str | None = None
    """The honseki of the koseki that the marriage made, for a child who left this one (除籍)"""
    later: tuple[KosekiEntry, ...] = ()
    """身分事項 after birth and marriage"""


@dataclass(frozen=True, slots=True)
class KosekiDraft:
    """A koseki with its members in the order of 戸籍法 §14."""

    koseki: KosekiId
    honseki: str
    surname: Name
    compiled_on: date
    members: tuple[KosekiPerson, ...]
    computerised: bool = True
    entries: tuple[KosekiEntry, ...] = ()
    """戸籍事項; the day of compilation where none are told"""

    @property
    def first_entry(self) -> str:
        """筆頭者の氏名."""
        return f"{self.surname.written} {self.members[0].given.written}"


def koseki_facts(draft: KosekiDraft) -> list[Fact]:
    """Everything the koseki register is told about one koseki."""
    compiled = KosekiEntry("戸籍編製", (("編製日", era_date(draft.compiled_on)),))
    header = KosekiHeader(
        honseki=draft.honseki,
        surname=draft.surname,
        first_entry=draft.first_entry,
        entries=draft.entries or (compiled,),
        computerised=draft.computerised,
        supplement_compiled_on=draft.compiled_on,
    )
    facts = [Fact(FactKind.KOSEKI, draft.koseki, draft.compiled_on, header)]
    for order, member in enumerate(draft.members, 1):
        day = max(draft.compiled_on, member.birth)
        facts.append(
            Fact(FactKind.MEMBER, member.person, day, _membership(draft.koseki, order, member), key=draft.koseki)
        )
    return facts


def left_by_marriage(koseki: KosekiId, order: int, child: KosekiPerson) -> list[Fact]:
    """A child in the parents' koseki: from birth on, and removed from it since the marriage."""
    at_home = replace(child, spouse=None, spouse_name=None, married_on=None, left_for=None, removed=False)
    gone = replace(child, spouse=None, removed=True)
    days = (child.birth, child.married_on or child.birth)
    return [
        Fact(FactKind.MEMBER, child.person, day, _membership(koseki, order, member), key=koseki)
        for day, member in zip(days, (at_home, gone), strict=True)
    ]


def _membership(koseki: KosekiId, order: int, member: KosekiPerson) -> KosekiMembership:
    return KosekiMembership(
        koseki=koseki,
        order=order,
        given=member.given,
        birth=member.birth,
        sex=member.sex,
        father=member.father,
        mother=member.mother,
        parental_relationship=member.parental_relationship,
        spouse=member.spouse,
        entries=tuple(_entries(member)),
        removed=member.removed,
    )


def _entries(member: KosekiPerson) -> Iterator[KosekiEntry]:
    """身分事項 in item form: birth, then marriage."""
    notified = era_date(member.birth + timedelta(days=7))
    items = (("出生日", era_date(member.birth)), ("出生地", member.birthplace), ("届出日", notified), ("届出人", "父"))
    yield KosekiEntry("出生", tuple((label, text) for label, text in items if text))
    if member.married_on and member.spouse_name:
        wedding = [("婚姻日", era_date(member.married_on)), ("配偶者氏名", member.spouse_name)]
        before = [("従前戸籍", member.former_koseki)] if member.former_koseki else []
        after = [("新本籍", member.left_for)] if member.left_for else []
        yield KosekiEntry("婚姻", tuple(wedding + before + after))
    if member.divorced_on and member.spouse_name:
        yield KosekiEntry("離婚", (("離婚日", era_date(member.divorced_on)), ("配偶者氏名", member.spouse_name)))
    if member.died_on:
        notified = era_date(member.died_on + timedelta(days=3))
        yield KosekiEntry("死亡", (("死亡日", era_date(member.died_on)), ("届出日", notified), ("届出人", "親族")))
    yield from member.later


def my_number(number: int) -> str:
    """Twelve digits like a My Number (個人番号), with a check digit that is wrong on purpose: it is nobody's."""
    body = f"{number % 10**11:011d}"
    weighed = sum(int(digit) * (place + 1 if place <= 6 else place - 5) for place, digit in enumerate(body[::-1], 1))
    rest = weighed % 11
    right = 0 if rest <= 1 else 11 - rest
    return f"{body}{(right + 1) % 10}"


def resident_code(number: int) -> str:
    """Eleven digits like a resident-record code (住民票コード); not one in use, as its first digit is 0."""
    return f"0{(number * 7919 + 13) % 10**10:010d}"
