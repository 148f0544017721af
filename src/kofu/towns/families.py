"""The koseki of an invented household: one for head, spouse and children, one for the head's parents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kofu.registers.facts import Fact
from kofu.registers.model import KosekiId, Sex, StatusKind
from kofu.towns.drafts import KosekiDraft, KosekiPerson, PersonDraft, koseki_facts, supplement_facts
from kofu.towns.households import ADULT, Someone
from kofu.towns.places import Place

Settled = tuple[PersonDraft, Someone]
_OLDER = {"父", "母"}


@dataclass(frozen=True, slots=True)
class FamilyKoseki:
    """A koseki and everything the registers are told about it and its supplement."""

    id: KosekiId
    facts: tuple[Fact, ...]


def family_koseki(people: Sequence[Settled], place: Place, honseki: str) -> Iterator[FamilyKoseki]:
    """The koseki in which the people of one household stand."""
    for older in (False, True):
        together = [(draft, member) for draft, member in people if (member.relationship in _OLDER) is older]
        if together:
            yield _koseki(together, place, honseki)


def _koseki(people: Sequence[Settled], place: Place, honseki: str) -> FamilyKoseki:
    draft, first = people[0]
    koseki = KosekiDraft(
        koseki=KosekiId(f"{place.code}-k{draft.person[-7:]}"),
        honseki=honseki,
        surname=first.surname,
        compiled_on=first.married_on or first.birth + ADULT,
        members=tuple(_member(draft, member, people, place) for draft, member in people),
    )
    supplements = (fact for draft, _ in people for fact in supplement_facts(draft.person, draft.addresses))
    return FamilyKoseki(koseki.koseki, (*koseki_facts(koseki), *supplements))


def _member(draft: PersonDraft, member: Someone, people: Sequence[Settled], place: Place) -> KosekiPerson:
    father, mother = _parents(member, people)
    partner = next((other for _, other in people if other.married_on and other is not member), None)
    return KosekiPerson(
        person=draft.person,
        given=member.given,
        birth=member.birth,
        sex=member.sex,
        father=father,
        mother=mother,
        parental_relationship=_ordinal(member, people),
        spouse=("夫" if member.sex is Sex.MALE else "妻") if member.married_on else None,
        spouse_name=partner.name.written if partner else None,
        married_on=member.married_on,
        birthplace=f"{place.prefecture}{place.city}",
        removed=draft.status.kind is StatusKind.DEAD,
    )


def _parents(member: Someone, people: Sequence[Settled]) -> tuple[str | None, str | None]:
    """Father and mother as written; for children those of the household, a missing one stays missing."""
    if member.relationship != "子":
        family = (member.maiden_name or member.surname).written
        return f"{family} 清", f"{family} 和子"
    adults = [other for _, other in people if other.relationship != "子"]
    named = [next((a.name.written for a in adults if a.sex is sex), None) for sex in (Sex.MALE, Sex.FEMALE)]
    return named[0], named[1]


def _ordinal(member: Someone, people: Sequence[Settled]) -> str:
    """続柄 towards the parents: 長男, 二女; the eldest of each sex comes first."""
    children = [other for _, other in people if other.relationship == "子" and other.sex is member.sex]
    place = children.index(member) if member in children else 0
    return f"{'長二三四五六'[min(place, 5)]}{member.sex.value}"
