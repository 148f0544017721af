"""Parties in memory, put up in milliseconds: for scenario cases, tests and the simulation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from kofu.assembly.keys import DeploymentKeys, make_keys, terminal_of
from kofu.assembly.parties import Shared, Town, centre_server, direct, municipal_server, terminal
from kofu.assembly.state import issuer_facts
from kofu.clock import Clock, ManualClock
from kofu.issuance.kiosk.vocabulary import GiveReceipt
from kofu.issuance.memory_store import MemoryStore
from kofu.issuance.messages import Answer, Request
from kofu.issuance.proof import CertificateCheck
from kofu.issuance.servers import CentreServer, DirectPeer, MunicipalServer
from kofu.issuance.store import Store
from kofu.kiosk.terminal import Devices, Terminal
from kofu.paper.front.drawing import Front
from kofu.pki.revocation import read_revocation_list
from kofu.pki.testing.authority import TestAuthority
from kofu.pki.testing.profile import described_test_pki
from kofu.pki.trust import Chain
from kofu.registers.kinds import RegisterName
from kofu.registers.store import RegisterStore
from kofu.rules.book import MunicipalityRules, RuleBook
from kofu.rules.operations import OperationalState

Random = Callable[[int], bytes]


@dataclass(frozen=True)
class Bench:
    """What many stages share: keys, test PKI, the font. ``front`` None draws nothing."""

    book: RuleBook
    front: Front
    random: Random
    build: str

    @cached_property
    def keys(self) -> DeploymentKeys:
        """Keys of a centre, of all municipalities and of one terminal for each chain."""
        return make_keys((rules.code for rules in self.book.municipalities), self.random)

    @cached_property
    def authority(self) -> TestAuthority:
        """The test PKI."""
        return TestAuthority(self.random)

    def shared(self, clock: Clock) -> Shared:
        """What every party believes at the clock's moment."""
        now = clock.now()
        anchors = self.authority.user_anchors()
        lists = tuple(read_revocation_list(der, anchors) for der in self.authority.revocation_lists(now))
        check = CertificateCheck(
            anchors=anchors,
            policy=self.authority.user_policy(),
            revocation_lists=lambda: lists,
            phone_policies=frozenset({described_test_pki().policies["user_phone"]}),
        )
        return Shared(
            self.keys, self.keys.trust_list(now.replace(microsecond=0)), check, clock, self.random, self.build
        )


@dataclass
class Place:
    """One municipality on the stage."""

    rules: MunicipalityRules
    operations: OperationalState
    registers: RegisterStore


@dataclass
class Stage:
    """A centre, municipalities and terminals in one process, over stores in memory or others."""

    bench: Bench
    clock: ManualClock
    places: tuple[Place, ...]
    make_store: Callable[[str], Store] = lambda _party: MemoryStore()
    stores: dict[str, Store] = field(default_factory=dict)

    def store(self, party: str) -> Store:
        """A party's store, made when first asked for."""
        if party not in self.stores:
            self.stores[party] = self.make_store(party)
        return self.stores[party]

    @cached_property
    def shared(self) -> Shared:
        """What every party believes."""
        return self.bench.shared(self.clock)

    @cached_property
    def municipalities(self) -> Mapping[str, MunicipalServer]:
        """The servers, by code."""
        return {place.rules.code: self._municipality(place) for place in self.places}

    def _municipality(self, place: Place) -> MunicipalServer:
        now = self.clock.now()
        place.registers.heartbeat(RegisterName, now)
        issuer = issuer_facts(place.rules, max(now, _begin(place.rules, now)))
        town = Town(
            lambda: place.rules, lambda: place.operations, place.registers, issuer, self.store(place.rules.code)
        )
        return municipal_server(self.shared, town, self.bench.front)

    @cached_property
    def centre(self) -> CentreServer:
        """The certificate centre."""
        rules = [place.rules for place in self.places]
        return centre_server(self.shared, self.store("centre"), direct(self.municipalities), rules)

    def terminal(
        self,
        devices: Devices,
        chain: Chain = Chain.SEVEN_ELEVEN,
        listen: Callable[[Request], None] = lambda _message: None,
    ) -> Terminal:
        """The chain's terminal with these devices; ``listen`` hears what it sends to the centre."""
        name = terminal_of(chain)

        def answer(message: Request, peer: str) -> Answer:
            listen(message)
            return self.centre.answer(message, peer)

        return terminal(self.shared, name, self.store(name), DirectPeer(answer, name), devices, _no_receipt)


def _no_receipt(_told: GiveReceipt, _at: datetime) -> bytes:
    return b""


def _begin(rules: MunicipalityRules, now: datetime) -> datetime:
    """The first day of service: before it there is no mayor in the rules, and nothing is issued either."""
    start = rules.starts_on
    return now.replace(year=start.year, month=start.month, day=start.day)
