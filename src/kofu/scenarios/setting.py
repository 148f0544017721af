"""The stage of one case: its people in the registers, its card on the reader, its rules and windows in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from kofu.assembly.cards import CardSpec, make_card
from kofu.assembly.keys import terminal_of
from kofu.assembly.stage import Bench, Place, Stage
from kofu.card.connection import CardConnection
from kofu.card.simulated.card import SimulatedCard
from kofu.card.simulated.inprocess import InProcessConnection
from kofu.card.simulated.memory import user_pin
from kofu.clock import JAPAN, ManualClock, read_moment
from kofu.issuance.messages import Apply, Offer, Request
from kofu.issuance.municipality.offers import name_of
from kofu.kiosk.devices import PrintOutcome
from kofu.kiosk.simulated import SimulatedCashUnit, SimulatedReader, coins_for
from kofu.kiosk.terminal import Account, Devices, Terminal
from kofu.pki.certificates import KeyKind
from kofu.pki.identity import CardIdentity
from kofu.pki.trust import Chain
from kofu.registers.facts import Fact
from kofu.registers.kinds import FactKind
from kofu.registers.memory_store import MemoryRegisterStore
from kofu.registers.model import HonsekiRegistration, Snapshot
from kofu.rules.book import MunicipalityRules
from kofu.rules.operations import OperationalState, Window, load_operations
from kofu.scenarios.case import Case, day
from kofu.scenarios.script import Script, Wish
from kofu.towns.cases import CaseTown, build_case, recorded_at

RIGHT, WRONG = b"1234", b"9999"


@dataclass
class Tray:
    """A printer that keeps what came out; it may be told to spoil everything."""

    spoils: bool = False
    copies: list[bytes] = field(default_factory=list)

    def print_copy(self, job: str, pdf: bytes) -> PrintOutcome:
        """See Printer."""
        del job
        if self.spoils:
            return PrintOutcome.SPOILT
        self.copies.append(pdf)
        return PrintOutcome.PRINTED

    def print_receipt(self, job: str, pdf: bytes) -> None:
        """See Printer."""
        del job, pdf


@dataclass
class StuckReader(SimulatedReader):
    """A reader from which the card is not taken."""

    def take(self) -> None:
        """The resident forgets the card."""


class Setting:
    """Everything one case needs, put up and ready."""

    def __init__(self, bench: Bench, case: Case) -> None:
        self.case = case
        self.town: CaseTown = build_case(case.municipality, case.people, case.at)
        self.rules = _rules(bench, case)
        self.operations = _operations(case, self.rules.id)
        self.registers = MemoryRegisterStore(self.rules.code)
        self.made = make_card(bench.authority, _card(self.town))
        self.card = SimulatedCard(self.made.memory)
        if self.town.facts:
            self.registers.apply(self.town.facts, recorded_at(case.at))
        if links := self.town.link_card(self.made.identity):
            self.registers.apply(links, recorded_at(case.at))
        place = Place(self.rules, self.operations, self.registers)
        self.stage = Stage(bench, ManualClock(case.at), (place,))
        self.heard: list[Apply] = []
        """Applications as they passed between terminal and centre"""
        self.tray = Tray()
        self.cash = SimulatedCashUnit(coins_for)

    @property
    def identity(self) -> CardIdentity:
        """Whose card it is."""
        return self.made.identity

    def reader(self) -> SimulatedReader:
        """The reader with the case's card; stuck there if the case says so."""
        kind = StuckReader if self.case.kiosk.card_on_reader else SimulatedReader
        return kind(self._insert)

    @property
    def terminal_name(self) -> str:
        """The terminal's id."""
        return terminal_of(Chain(self.case.kiosk.chain))

    def _listen(self, message: Request) -> None:
        if isinstance(message, Apply):
            self.heard.append(message)

    def set_pin_anew(self) -> None:
        """What the desk's machine does to the card."""
        self.card = SimulatedCard(replace(self.card.memory, user_pin=user_pin(RIGHT.decode())))

    def record_registration(self) -> None:
        """An accepted application for use registration goes to the registers, under review."""
        holder, today = self.town.ids["self"], self.case.at.date()
        registration = HonsekiRegistration(holder, self.identity, today, None)
        self.registers.apply((Fact(FactKind.HONSEKI_REGISTRATION, holder, today, registration),), self.case.at)

    def _insert(self) -> CardConnection:
        return InProcessConnection(self.card)

    def session(self, wish: Wish, pins: Iterator[bytes] | None = None) -> tuple[Terminal, Account]:
        """One session of the case's holder."""
        reader = self.reader()
        devices = Devices(reader, self.cash, self.tray)
        terminal = self.stage.terminal(devices, Chain(self.case.kiosk.chain), listen=self._listen)
        script = Script(reader, iter((RIGHT,)) if pins is None else pins, wish)
        return terminal, terminal.serve(self.rules.code, script)

    def wish(self) -> Wish:
        """What the case's holder asks for."""
        request = self.case.request
        names = ["self"] if request.subjects == "household" else request.subjects
        return Wish(
            kind=request.certificate or "resident_record",
            persons=lambda offer: tuple(self._token(offer, name) for name in names),
            household=request.subjects == "household",
            options=frozenset(name for name, asked in request.options.model_dump().items() if asked),
            tax_year=request.tax_year,
            copies=request.copies,
            form=request.form,
        )

    def _token(self, offer: Offer, name: str) -> str:
        """The session's name of a person: the holder's own, or by the name on the screen; a made-up one for others."""
        if name == "self":
            found = [person.person for person in offer.persons if person.is_holder]
        else:
            shown = name_of(self._snapshot(), self.town.ids[name])
            found = [person.person for person in offer.persons if shown and person.name == shown]
        return found[0] if found else "0" * 31 + "1"

    def _snapshot(self) -> Snapshot:
        return self.registers.snapshot(self.identity, self.case.at)

    def pins(self) -> Iterator[bytes]:
        """The case's entries."""
        return iter([RIGHT if entry == "right" else WRONG for entry in self.case.request.pin])


def _rules(bench: Bench, case: Case) -> MunicipalityRules:
    rules, policy = bench.book.municipality(case.municipality), case.policy
    if policy.tax_switch_on is None and policy.tax_blackout is None:
        return rules
    blackout = policy.tax_blackout
    return rules.with_tax_switch(
        switch_on=day(policy.tax_switch_on) if policy.tax_switch_on else None,
        blackout=(day(blackout.begins), day(blackout.ends)) if blackout else None,
    )


def _operations(case: Case, municipality: str) -> OperationalState:
    state = load_operations(municipality)
    for window in case.policy.maintenance:
        services = frozenset(window.services)
        state = state.with_maintenance(Window(read_moment(window.begins), read_moment(window.ends), services))
    for window in case.policy.suspensions:
        services = frozenset(window.services)
        state = state.with_suspension(Window(read_moment(window.begins), read_moment(window.ends), services))
    return state


def _card(town: CaseTown) -> CardSpec:
    card = town.card
    return CardSpec(
        municipality=town.municipality,
        kind=card.kind,
        key=KeyKind.RSA_2048,
        pin=RIGHT.decode(),
        birth=town.holder_birth,
        certificate_issued_at=_issued_at(card.issued_at, card.certificate_issued_on),
        tries_left=0 if card.pin_locked else 3 - card.prior_wrong,
        has_user_certificate=card.auth_cert,
        has_signature_certificate=card.sign_cert,
    )


def _issued_at(delivered_at: datetime, issued_on: date) -> datetime:
    """With the card, or in the morning of the day the certificate was renewed."""
    if issued_on == delivered_at.date():
        return delivered_at
    return datetime(issued_on.year, issued_on.month, issued_on.day, 8, 30, tzinfo=JAPAN)
