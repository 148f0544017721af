"""What a terminal is made of. Real devices and those of the dock stand behind the same four interfaces (design §9)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol, runtime_checkable

from kofu.card.connection import CardConnection
from kofu.errors import KofuError
from kofu.issuance.kiosk.vocabulary import Chosen, ShowRefusal
from kofu.issuance.messages import Offer
from kofu.money import Yen


class CardReader(Protocol):
    """Where the resident puts card or phone."""

    def connect(self) -> CardConnection:
        """A connection to what lies on the reader. Raises ReaderUnavailable, CardRemoved."""

    def has_card(self) -> bool:
        """Whether something lies there still."""


class CashUnit(Protocol):
    """Takes coins and notes into escrow, keeps or returns them, pays out."""

    def collect(self, amount: Yen) -> Yen | None:
        """Take pieces until they are worth the amount; what lies in escrow, or None when the resident gave up.

        A piece for which no change could be given is refused.
        """

    def return_all(self) -> Yen:
        """Give back everything in escrow; how much it was."""

    def keep(self, amount: Yen) -> Yen:
        """Move the escrow into the box and give change; how much change. Raises NoChange before anything moves."""

    def pay_out(self, amount: Yen) -> None:
        """Give money from the box, when staff has allowed it. Raises NoChange."""


class PrintOutcome(Enum):
    """What the printer itself reports of a job."""

    PRINTED = "printed"
    SPOILT = "spoilt"
    UNKNOWN = "unknown"


class Printer(Protocol):
    """Prints on both sides of plain A4, without scaling."""

    def print_copy(self, job: str, pdf: bytes) -> PrintOutcome:
        """Print one copy under a name used once; what the printer reported of it. Never prints again by itself."""

    def print_receipt(self, job: str, pdf: bytes) -> None:
        """Print a receipt."""


@runtime_checkable
class CoinCounter(Protocol):
    """A cash unit whose counters survive power cuts."""

    @property
    def kept(self) -> Yen:
        """All fees ever moved into the box."""


@runtime_checkable
class JobHistory(Protocol):
    """A printer that can be asked afterwards what became of a job."""

    def outcome_of(self, job: str) -> PrintOutcome:
        """SPOILT also for a job it never had; UNKNOWN when its history is gone."""


@dataclass(frozen=True, slots=True)
class PinEntry:
    """What was typed, as bytes; never shown, never kept."""

    digits: bytes

    def __repr__(self) -> str:
        return "PinEntry(****)"


class Person(Protocol):
    """Whoever stands before the screen: a resident, a script, a test."""

    def enter_pin(self, tries_left: int | None) -> PinEntry | None:
        """The PIN, after being told how many tries are left (None: not known); None to give up."""

    def take_card(self) -> None:
        """Take the card off the reader: until then there is no further screen (fact F-07)."""

    def choose(self, offer: Offer) -> Chosen | None:
        """Look at the offer and confirm one certificate; None to go."""

    def read_refusal(self, refusal: ShowRefusal) -> None:
        """Be told all reasons why not."""

    def read_failure(self, error: KofuError) -> None:
        """Be told that it cannot go on."""
