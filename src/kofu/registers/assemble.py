"""Resident records, households and koseki put together from the facts that hold on one day."""

from __future__ import annotations

from collections.abc import Iterable

from kofu.registers.errors import IncompleteRecord
from kofu.registers.history import State
from kofu.registers.kinds import (
    FactKind,
    HouseholdMembership,
    KosekiHeader,
    KosekiMembership,
    ResidentRecord,
)
from kofu.registers.model import (
    Address,
    Household,
    HouseholdId,
    Koseki,
    KosekiId,
    KosekiMember,
    KosekiNotice,
    MoveOutNotice,
    PendingChange,
    PersonId,
    Resident,
    Status,
)


def resident_of(state: State, person: PersonId) -> Resident | None:
    """The person's resident record; None where there never was one. Raises IncompleteRecord."""
    record = state.one(FactKind.RECORD, ResidentRecord, person)
    if record is None:
        return None
    membership = state.one(FactKind.MEMBERSHIP, HouseholdMembership, person)
    addresses = tuple(reversed(state.trail(FactKind.ADDRESS, Address, person)))
    if membership is None or not addresses:
        raise IncompleteRecord(missing="membership" if membership is None else "address")
    return _resident(state, person, record, membership, addresses)


def _resident(
    state: State,
    person: PersonId,
    record: ResidentRecord,
    membership: HouseholdMembership,
    addresses: tuple[Address, ...],
) -> Resident:
    records = state.trail(FactKind.RECORD, ResidentRecord, person)
    aliases = [before.alias.written if before.alias else None for before in records]
    return Resident(
        person=person,
        household=membership.household,
        name=record.name,
        birth=record.birth,
        sex=record.sex,
        relationship=membership.relationship,
        is_head=membership.is_head,
        became_resident_on=record.became_resident_on,
        addresses=addresses,
        honseki=record.honseki,
        first_entry=record.first_entry,
        former_surname=record.former_surname,
        alias=record.alias,
        former_aliases=_earlier(aliases),
        former_names=_earlier(before.name.written for before in records),
        my_number=record.my_number,
        resident_code=record.resident_code,
        foreign=record.foreign,
        status=state.one(FactKind.STATUS, Status, person) or Status(),
        move_out=state.one(FactKind.MOVE_OUT, MoveOutNotice, person),
        pending=state.one(FactKind.CHANGE, PendingChange, person),
        adult_ward=record.adult_ward,
        characters_identified=record.characters_identified,
    )


def _earlier(written: Iterable[str | None]) -> tuple[str, ...]:
    """The values before the last change, oldest first, without repeats and gaps."""
    *before, now = written
    return tuple(dict.fromkeys(value for value in before if value is not None and value != now))


def household_of(state: State, household: HouseholdId) -> Household:
    """Everybody whose present membership is of this household, in the order of the record."""
    members = [
        (membership.order, resident.birth, person, resident)
        for person in state.subjects(FactKind.MEMBERSHIP)
        if (membership := state.one(FactKind.MEMBERSHIP, HouseholdMembership, person))
        and membership.household == household
        and (resident := resident_of(state, PersonId(person)))
    ]
    return Household(household, tuple(resident for *_, resident in sorted(members, key=lambda member: member[:3])))


def koseki_of(state: State, koseki: KosekiId) -> Koseki | None:
    """The koseki with its members in the order of 戸籍法 §14; None for one that does not exist."""
    header = state.one(FactKind.KOSEKI, KosekiHeader, koseki)
    if header is None:
        return None
    memberships = [
        (membership.order, membership.birth, person, membership)
        for person in state.subjects(FactKind.MEMBER)
        for membership in state.all(FactKind.MEMBER, KosekiMembership, person)
        if membership.koseki == koseki
    ]
    ordered = sorted(memberships, key=lambda membership: membership[:3])
    return Koseki(
        koseki=koseki,
        honseki=header.honseki,
        surname=header.surname,
        first_entry=header.first_entry,
        members=tuple(_koseki_member(state, PersonId(person), membership) for *_, person, membership in ordered),
        entries=header.entries,
        computerised=header.computerised,
        notices=tuple(state.all(FactKind.NOTICE, KosekiNotice, koseki)),
        supplement_compiled_on=header.supplement_compiled_on,
    )


def _koseki_member(state: State, person: PersonId, membership: KosekiMembership) -> KosekiMember:
    at_home = state.one(FactKind.SUPPLEMENT_ADDRESS, Address, person) is not None
    addresses = state.trail(FactKind.SUPPLEMENT_ADDRESS, Address, person) if at_home else []
    return KosekiMember(
        person=person,
        given=membership.given,
        birth=membership.birth,
        sex=membership.sex,
        father=membership.father,
        mother=membership.mother,
        parental_relationship=membership.parental_relationship,
        spouse=membership.spouse,
        entries=membership.entries,
        removed=membership.removed,
        addresses=tuple(reversed(addresses)),
    )


def present_koseki(state: State, person: PersonId) -> list[KosekiId]:
    """The koseki in which the person now stands: one, or none when the honseki is elsewhere."""
    memberships = state.all(FactKind.MEMBER, KosekiMembership, person)
    return [membership.koseki for membership in memberships if not membership.removed]
