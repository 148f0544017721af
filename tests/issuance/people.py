"""A stage with the demonstration's people of Akashi and Hamura, and ways to meddle with it."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from kofu.assembly.cards import MadeCard
from kofu.assembly.keys import terminal_of
from kofu.assembly.stage import Bench, Place, Stage
from kofu.assembly.state import DEMO_START, TOWNS_BUILT, card_of
from kofu.assembly.world import FONT_FOLDERS
from kofu.card.simulated.card import SimulatedCard
from kofu.card.simulated.inprocess import InProcessConnection
from kofu.card.simulated.memory import Fault
from kofu.clock import ManualClock
from kofu.issuance.messages import Answer, Request
from kofu.issuance.servers import PeerUnreachable
from kofu.issuance.store import Store
from kofu.kiosk.simulated import SimulatedCashUnit, SimulatedReader, coins_for
from kofu.kiosk.terminal import Account, Devices, Terminal
from kofu.money import Yen
from kofu.paper.characters import find_font
from kofu.paper.front.drawing import Front
from kofu.pki.trust import Chain
from kofu.registers.facts import Fact
from kofu.registers.memory_store import MemoryRegisterStore
from kofu.rules.book import RuleBook
from kofu.rules.operations import load_operations
from kofu.scenarios.script import Script, Wish, holder
from kofu.scenarios.setting import Tray
from kofu.towns.demo import DemoResident, demo_town

AKASHI, HAMURA = "282031", "132276"
TERMINAL = terminal_of(Chain.SEVEN_ELEVEN)
RECORD = Wish("resident_record", holder)

Meddle = Callable[[Request, Callable[[Request], Answer]], Answer]
"""Stands on the line between kiosk and centre: gets a request and a way to pass it on"""


@functools.cache
def bench() -> Bench:
    """Keys, test PKI and font, made once from one seed."""
    return Bench(RuleBook.load(), Front.load(find_font(FONT_FOLDERS)), random.Random(20260708).randbytes, "b" * 64)


@functools.cache
def made_cards() -> dict[str, tuple[DemoResident, MadeCard]]:
    """Everybody's card, made once."""
    return {
        resident.name: (resident, card_of(bench().authority, resident))
        for code in (AKASHI, HAMURA)
        for resident in demo_town(code, TOWNS_BUILT).residents()
    }


@dataclass
class Town:
    """A stage, and what its people do."""

    stage: Stage
    tray: Tray = field(default_factory=Tray)
    cash: SimulatedCashUnit = field(default_factory=lambda: SimulatedCashUnit(coins_for))

    def terminal(
        self, card: str, faults: Sequence[Fault] = (), meddle: Meddle | None = None, chain: Chain = Chain.SEVEN_ELEVEN
    ) -> tuple[Terminal, SimulatedReader]:
        """A terminal with somebody's card on its reader, and somebody on its line."""
        made = made_cards()[card][1]
        inserted = SimulatedCard(replace(made.memory, faults=tuple(faults)))
        reader = SimulatedReader(lambda: InProcessConnection(inserted))
        terminal = self.stage.terminal(Devices(reader, self.cash, self.tray), chain)
        if meddle is not None:
            terminal.centre = _Meddling(terminal.centre.ask, meddle)
        return terminal, reader

    def visit(
        self,
        card: str = "akashi/hanako",
        wish: Wish = RECORD,
        pins: Iterable[bytes] = (b"1234",),
        *,
        municipality: str = AKASHI,
        faults: Sequence[Fault] = (),
        meddle: Meddle | None = None,
    ) -> Account:
        """One session from touch to end."""
        terminal, reader = self.terminal(card, faults, meddle)
        return terminal.serve(municipality, Script(reader, iter(pins), wish))

    def store(self, party: str) -> Store:
        return self.stage.store(party)

    def require_nothing_left(self) -> None:
        """Nothing printed, charged, reserved, in escrow, or waiting at a municipality."""
        assert self.tray.copies == []
        assert self.cash.escrow == {}
        entries = self.store("centre").entries()
        reserved = {entry.credit for entry in entries if entry.credit.startswith("reserved")}
        assert all(_balance(entries, account) == 0 for account in reserved)
        for code in (AKASHI, HAMURA):
            store = self.store(code)
            kept = [
                store.blob(name.replace("issuance/", "answer/")) for name in store.streams("issuance/", ("prepared",))
            ]
            assert kept == [None] * len(kept)


def _balance(entries: Iterable[object], account: str) -> int:
    from kofu.issuance.ledger import Entry, balance

    return balance([entry for entry in entries if isinstance(entry, Entry)], account)


@dataclass
class _Meddling:
    pass_on: Callable[[Request], Answer]
    meddle: Meddle

    def ask(self, message: Request) -> Answer:
        return self.meddle(message, self.pass_on)


def town(make_store: Callable[[str], Store] | None = None, extra: Iterable[tuple[str, Fact]] = ()) -> Town:
    """Akashi and Hamura with their people, at the demo's moment."""
    places = tuple(_place(code, [fact for where, fact in extra if where == code]) for code in (AKASHI, HAMURA))
    stage = Stage(bench(), ManualClock(DEMO_START), places)
    return Town(stage if make_store is None else replace(stage, make_store=make_store))


def _place(code: str, extra: list[Fact]) -> Place:
    rules = bench().book.municipality(code)
    registers = MemoryRegisterStore(code)
    people = demo_town(code, TOWNS_BUILT)
    facts = [*people.facts(), *_links(code), *extra]
    registers.apply(facts, TOWNS_BUILT)
    return Place(rules, load_operations(rules.id), registers)


def _links(code: str) -> Iterator[Fact]:
    people = demo_town(code, TOWNS_BUILT)
    for resident, made in made_cards().values():
        if resident.municipality == code:
            yield from people.link(resident, made.identity)


def unreachable(_message: Request, _pass_on: Callable[[Request], Answer]) -> Answer:
    raise PeerUnreachable


def yen_in(cash: SimulatedCashUnit) -> Yen:
    """What the box took in for the service: everything above the float."""
    from kofu.kiosk.simulated import FLOAT
    from kofu.money import total

    return Yen(total(cash.box) - total(FLOAT))
