"""The koseki of an invented household: one for head, spouse and children, one for the head's parents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kofu.registers.facts import Fact
from kofu.registers.model import KosekiId, Name, PersonId, Sex, StatusKind
from kofu.towns.dice import Dice
from kofu.towns.drafts import (
    KosekiDraft,
    KosekiPerson,
    PersonDraft,
    koseki_facts,
    left_by_marriage,
    supplement_facts,
)
from kofu.towns.households import ADULT, Someone
from kofu.towns.places import Place

Settled = tuple[PersonDraft, Someone]
_OLDER = {"父", "母"}


@dataclass(frozen=True, slots=True)
class FamilyKoseki:
    """A koseki and everything the registers are told about it and its supplement."""

    id: KosekiId
    facts: tuple[Fact, ...]


def family_koseki(people: Sequence[Settled], place: Place, honseki: str, dice: Dice) -> Iterator[FamilyKoseki]:
    """The koseki in which the people of one household stand, and those which the married left."""
    for older in (False, True):
        together = [(draft, member) for draft, member in people if (member.relationship in _OLDER) is older]
        if together:
            origins = [_origin(settled, together, place, honseki, dice) for settled in together]
            yield _koseki(together, place, honseki, dice)
            yield from filter(None, origins)


def _koseki(people: Sequence[Settled], place: Place, honseki: str, dice: Dice) -> FamilyKoseki:
    draft, first = people[0]
    divorce = _divorce(people, dice)
    members = [_member(draft, member, people, place) for draft, member in people]
    koseki = KosekiDraft(
        koseki=KosekiId(f"{place.code}-k{draft.person[-7:]}"),
        honseki=honseki,
        surname=first.surname,
        compiled_on=first.married_on or (divorce.married_on if divorce else None) or first.birth + ADULT,
        members=(replace(members[0], **vars(divorce)) if divorce else members[0], *members[1:]),
    )
    supplements = (fact for draft, _ in people for fact in supplement_facts(draft.person, draft.addresses))
    return FamilyKoseki(koseki.koseki, (*koseki_facts(koseki), *supplements))


@dataclass(frozen=True)
class _Divorce:
    """A marriage that ended."""

    married_on: date
    divorced_on: date
    spouse_name: str


def _divorce(people: Sequence[Settled], dice: Dice) -> _Divorce | None:
    """Of a parent who raises children alone, mostly; the marriage was a year before the first child at the latest."""
    head, children = people[0][1], [member for _, member in people if member.relationship == "子"]
    raises_alone = children and len(people) == 1 + len(children) and not head.married_on
    if not raises_alone or not dice.happens(600):
        return None
    married_on = children[0].birth - timedelta(days=400)
    divorced_on = children[-1].birth + timedelta(days=dice.number(60, 900))
    today = max(draft.addresses[-1].since or children[-1].birth for draft, _ in people)
    other = Sex.MALE if head.sex is Sex.FEMALE else Sex.FEMALE
    name = f"{head.surname.written} {dice.given(other, head.birth).written}"
    return _Divorce(married_on, min(divorced_on, max(today, children[-1].birth)), name)


def _member(draft: PersonDraft, member: Someone, people: Sequence[Settled], place: Place) -> KosekiPerson:
    father, mother = _parents(member, people)
    partner = next((other for _, other in people if other.married_on and other is not member), None)
    dead = draft.status.kind is StatusKind.DEAD
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
        former_koseki=f"{place.prefecture}{place.city} {father}" if member.married_on and member.maiden_name else None,
        birthplace=f"{place.prefecture}{place.city}",
        removed=dead,
        died_on=draft.status.since if dead else None,
    )


def _origin(settled: Settled, people: Sequence[Settled], place: Place, honseki: str, dice: Dice) -> FamilyKoseki | None:
    """Now and then the koseki that somebody left by marrying is here too, with the parents, who live elsewhere."""
    draft, member = settled
    if not (member.married_on and member.maiden_name and dice.happens(250)):
        return None
    child = replace(_member(draft, member, people, place), left_for=honseki, former_koseki=None, died_on=None)
    father, mother = (_elder(child, member.maiden_name, sex, dice) for sex in (Sex.MALE, Sex.FEMALE))
    koseki = KosekiId(f"{place.code}-k{draft.person[-7:]}b")
    wedding = child.birth - timedelta(days=dice.number(400, 2000))
    draft_of_parents = KosekiDraft(
        koseki=koseki,
        honseki=place.honseki(dice.number(0, 50), dice.number(1, 999)),
        surname=member.maiden_name,
        compiled_on=wedding,
        members=(
            replace(father, married_on=wedding, spouse="夫", spouse_name=child.mother),
            replace(mother, married_on=wedding, spouse="妻", spouse_name=child.father),
        ),
    )
    return FamilyKoseki(koseki, (*koseki_facts(draft_of_parents), *left_by_marriage(koseki, 3, child)))


def _elder(child: KosekiPerson, surname: Name, sex: Sex, dice: Dice) -> KosekiPerson:
    """A parent, of the name that the child's entry gives."""
    named = (child.father if sex is Sex.MALE else child.mother) or surname.written
    family = dice.surname().written
    return KosekiPerson(
        person=PersonId(f"{child.person}{'f' if sex is Sex.MALE else 'm'}"),
        given=Name(named.split()[-1]),
        birth=child.birth - timedelta(days=dice.number(24 * 366, 33 * 365)),
        sex=sex,
        father=f"{surname.written if sex is Sex.MALE else family} 茂",
        mother=f"{surname.written if sex is Sex.MALE else family} ハル",
        parental_relationship="長男" if sex is Sex.MALE else "二女",
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
