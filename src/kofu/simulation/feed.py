"""The resident system of a municipality: it knows the truth, changes it, and feeds the registers over a bad line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kofu.clock import in_japan
from kofu.registers.facts import Fact
from kofu.registers.kinds import FactKind
from kofu.registers.model import Address, PersonId
from kofu.simulation.faults import Fault
from kofu.simulation.people import Citizen
from kofu.simulation.registers import Batch, FedRegisters
from kofu.text import full_width
from kofu.towns.places import place

if TYPE_CHECKING:
    from kofu.simulation.world import World

HEARTBEAT_SECONDS = 60.0
_REPAIR_SECONDS = (120.0, 600.0)
_BEHIND_BATCHES_SECONDS = 5.0
"""A heartbeat comes after the batches sent before it"""
SEAL = "seal"
ADDRESS = "address"


@dataclass
class Told:
    """What the resident system has held of one person's field, and since which second."""

    values: list[tuple[float, str]] = field(default_factory=list)

    def since(self, seconds: float) -> frozenset[str]:
        """Every value that held at some moment from then on."""
        current = [value for begins, value in self.values if begins <= seconds][-1:]
        return frozenset([*current, *(value for begins, value in self.values if begins > seconds)])


class Feed:
    """One municipality's resident system and its line to the registers."""

    def __init__(self, world: World, registers: FedRegisters) -> None:
        self._world = world
        self.registers = registers
        people = world.inhabitants[registers.municipality]
        self._people = people
        self._citizens = {citizen.person: citizen for citizen in people.citizens}
        self._moved: set[PersonId] = set()
        self._batches: list[Batch] = []
        self.is_out = False
        self.truth: dict[tuple[PersonId, str], Told] = {}
        """Only of persons about whom something has changed"""
        self.recorded: dict[tuple[PersonId, str], str] = {}
        """What the registers have been told since the beginning"""

    def begin(self) -> None:
        """Start heartbeats and changes."""
        self._beat()
        self._plan()

    # The truth

    def true_values(self, person: PersonId, what: str, since: float) -> frozenset[str]:
        """What the resident system held at some moment since then."""
        told = self.truth.get((person, what))
        return told.since(since) if told else frozenset([self._original(person, what)])

    def recorded_value(self, person: PersonId, what: str) -> str:
        """What the registers hold."""
        return self.recorded.get((person, what)) or self._original(person, what)

    def _original(self, person: PersonId, what: str) -> str:
        if what == SEAL:
            return "registered" if person in self._people.seals else "none"
        address = self._people.addresses.get(person)
        return address.text if address else ""

    def _plan(self) -> None:
        rate = self._world.workload.changes_per_hour
        if rate:
            self._world.scheduler.after(self._world.faults.dice.expovariate(rate / 3600), self._change_somebody)

    def _change_somebody(self) -> None:
        citizen = self._world.faults.dice.choice(self._people.citizens)
        batch = self._change(citizen)
        if batch is not None:
            self._send(batch)
        self._plan()

    def change_at_once(self, person: PersonId) -> None:
        """A change of this person, recorded before anything else happens."""
        citizen = self._citizens.get(person)
        batch = self._change(citizen) if citizen and not self.registers.has_gap and not self.is_out else None
        if batch is not None:
            self._arrive(batch)

    def _change(self, citizen: Citizen) -> Batch | None:
        """An abolished seal, or a household that moves together; None for somebody who has had both."""
        person, now = citizen.person, self._world.scheduler.now()
        today = in_japan(now).date()
        has_seal = person in self._people.seals and (person, SEAL) not in self.truth
        if has_seal and self._world.faults.dice.random() < 0.5:
            return self._tell(citizen, {Fact(FactKind.SEAL, person, today, None): (SEAL, "none")})
        if person in self._moved:
            return None
        value = self._new_address(len(self._moved))
        members = [one for one in citizen.household.values() if one in self._people.addresses]
        self._moved.update(members)
        moved = Address(value, today, today)
        return self._tell(citizen, {Fact(FactKind.ADDRESS, one, today, moved): (ADDRESS, value) for one in members})

    def _tell(self, citizen: Citizen, facts: dict[Fact, tuple[str, str]]) -> Batch:
        """From now on this is the truth; the registers will hear of it."""
        seconds, changes = self._world.scheduler.seconds, []
        for fact, (what, value) in facts.items():
            person = PersonId(fact.subject)
            told = self.truth.setdefault((person, what), Told([(0.0, self._original(person, what))]))
            told.values.append((seconds, value))
            changes.append((fact.subject, what, value))
        self._world.changed.append(citizen)
        batch = Batch(len(self._batches) + 1, tuple(facts), self._world.scheduler.now(), tuple(changes))
        self._batches.append(batch)
        return batch

    def _new_address(self, number: int) -> str:
        where = place(self.registers.municipality)
        return f"{where.prefecture}{where.city}{where.districts[0]}{full_width(str(9000 + number))}番１号"

    # The line

    def _send(self, batch: Batch) -> None:
        faults = self._world.faults
        if self.is_out or faults.strikes(Fault.FEED_LOSS):
            return
        seconds = faults.dice.uniform(0.5, 3)
        if faults.strikes(Fault.FEED_REORDER):
            seconds += faults.dice.uniform(60, 240)
        self._world.scheduler.after(seconds, lambda: self._arrive(batch))
        if faults.strikes(Fault.FEED_DUPLICATE):
            self._world.scheduler.after(seconds + 5, lambda: self._arrive(batch))

    def _arrive(self, batch: Batch) -> None:
        """Batches carry the moment of recording, which the registers want in order."""
        if self.registers.take(Batch(batch.number, batch.facts, self._world.scheduler.now(), batch.changes)):
            for person, what, value in batch.changes:
                self.recorded[PersonId(person), what] = value
        elif self.registers.has_gap:
            self._world.scheduler.after(self._world.faults.dice.uniform(*_REPAIR_SECONDS), self.resend)

    def _beat(self) -> None:
        newest = len(self._batches)
        if not self.is_out:
            self._world.scheduler.after(_BEHIND_BATCHES_SECONDS, lambda: self._heard(newest))
        self._world.scheduler.after(HEARTBEAT_SECONDS, self._beat)

    def _heard(self, newest: int) -> None:
        self.registers.hear(newest, self._world.scheduler.now())
        if self.registers.has_gap:
            self._world.scheduler.after(self._world.faults.dice.uniform(*_REPAIR_SECONDS), self.resend)

    def resend(self) -> None:
        """Somebody noticed the gap: everything missing comes again, in order."""
        if self.is_out:
            return
        for batch in self._batches[self.registers.received :]:
            self._arrive(batch)
        self.registers.hear(len(self._batches), self._world.scheduler.now())
