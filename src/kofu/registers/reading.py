"""From the rows of one consistent read to a snapshot, the same for every store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from kofu.clock import in_japan
from kofu.pki.identity import CardIdentity
from kofu.registers.assemble import household_of, koseki_of, present_koseki, resident_of
from kofu.registers.errors import IncompleteRecord, UnknownCard
from kofu.registers.facts import FactRow
from kofu.registers.history import History, State
from kofu.registers.kinds import FactKind, card_group, household_group, koseki_group
from kofu.registers.model import (
    CardLink,
    HonsekiRegistration,
    Household,
    Koseki,
    MoveIn,
    PersonId,
    Restriction,
    SealRegistration,
    Snapshot,
    SupportMeasure,
    TaxRecord,
)

Versions = tuple[tuple[str, int], ...]


def snapshot_from(municipality: str, identity: CardIdentity, rows: Sequence[FactRow], at: datetime) -> Snapshot:
    """Put a snapshot together. Raises UnknownCard when no open link leads from the card to a person."""
    state = History(rows).as_valid_on(in_japan(at).date())
    link = _link(state, rows, identity)
    holder = link.person
    resident = resident_of(state, holder)
    household = household_of(state, resident.household) if resident else None
    koseki = next((koseki_of(state, koseki) for koseki in present_koseki(state, holder)), None)
    people = _people(holder, household, koseki)
    return Snapshot(
        municipality=municipality,
        identity=identity,
        taken_at=at,
        holder=holder,
        link=link,
        resident=resident,
        household=household,
        koseki=koseki,
        seal=state.one(FactKind.SEAL, SealRegistration, holder),
        taxes=tuple(reversed(state.all(FactKind.TAX, TaxRecord, holder))),
        move_in=state.one(FactKind.MOVE_IN, MoveIn, holder),
        registration=state.one(FactKind.HONSEKI_REGISTRATION, HonsekiRegistration, holder),
        restrictions=tuple(r for person in people for r in state.all(FactKind.RESTRICTION, Restriction, person)),
        measures=tuple(m for person in people if (m := state.one(FactKind.MEASURE, SupportMeasure, person))),
        versions=_versions(rows, people, household, koseki, identity),
    )


def versions_from(snapshot: Snapshot, rows: Sequence[FactRow]) -> Versions:
    """The versions a snapshot of the same card would have now; none when there would be no snapshot any more."""
    try:
        return snapshot_from(snapshot.municipality, snapshot.identity, rows, snapshot.taken_at).versions
    except (UnknownCard, IncompleteRecord):
        return ()


def _link(state: State, rows: Iterable[FactRow], identity: CardIdentity) -> CardLink:
    group = card_group(identity.fingerprint())
    holders = {row.subject for row in rows if row.belongs_to == group}
    links = [link for holder in sorted(holders) for link in state.all(FactKind.LINK, CardLink, holder)]
    found = next((link for link in links if link.identity == identity), None)
    if found is None:
        raise UnknownCard
    return found


def _people(holder: PersonId, household: Household | None, koseki: Koseki | None) -> list[PersonId]:
    people = dict.fromkeys([holder])
    people |= dict.fromkeys(member.person for member in household.members) if household else {}
    people |= dict.fromkeys(member.person for member in koseki.members) if koseki else {}
    return list(people)


def _versions(
    rows: Iterable[FactRow],
    people: Iterable[PersonId],
    household: Household | None,
    koseki: Koseki | None,
    identity: CardIdentity,
) -> Versions:
    """The last fact's number per register and subject, and per group, so that a newcomer shows as well."""
    subjects: set[str] = set(people) | ({koseki.koseki} if koseki else set())
    groups = {card_group(identity.fingerprint())}
    groups |= {household_group(household.household)} if household else set()
    groups |= {koseki_group(koseki.koseki)} if koseki else set()
    last: dict[str, int] = {}
    for row in rows:
        if row.subject in subjects:
            name = f"{row.kind.register.value}:{row.subject}"
            last[name] = max(row.sequence, last.get(name, 0))
        if row.belongs_to in groups:
            last[row.belongs_to] = max(row.sequence, last.get(row.belongs_to, 0))
    return tuple(sorted(last.items()))
