"""From one snapshot to what a decision may know: ids, dates and truth values, no names (kofu.rules.standing)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from kofu.clock import in_japan
from kofu.registers.characters import text_fits
from kofu.registers.model import (
    Koseki,
    MoveIn,
    PersonId,
    Resident,
    RestrictedRecord,
    SealState,
    Snapshot,
    StatusKind,
    TaxRecord,
)
from kofu.rules.standing import (
    CardFacts,
    ContinuedUse,
    HonsekiRegistration,
    KosekiFacts,
    Membership,
    MoveOut,
    PersonFacts,
    Register,
    ResidentChange,
    Standing,
    TaxFacts,
)

_REGISTERS = {
    RestrictedRecord.RESIDENT_RECORD: Register.RESIDENT_RECORD,
    RestrictedRecord.KOSEKI: Register.KOSEKI,
}


def standing_of(snapshot: Snapshot, at: datetime, certificate_valid_until: date | None = None) -> Standing:
    """The holder's standing at a moment; ``at`` is the moment the snapshot was taken for.

    ``certificate_valid_until`` is the last day of the certificate presented, which registers do not know.
    """
    today = in_japan(at).date()
    resident = snapshot.resident
    return Standing(
        holder=_person(snapshot, snapshot.holder, at),
        card=replace(_card(snapshot, at), certificate_valid_until=certificate_valid_until),
        others=tuple(_person(snapshot, person, at) for person in snapshot.people() if person != snapshot.holder),
        resident_in_japan=_lives_in_japan(snapshot),
        adult_ward=resident is not None and resident.adult_ward,
        seal_registered=snapshot.seal is not None and snapshot.seal.state is SealState.ACTIVE,
        koseki=_koseki(snapshot.koseki, today) if snapshot.koseki else None,
        tax=tuple(_tax(snapshot, today)),
        registration=_registration(snapshot),
    )


def _person(snapshot: Snapshot, person: PersonId, at: datetime) -> PersonFacts:
    resident = snapshot.household.member(person) if snapshot.household else None
    in_koseki = snapshot.koseki.member(person) if snapshot.koseki else None
    born_on = resident.birth if resident else in_koseki.birth if in_koseki else None
    told = PersonFacts(
        person=person,
        born_on=born_on,
        same_koseki=in_koseki is not None and not in_koseki.removed,
        support_measures=any(measure.person == person for measure in snapshot.measures),
        restricted=frozenset(_REGISTERS[r.record] for r in snapshot.restrictions if r.person == person),
    )
    return _with_record(told, resident, at) if resident else told


def _with_record(told: PersonFacts, resident: Resident, at: datetime) -> PersonFacts:
    """What the resident record adds. A state that takes effect on a day holds from that day's beginning."""
    status = resident.status.kind
    registered = status is StatusKind.REGISTERED
    return PersonFacts(
        person=told.person,
        born_on=told.born_on,
        household=Membership.PRESENT if registered else Membership.FORMER,
        same_koseki=told.same_koseki,
        resident_since=resident.became_resident_on if registered else None,
        alive=status is not StatusKind.DEAD,
        removed=status is StatusKind.REMOVED,
        move_out=_move_out(resident),
        support_measures=told.support_measures,
        restricted=told.restricted,
        characters_supported=resident.characters_identified,
        text_fits=text_fits(resident),
        residence_expires_on=resident.foreign.expires_on if resident.foreign else None,
        changes=tuple(_changes(resident, at)),
    )


def _move_out(resident: Resident) -> MoveOut:
    if resident.status.kind is StatusKind.MOVED_OUT:
        return MoveOut.DONE
    return MoveOut.FILED if resident.move_out else MoveOut.NONE


def _changes(resident: Resident, at: datetime) -> Iterable[ResidentChange]:
    change = resident.pending
    if change is not None and change.filed_at <= at:
        yield ResidentChange(change.filed_at, change.processed_at is not None and change.processed_at <= at)


def _card(snapshot: Snapshot, at: datetime) -> CardFacts:
    link = snapshot.link
    return CardFacts(
        delivered_at=link.delivered_at,
        certificate_issued_on=link.certificate_issued_on,
        data_ready=link.data_ready_at is not None and link.data_ready_at <= at,
        continued_use=_continued_use(snapshot.move_in) if snapshot.move_in else None,
    )


def _continued_use(move_in: MoveIn) -> ContinuedUse:
    return ContinuedUse(move_in.filed_on, move_in.continued_use_at, move_in.by_agent)


def _lives_in_japan(snapshot: Snapshot) -> bool:
    resident = snapshot.resident
    if resident is not None and resident.status.kind is StatusKind.REGISTERED:
        return True
    member = snapshot.koseki.member(snapshot.holder) if snapshot.koseki else None
    return member.lives_in_japan if member else True


def _koseki(koseki: Koseki, today: date) -> KosekiFacts:
    pending = any(notice.recorded_on is None or notice.recorded_on > today for notice in koseki.notices)
    return KosekiFacts(koseki.computerised, pending)


def _tax(snapshot: Snapshot, today: date) -> Iterable[TaxFacts]:
    """The recorded years, and the two latest for somebody who came too late to be taxed here for them."""
    since = snapshot.resident.became_resident_on if snapshot.resident else None
    for record in snapshot.taxes:
        yield _tax_year(record, snapshot.municipality, since)
    recorded = {record.fiscal_year for record in snapshot.taxes}
    for year in (today.year, today.year - 1):
        if year not in recorded and since is not None and since > date(year, 1, 1):
            yield TaxFacts(year, resident_on_january_1=False, taxed_here=False)


def _tax_year(record: TaxRecord, municipality: str, since: date | None) -> TaxFacts:
    return TaxFacts(
        year=record.fiscal_year,
        resident_on_january_1=since is not None and since <= date(record.fiscal_year, 1, 1),
        taxed_here=record.taxed_by == municipality,
        declared=record.declared,
        declared_on=record.declared_on,
        documents=record.documents,
        amendment_pending=record.amendment_pending,
        taxed=record.taxable,
    )


def _registration(snapshot: Snapshot) -> HonsekiRegistration | None:
    told = snapshot.registration
    if told is None:
        return None
    return HonsekiRegistration(
        told.applied_on, told.approved_on, certificate_matches=told.identity == snapshot.identity
    )
