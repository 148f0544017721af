"""A whole synthetic town: the named people of the demonstration, then as many invented households as it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kofu.clock import in_japan
from kofu.pki.identity import CardIdentity
from kofu.registers.facts import Fact
from kofu.registers.kinds import FactKind
from kofu.registers.model import PersonId
from kofu.towns.demo import DemoResident, DemoTown, demo_town
from kofu.towns.dice import Dice
from kofu.towns.errors import UnknownResident
from kofu.towns.households import HouseholdMaker
from kofu.towns.places import Place, place
from kofu.towns.settling import Settler

_FIRST_NUMBER = 1001
"""Named people have the numbers below"""


@dataclass(frozen=True)
class Town:
    """One municipality's people as facts; cards are linked once they exist."""

    place: Place
    demo: DemoTown
    facts: tuple[Fact, ...]

    @property
    def municipality(self) -> str:
        """Six-digit code."""
        return self.place.code

    @property
    def residents(self) -> tuple[DemoResident, ...]:
        """The named people who carry a card."""
        return tuple(self.demo.residents())

    @property
    def people(self) -> Mapping[str, PersonId]:
        """Person ids of all named people, with or without a card, by names like akashi/hanako."""
        return {person.name: self.demo.id(person) for person in self.demo.people}

    @property
    def size(self) -> int:
        """How many people have a resident record."""
        return len({fact.subject for fact in self.facts if fact.kind is FactKind.MEMBERSHIP})

    def link_cards(self, identities: Mapping[str, CardIdentity]) -> tuple[Fact, ...]:
        """The facts that tie cards to the named people. Raises UnknownResident for a name that carries no card."""
        known = {resident.name: resident for resident in self.residents}
        if identities.keys() - known.keys():
            raise UnknownResident
        linked = sorted(identities.items())
        return tuple(fact for name, identity in linked for fact in self.demo.link(known[name], identity))


def build_town(municipality: str, size: int, seed: int, at: datetime) -> Town:
    """A town of about ``size`` people (short name or code); the same arguments give the same facts.

    The named people are always there; the last household may overshoot by a few. Raises UnknownMunicipality.
    """
    where = place(municipality)
    facts = tuple(fact for household in town_facts(municipality, size, seed, at) for fact in household)
    return Town(where, demo_town(where.name, at), facts)


def town_facts(municipality: str, size: int | None, seed: int, at: datetime) -> Iterator[Sequence[Fact]]:
    """The facts of ``build_town`` household by household, the named people first, so that any size fits the memory.

    Without a size the municipality's own: its people of 2026, in thousands. Raises UnknownMunicipality.
    """
    where = place(municipality)
    today = in_japan(at).date()
    named = list(demo_town(where.name, at).facts())
    yield named
    settled = sum(fact.kind is FactKind.MEMBERSHIP for fact in named)
    dice = Dice(seed, where.code)
    households, settler = HouseholdMaker(dice, today), Settler(dice, where, today, _FIRST_NUMBER)
    while settled < (where.default_size if size is None else size):
        members = households.draw()
        yield settler.settle(members)
        settled += len(members)
