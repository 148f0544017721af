"""Somebody at a kiosk that reaches the centre over mutual TLS: asks for their own resident record, once, and goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.http import parties

from kofu.assembly.keys import terminal_of
from kofu.assembly.parties import terminal
from kofu.assembly.state import DEMO_START, State
from kofu.card.simulated.inprocess import InProcessConnection
from kofu.clock import unix_seconds
from kofu.errors import KofuError
from kofu.issuance.kiosk.vocabulary import Chosen, ShowRefusal
from kofu.issuance.messages import Choices, Offer
from kofu.issuance.servers import Peer
from kofu.kiosk.devices import PinEntry
from kofu.kiosk.simulated import FolderPrinter, SimulatedCashUnit, SimulatedReader, coins_for
from kofu.kiosk.terminal import Account, Devices
from kofu.money import Yen
from kofu.pki.trust import Chain

TERMINAL = terminal_of(Chain.SEVEN_ELEVEN)


@dataclass
class Resident:
    reader: SimulatedReader
    copies: int = 1
    offers: list[Offer] = field(default_factory=list)

    def enter_pin(self, tries_left: int | None) -> PinEntry | None:
        return PinEntry(b"1234") if not self.offers else None

    def take_card(self) -> None:
        self.reader.take()

    def choose(self, offer: Offer) -> Chosen | None:
        if self.offers:
            return None
        self.offers.append(offer)
        fee = next(each.fee for each in offer.certificates if each.kind == "resident_record")
        choices = Choices(
            kind="resident_record",
            persons=tuple(person.person for person in offer.persons if person.is_holder),
            my_number=False,
            resident_code=False,
            relationship=False,
            honseki=False,
            tax_year=None,
            form="current",
        )
        return Chosen(choices, self.copies, Yen(fee * self.copies))

    def read_refusal(self, refusal: ShowRefusal) -> None:
        pass

    def read_failure(self, error: KofuError) -> None:
        pass


def visit(state: State, centre: Peer, card: str, folder: Path, copies: int = 1) -> Account:
    """One session from the first touch to the last."""
    made = state.card(card).card()
    reader = SimulatedReader(lambda: InProcessConnection(made))
    kiosk = terminal(
        parties.shared(state, DEMO_START),
        TERMINAL,
        state.kiosk_journal(TERMINAL),
        centre,
        Devices(reader, SimulatedCashUnit(coins_for), FolderPrinter(folder)),
        lambda told, at: f"{told.issuance} {told.amount} {unix_seconds(at)}".encode(),
    )
    return kiosk.serve(parties.AKASHI, Resident(reader, copies))
