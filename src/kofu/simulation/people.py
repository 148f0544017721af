"""Who lives in a simulated world, what their cards hold, and who may be printed for whom: what checkers know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from kofu.card.authenticate import CardProof
from kofu.card.jpki import TokenKind
from kofu.clock import JAPAN
from kofu.pki.certificates import KeyKind
from kofu.pki.identity import CardIdentity
from kofu.pki.testing.authority import TestAuthority
from kofu.pki.testing.cards import CardCredentials, CardOrder
from kofu.pki.testing.keys import load_test_key
from kofu.registers.facts import Fact
from kofu.registers.kinds import FactKind, HouseholdMembership, ResidentRecord
from kofu.registers.model import Address, CardLink, PersonId, SealRegistration
from kofu.towns.town import build_town


@dataclass(eq=False)
class Citizen:
    """Somebody with a card: what the card signs with, and whom its holder may ask for."""

    person: PersonId
    municipality: str
    identity: CardIdentity
    certificate: bytes
    key: bytes = field(repr=False)
    household: dict[str, PersonId]
    """Everybody in the household by written name"""
    is_revoked_at: datetime | None = None
    tries_left: int = 3

    def prove(self, statement: bytes) -> CardProof:
        """What the card answers once the PIN was right."""
        key = load_test_key(self.key)
        if isinstance(key, rsa.RSAPrivateKey):
            signature = key.sign(statement, padding.PKCS1v15(), hashes.SHA256())
        else:
            signature = key.sign(statement, ec.ECDSA(hashes.SHA384(), deterministic_signing=True))
        return CardProof(self.certificate, statement, signature, TokenKind.CARD)


@dataclass
class Inhabitants:
    """One municipality's people before anything happens."""

    municipality: str
    facts: tuple[Fact, ...]
    citizens: list[Citizen]
    addresses: dict[PersonId, Address]
    seals: set[PersonId]
    """Whose seal is registered"""


def settle(municipality: str, size: int, cards: int, seed: int, at: datetime, authority: TestAuthority) -> Inhabitants:
    """A town of about ``size`` people, ``cards`` of whom carry a card."""
    town = build_town(municipality, size, seed, at)
    households = _households(town.facts)
    births = {PersonId(f.subject): f.value.birth for f in town.facts if isinstance(f.value, ResidentRecord)}
    adults = [
        person
        for person, birth in births.items()
        if birth.year + 19 <= at.year and person in households and _can_be_told_apart(person, households)
    ]
    citizens, links = [], []
    for person in adults[:cards]:
        made, link = _card(authority, municipality, person, births[person], at)
        links.append(link)
        citizens.append(
            Citizen(person, municipality, made.identity, made.user_certificate, made.user_key, households[person])
        )
    return Inhabitants(
        municipality,
        (*town.facts, *links),
        citizens,
        {
            PersonId(f.subject): f.value
            for f in town.facts
            if f.kind is FactKind.ADDRESS and isinstance(f.value, Address)
        },
        {PersonId(f.subject) for f in town.facts if isinstance(f.value, SealRegistration)},
    )


def _can_be_told_apart(person: PersonId, households: dict[PersonId, dict[str, PersonId]]) -> bool:
    """Whether nobody in the household shares a name, as an observer knows people by what the screen shows."""
    return len(households[person]) == sum(others is households[person] for others in households.values())


def _card(
    authority: TestAuthority, municipality: str, person: PersonId, birth: date, at: datetime
) -> tuple[CardCredentials, Fact]:
    delivered_at = datetime.combine(at.date() - timedelta(days=200), time(11), JAPAN)
    made = authority.issue_card(CardOrder(municipality, delivered_at, birth, KeyKind.RSA_2048))
    link = CardLink(made.identity, person, delivered_at, delivered_at.date(), delivered_at)
    key = made.identity.fingerprint().hex()
    return made, Fact(FactKind.LINK, person, delivered_at.date(), link, key=key)


def _households(facts: Iterable[Fact]) -> dict[PersonId, dict[str, PersonId]]:
    """For each person everybody of the same household, by written name."""
    facts = tuple(facts)
    names = {fact.subject: fact.value.name.written for fact in facts if isinstance(fact.value, ResidentRecord)}
    members: dict[str, dict[str, PersonId]] = {}
    for person, household in _memberships(facts):
        members.setdefault(household, {})[names[person]] = person
    return {person: members[household] for person, household in _memberships(facts)}


def _memberships(facts: Iterable[Fact]) -> Iterator[tuple[PersonId, str]]:
    for fact in facts:
        if isinstance(fact.value, HouseholdMembership):
            yield PersonId(fact.subject), str(fact.value.household)
