"""An observer who sees everything in a simulated world, and judges it by the promises."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kofu.issuance.centre.vocabulary import MunicipalityAnswered
from kofu.issuance.invariants import (
    Asked,
    Coins,
    Evidence,
    Page,
    Sheet,
    Violation,
    is_properly_closed,
    violations_at_rest,
    violations_of,
)
from kofu.issuance.messages import Apply
from kofu.issuance.states import Event
from kofu.issuance.store import Row
from kofu.money import Yen
from kofu.registers.model import PersonId
from kofu.simulation.feed import ADDRESS, SEAL
from kofu.simulation.paper import LightPage, SealKey, is_sealed, names_on, read_pages
from kofu.simulation.resident import Visit
from kofu.simulation.store import WatchedStore

if TYPE_CHECKING:
    from kofu.simulation.kiosk import KioskNode
    from kofu.simulation.world import World

OLDEST_TRUTH_SECONDS = 15 * 60.0 + 90.0
"""How old what stands on paper may be: a register may be silent for 15 minutes, and its heart beats once a minute"""
REVOCATION_KNOWN_SECONDS = 3600.0
"""When a revocation stands on every list"""


class Observer:
    """Knows who asked for what, what came out, what was paid, and what every party wrote down, in order."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.evidence = Evidence(
            centre=world.centre.server.store,
            municipalities={code: nodes[0].server.store for code, nodes in world.servers.items()},
            kiosks={kiosk.name: kiosk.journal for kiosk in world.kiosks},
            left_behind=self._left_behind,
        )
        self.transcript = hashlib.sha256()
        self.rows_of: dict[str, list[tuple[float, str, str, str]]] = {}
        """Per issuance what happened to it: second, party, event, state"""
        self.alarms: Counter[str] = Counter()
        self.violations: list[Violation] = []
        self.stops_at_violation = False
        self.damaged_manifests: set[str] = set()
        self._cards: dict[str, bool] = {}
        self._prepared_at: dict[str, float] = {}
        self._prepared_facts: dict[str, dict[tuple[str, str], str]] = {}
        self._judged: set[Violation] = set()
        self._alarm_streams: set[str] = set()

    @property
    def has_seen_enough(self) -> bool:
        """Whether a violation ends the run."""
        return self.stops_at_violation and bool(self.violations)

    # What nodes show

    def asked(
        self, visit: Visit, issuance: str, persons: frozenset[str], copies: int, fee: int, *, is_eligible: bool
    ) -> None:
        """A resident confirmed, and the kiosk made an application of it."""
        world, revoked_at = self._world, visit.citizen.is_revoked_at
        world.applications += 1
        now = world.scheduler.now()
        good = revoked_at is None or (now - revoked_at).total_seconds() < REVOCATION_KNOWN_SECONDS
        self.evidence.asked[issuance] = Asked(
            issuance=issuance,
            terminal=visit.terminal,
            municipality=visit.citizen.municipality,
            persons=persons,
            copies=copies,
            fee=fee,
            card_is_good=good,
            must_be_printed=world.is_calm and is_eligible and not visit.gives_up,
        )

    def paper_out(self, kiosk: KioskNode, job: str, document: bytes) -> None:
        """A copy fell into the tray."""
        issuance, _, copy = job.rpartition("-")
        asked = self.evidence.asked.get(issuance)
        pages = self._read(asked, document)
        sheet = Sheet(issuance, int(copy) - 1, pages, tuple(self._outdated(issuance, asked, document)))
        self.evidence.sheets.setdefault(issuance, []).append(sheet)
        del kiosk
        self.judge(issuance)

    def _read(self, asked: Asked | None, document: bytes) -> tuple[Page, ...]:
        light = read_pages(document)
        if light is None:
            return self._read_real(asked, document)
        key = SealKey(self._world.keys.municipalities[asked.municipality].light_seal) if asked else SealKey(b"")
        return tuple(
            Page(page.number, page.page, page.pages, frozenset(page.persons), is_sealed(page, key)) for page in light
        )

    def _read_real(self, asked: Asked | None, document: bytes) -> tuple[Page, ...]:
        """A real sheet is read by PDFium; of the household only those asked for count, as a head stands on every page.

        Its seal and every field were compared with the rows before it was signed (``paper.issuing``).
        """
        if asked is None:
            return ()
        names = self._names(asked)
        found = names_on(document, names)
        outsiders = frozenset(names.values()) - self._household(asked)
        return tuple(
            Page("", place, len(found), persons & (asked.persons | outsiders), has_seal=True)
            for place, persons in enumerate(found, start=1)
        )

    def _household(self, asked: Asked) -> frozenset[str]:
        person = next(iter(asked.persons))
        citizens = self._world.inhabitants[asked.municipality].citizens
        return next(
            (
                frozenset(map(str, citizen.household.values()))
                for citizen in citizens
                if person in citizen.household.values()
            ),
            frozenset(),
        )

    def _names(self, asked: Asked) -> Mapping[str, str]:
        """Everybody's name in the municipality; a name two people share stands for whoever was asked for."""
        names: dict[str, str] = {}
        for citizen in self._world.inhabitants[asked.municipality].citizens:
            for name, person in citizen.household.items():
                if name not in names or person in asked.persons:
                    names[name] = str(person)
        own = {
            name: p
            for c in self._world.inhabitants[asked.municipality].citizens
            if asked.persons & set(map(str, c.household.values()))
            for name, p in c.household.items()
        }
        return {**names, **{name: str(person) for name, person in own.items()}}

    def _outdated(self, issuance: str, asked: Asked | None, document: bytes) -> Iterator[str]:
        """What a light sheet says that the register or the resident system did not say when it was signed."""
        light = read_pages(document)
        if asked is None or light is None:
            return
        feed = self._world.feeds[asked.municipality]
        recorded = self._prepared_facts.get(issuance, {})
        oldest = self._prepared_at.get(issuance, 0.0) - OLDEST_TRUTH_SECONDS
        for person, what, value in _facts(light):
            if recorded.get((person, what), value) != value:
                yield f"{what} is not what the register held"
            if value not in feed.true_values(PersonId(person), what, oldest):
                yield f"{what} had long changed at the resident system"

    def fee_kept(self, issuance: str, amount: Yen) -> None:
        """The coin unit moved a fee into the box."""
        coins = self.evidence.coins.get(issuance, Coins())
        self.evidence.coins[issuance] = replace(coins, kept=coins.kept + amount)

    def paid_back(self, issuance: str, amount: Yen) -> None:
        """Staff paid from the box."""
        coins = self.evidence.coins.get(issuance, Coins())
        self.evidence.coins[issuance] = replace(coins, paid_back=coins.paid_back + amount)

    def history_lost(self, kiosk: KioskNode, job: str) -> None:
        """A printer cannot say what became of a job."""
        del kiosk
        self.evidence.history_lost.add(job.rpartition("-")[0])

    def lies_in_tray(self, job: str) -> bool:
        """What staff see when they look."""
        issuance, _, copy = job.rpartition("-")
        return any(sheet.copy_index == int(copy) - 1 for sheet in self.evidence.sheets.get(issuance, ()))

    def centre_compared(self, event: MunicipalityAnswered) -> None:
        """The centre has looked at an answer, and written down what it thinks of it."""
        if isinstance(event.cause, Apply) and event.cause.issuance in self.damaged_manifests:
            envelope = getattr(event.answer, "envelope", None)
            if envelope is not None:
                asked = self.evidence.asked[event.cause.issuance]
                self.evidence.contradictions[event.cause.issuance] = asked.municipality

    def municipality_contradicted(self, issuance: str, code: str) -> None:
        """A municipality has found that a page is not what the rows say."""
        self.evidence.contradictions[issuance] = code

    def committed(self, store: WatchedStore, rows: tuple[Row, ...]) -> None:
        """A party wrote something down."""
        for row in rows:
            line = f"{self._world.scheduler.seconds:.3f} {store.party} {row.stream} {row.event} {row.state}\n"
            self.transcript.update(line.encode())
            kind, _, name = row.stream.partition("/")
            if kind == "issuance":
                told = (self._world.scheduler.seconds, store.party, row.event, row.state)
                self.rows_of.setdefault(name, []).append(told)
                self._follow(store, name, row)
            elif kind == "alarm":
                self._follow_alarm(store, row)

    def _follow(self, store: WatchedStore, issuance: str, row: Row) -> None:
        if store.party == "centre":
            if row.event == Event.PAY:
                self._permitted(issuance)
            elif row.event in {"copy_printed", "copy_refunded", Event.WITHDRAW, Event.HALT}:
                self._world.scheduler.after(0.0, lambda: self.judge(issuance))
        elif row.event == Event.PREPARE:
            self._prepared(issuance, store.party)

    def _permitted(self, issuance: str) -> None:
        code = self.evidence.asked[issuance].municipality
        if self._standing_alarms(code):
            self.evidence.permissions_while_halted.append(issuance)
            self.judge(issuance)

    def _standing_alarms(self, code: str) -> bool:
        """Asked of the rows themselves, because a party's own answer is what is judged."""
        store = self._world.centre.server.store
        return isinstance(store, WatchedStore) and bool(store.streams_as_written(f"alarm/{code}/", ("open",)))

    def _prepared(self, issuance: str, code: str) -> None:
        """What the registers held of everybody on paper at the moment it was signed."""
        feed = self._world.feeds[code]
        self._prepared_at[issuance] = self._world.scheduler.seconds
        asked = self.evidence.asked.get(issuance)
        self._prepared_facts[issuance] = {
            (person, what): feed.recorded_value(PersonId(person), what)
            for person in (asked.persons if asked else ())
            for what in (ADDRESS, SEAL)
        }

    def _follow_alarm(self, store: WatchedStore, row: Row) -> None:
        if row.sequence == 1:
            is_known = row.stream in self._alarm_streams
            self._alarm_streams.add(row.stream)
            self.alarms[str(row.data["code"])] += not is_known
            self._world.operators.hear(store, row.stream)
        rows = store.rows(row.stream)
        if not is_properly_closed(rows):
            self._tell(Violation("alarms_stay_open", row.stream.rpartition("/")[2], "closed by something else"))

    # Judging

    def judge(self, issuance: str) -> None:
        """Ask every promise about one issuance now."""
        for violation in violations_of(self.evidence, issuance):
            self._tell(violation)

    def judge_at_rest(self) -> None:
        """Ask every promise about everything."""
        for violation in violations_at_rest(self.evidence):
            self._tell(violation)

    def _tell(self, violation: Violation) -> None:
        if violation not in self._judged:
            self._judged.add(violation)
            self.violations.append(violation)

    def _left_behind(self) -> Iterator[str]:
        """Names and My Numbers anywhere but on paper and in the registers (promise 4)."""
        marks = self._marks()
        for party, store in {
            "centre": self.evidence.centre,
            **self.evidence.kiosks,
            **self.evidence.municipalities,
        }.items():
            text = store.everything_written() if isinstance(store, WatchedStore) else ""
            if any(mark in text for mark in marks):
                yield f"content lies in the store of {party}"
        for kiosk in self._world.kiosks:
            if kiosk.spool:
                yield f"a page lies in the spool of {kiosk.name}"

    def _marks(self) -> frozenset[str]:
        return frozenset(name for citizen in self._world.citizens for name in citizen.household)

    def story(self, violation: Violation) -> Iterator[str]:
        """What happened to the issuance of a violation, one line each."""
        for seconds, party, event, state in self.rows_of.get(violation.issuance, ()):
            yield f"{seconds:9.1f} s  {party:14} {event:14} {state}"


def _facts(pages: tuple[LightPage, ...]) -> Iterator[tuple[str, str, str]]:
    for page in pages:
        for person, address in zip(page.persons, page.addresses, strict=True):
            yield person, ADDRESS, address
            if page.kind == "seal":
                yield person, SEAL, "registered"
