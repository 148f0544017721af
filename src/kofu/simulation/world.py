"""A seeded world: parties, people, lines and faults, and everything an all-seeing observer of it would know."""

from __future__ import annotations

from datetime import timedelta

from kofu.assembly.state import DEMO_START, issuer_facts
from kofu.issuance.centre.role import Centre
from kofu.issuance.centre.vocabulary import CentreSettings
from kofu.issuance.kiosk.recovery import unfinished
from kofu.issuance.kiosk.role import Kiosk
from kofu.issuance.kiosk.vocabulary import KioskSettings
from kofu.issuance.municipality.role import Municipality
from kofu.issuance.municipality.vocabulary import MunicipalitySettings
from kofu.issuance.proof import CertificateCheck
from kofu.issuance.states import FINAL, State
from kofu.pki.revocation import RevocationList, read_revocation_list
from kofu.pki.testing.authority import TestAuthority
from kofu.pki.testing.profile import described_test_pki
from kofu.registers.model import PersonId
from kofu.rules.book import RuleBook
from kofu.rules.operations import OperationalState
from kofu.simulation.dice import stream
from kofu.simulation.disturbances import Disturbances
from kofu.simulation.faults import Faults
from kofu.simulation.feed import Feed
from kofu.simulation.keys import BUILD, CENTRE, SimulatedKeys
from kofu.simulation.kiosk import KioskNode
from kofu.simulation.network import Network
from kofu.simulation.node import Node
from kofu.simulation.observer import Observer
from kofu.simulation.operators import Operators
from kofu.simulation.paper import LightStudio, SealKey
from kofu.simulation.people import Citizen, settle
from kofu.simulation.resident import Visit
from kofu.simulation.scenario import Scenario
from kofu.simulation.scheduler import NodeClock, Scheduler
from kofu.simulation.seams import HONEST, Seams
from kofu.simulation.servers import TIDY_SECONDS, CentreNode, MunicipalNode
from kofu.simulation.typesetter import full_renderer

START = DEMO_START - timedelta(hours=1)
"""Nine in the morning of the demonstration's day: every counter's hours included"""
_SETTLING_SECONDS = 4 * 3600.0
"""When a world that cannot come to rest is given up, and judged as it stands"""
_CALM_SHARE = 0.04
"""Issuances at the end, after every fault has been repaired: all of them must succeed"""


class World:
    """One run. ``issuances`` applications are made; then everything is repaired, and the promises are judged."""

    def __init__(self, scenario: Scenario, seed: int, issuances: int, seams: Seams = HONEST) -> None:
        self.scenario, self.workload, self.seams = scenario, scenario.workload, seams
        self.wanted = issuances
        self.scheduler = Scheduler(START)
        self.dice = stream(seed, "residents")
        self.faults = Faults(scenario.faults, stream(seed, "faults"))
        self.network = Network(self)
        self.random = stream(seed, "roles").randbytes
        self.keys = SimulatedKeys.make(stream(seed, "keys").randbytes, self.workload.municipalities, self._terminals)
        self.pool = self.keys.pool
        self.trust = self.keys.trust_list(START)
        self._prepare_people(seed)
        self._prepare_parties()
        self.operators = Operators(self, stream(seed, "operators"))
        self.disturbances = Disturbances(self, stream(seed, "disturbances"))

    @property
    def _terminals(self) -> list[str]:
        return [f"kiosk-{number:03d}" for number in range(1, self.workload.kiosks + 1)]

    # Putting up

    def _prepare_people(self, seed: int) -> None:
        self.authority = TestAuthority(stream(seed, "cards").randbytes)
        self.inhabitants = {
            code: settle(code, self.workload.people, self.workload.cards, seed, START, self.authority)
            for code in self.workload.municipalities
        }
        self.citizens = [one for place in self.inhabitants.values() for one in place.citizens]
        revoked_at = START - timedelta(hours=30)
        for citizen in self.citizens:
            if self.dice.random() < self.workload.revoked_cards:
                self.authority.revoke(citizen.identity, revoked_at)
                citizen.is_revoked_at = revoked_at
        self.busy: set[PersonId] = set()
        self.changed: list[Citizen] = []
        """Holders about whom something has changed, newest last"""
        self.applications = 0
        self.is_calm = not self.scenario.faults

    def _prepare_parties(self) -> None:
        anchors = self.authority.user_anchors()
        self._lists: dict[int, tuple[RevocationList, ...]] = {}
        self.lists_are_old = False
        check = CertificateCheck(
            anchors=anchors,
            policy=self.authority.user_policy(),
            revocation_lists=lambda: self.seams.revocation_lists(self, self.revocation_lists()),
            phone_policies=frozenset({described_test_pki().policies["user_phone"]}),
        )
        book = RuleBook.load()
        self.rules = {code: book.municipality(code) for code in self.workload.municipalities}
        centre = CentreSettings(
            centre=CENTRE,
            trust=self.trust,
            check=check,
            random=self.random,
            approved_builds=self.seams.approved_builds(BUILD),
            approved_rules={code: frozenset({rules.fingerprint}) for code, rules in self.rules.items()},
        )
        self.centre = CentreNode(self, Centre(centre), self.seams.store(self, "centre"))
        self.feeds: dict[str, Feed] = {}
        self.servers: dict[str, tuple[MunicipalNode, ...]] = {}
        for code in self.workload.municipalities:
            self._prepare_municipality(code, check)
        self.kiosks = [self._kiosk(terminal, check) for terminal in self._terminals]
        self.observer = Observer(self)

    def _prepare_municipality(self, code: str, check: CertificateCheck) -> None:
        registers = self.seams.registers(code)
        registers.apply(self.inhabitants[code].facts, START - timedelta(days=1))
        store = self.seams.store(self, code)
        rules, keys = self.rules[code], self.keys.municipalities[code]
        operations = OperationalState()
        settings = MunicipalitySettings(
            code=code,
            issuer=issuer_facts(rules, START),
            trust=self.trust,
            check=check,
            rules=lambda: rules,
            operations=lambda: operations,
            sign_manifest=keys.manifest.sign,
            unseal=keys.hpke,
            sealer=self.pool,
            random=self.random,
            build=BUILD,
        )
        full = full_renderer(settings.issuer, keys) if self.workload.full_paper else None
        self.feeds[code] = Feed(self, registers)
        nodes = []
        for number in (1, 2):
            light = LightStudio(
                settings.issuer, SealKey(keys.light_seal), full, self.workload.full_paper if full else 0
            )
            studio = self.seams.studio(self, code, number, light)
            name = f"{code}-{number}"
            clock = NodeClock(self.scheduler)
            server = self.seams.municipal_server(Municipality(settings), store, registers, studio, clock)
            nodes.append(MunicipalNode(self, name, clock, server, studio))
        self.servers[code] = tuple(nodes)

    def _kiosk(self, terminal: str, check: CertificateCheck) -> KioskNode:
        settings = KioskSettings(
            terminal=terminal,
            trust=self.trust,
            anchors=check.anchors,
            sign_report=self.keys.reports[terminal].sign,
            sealer=self.pool,
            random=self.random,
            make_keys=self.pool.session_keys,
        )
        return self.seams.kiosk(self, Kiosk(settings), self.seams.store(self, terminal))

    # What nodes ask the world for

    def pause(self) -> float:
        """How long until the next resident comes to a kiosk."""
        return self.dice.expovariate(1 / self.workload.pause_seconds)

    def next_visit(self, kiosk: KioskNode) -> Visit | None:
        """The next resident; None when nobody is free or enough has been asked for."""
        if not self.may_apply():
            return None
        free = [one for one in self.changed[-12:] if one.person not in self.busy]
        if not free or self.dice.random() >= self.workload.changed_lately:
            free = [self.dice.choice(self.citizens)]
        citizen = self.dice.choice(free)
        if citizen.person in self.busy or citizen.tries_left == 0:
            return None
        self.busy.add(citizen.person)
        wrong, leaves = self.dice.random() < self.workload.wrong_pin, self.dice.random() < self.workload.gives_up
        return Visit(self, kiosk.name, citizen, wrong, leaves)

    def visit_over(self, visit: Visit) -> None:
        """The resident went away."""
        self.busy.discard(visit.citizen.person)

    def may_apply(self) -> bool:
        """Whether another application is wanted in this phase."""
        return self.applications < (self.wanted if self.is_calm else self.wanted - self._calm)

    @property
    def _calm(self) -> int:
        return 0 if not self.scenario.faults else max(1, int(self.wanted * _CALM_SHARE))

    def server_of(self, code: str) -> MunicipalNode:
        """One of a municipality's servers, as a load balancer picks that knows only which ones are up."""
        nodes = [node for node in self.servers[code] if node.is_up] or list(self.servers[code])
        return self.dice.choice(nodes)

    def revocation_lists(self) -> tuple[RevocationList, ...]:
        """The lists as last published; two days old while nothing newer can be had."""
        hour = -48 if self.lists_are_old else int(self.scheduler.seconds // 3600)
        if hour not in self._lists:
            anchors = self.authority.user_anchors()
            published = self.authority.revocation_lists(START + timedelta(hours=hour))
            self._lists[hour] = tuple(read_revocation_list(der, anchors) for der in published)
        return self._lists[hour]

    def call_staff(self, kiosk: KioskNode, issuance: str) -> None:
        """The shop's staff will come, and come again until it is settled."""
        wait = self.dice.uniform(60, 300)
        again = lambda: None if kiosk.settle_with_staff(issuance) else self.call_staff(kiosk, issuance)  # noqa: E731
        self.scheduler.after(wait, again)

    @property
    def nodes(self) -> list[Node]:
        """All machines."""
        return [self.centre, *(node for nodes in self.servers.values() for node in nodes), *self.kiosks]

    # Running

    def run(self) -> None:
        """Residents come, faults strike, all is repaired, a last few come, and the promises are judged."""
        for kiosk in self.kiosks:
            kiosk.wait_for_resident()
        for feed in self.feeds.values():
            feed.begin()
        self.disturbances.begin()
        self._tidy()
        self.scheduler.run(lambda: self.observer.has_seen_enough or self._has_applied())
        self.disturbances.repair_everything()
        self._settle()
        self.is_calm = True
        self.scheduler.run(lambda: self.observer.has_seen_enough or self._has_applied())
        self._settle()
        self.observer.judge_at_rest()

    def _has_applied(self) -> bool:
        return not self.may_apply()

    def _settle(self) -> None:
        until = self.scheduler.seconds + _SETTLING_SECONDS
        self.scheduler.run(lambda: self.observer.has_seen_enough or self.scheduler.seconds > until or self.is_at_rest())

    def _tidy(self) -> None:
        self.centre.tidy()
        for nodes in self.servers.values():
            nodes[0].tidy()
        for kiosk in self.kiosks:
            kiosk.flush()
        self.is_tidied = True
        self.scheduler.after(TIDY_SECONDS, self._tidy)

    def is_at_rest(self) -> bool:
        """Whether nothing is under way any more; asked once after each tidying."""
        if not self.is_tidied:
            return False
        self.is_tidied = False
        stores = [nodes[0].server.store for nodes in self.servers.values()]
        centre = self.centre.server.store
        return not (
            any(kiosk.is_busy or any(unfinished(kiosk.journal)) for kiosk in self.kiosks)
            or centre.outbox()
            or centre.streams("issuance/", set(State) - FINAL)
            or any(store.blobs() for store in stores)
            or any(store.streams("alarm/", ("open",)) for store in (centre, *stores))
        )

    is_tidied = False
