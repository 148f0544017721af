"""Which card links the drawn rows lead to: the seam between a page and the card it is issued for (design §4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kofu.certificates.errors import IncompleteRows
from kofu.pki.identity import CardIdentity
from kofu.registers.model import Household, Koseki, KosekiMember, PersonId, Resident, Snapshot


def _known_cards(snapshot: Snapshot) -> Iterator[tuple[PersonId, CardIdentity]]:
    """Person and card, from the rows that tie them; what the request claims (``snapshot.identity``) is not read."""
    if snapshot.link is not None:
        yield snapshot.link.person, snapshot.link.identity
    if snapshot.registration is not None:
        yield snapshot.registration.person, snapshot.registration.identity


def _cards_of(persons: Iterable[PersonId], snapshot: Snapshot) -> frozenset[CardIdentity]:
    wanted = set(persons)
    return frozenset(identity for person, identity in _known_cards(snapshot) if person in wanted)


def from_residents(drawn: Iterable[Resident], household: Household, snapshot: Snapshot) -> frozenset[CardIdentity]:
    """From each drawn resident's own row to the household and its members' cards. Raises IncompleteRows."""
    if any(row.household != household.household for row in drawn):
        raise IncompleteRows(register="household")
    return _cards_of((member.person for member in household.members), snapshot)


def from_koseki(drawn: Iterable[KosekiMember], koseki: Koseki, snapshot: Snapshot) -> frozenset[CardIdentity]:
    """From each drawn entry to the koseki and its members' cards. Raises IncompleteRows."""
    if any(koseki.member(row.person) is not row for row in drawn):
        raise IncompleteRows(register="koseki")
    return _cards_of((member.person for member in koseki.members), snapshot)


def from_person(person: PersonId, snapshot: Snapshot) -> frozenset[CardIdentity]:
    """From a row that belongs to one person (seal, tax) to that person's cards."""
    return _cards_of([person], snapshot)
