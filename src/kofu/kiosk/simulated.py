"""Devices for machines that have none: the same interfaces, in memory and in a folder (the dock builds on them)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kofu.card.connection import CardConnection
from kofu.kiosk.devices import PrintOutcome
from kofu.money import DENOMINATIONS, NOTHING, NoChange, UnknownDenomination, Yen, make_up, total

FLOAT: Mapping[Yen, int] = {Yen(1000): 0, Yen(500): 10, Yen(100): 40, Yen(50): 20, Yen(10): 40}
"""Coins a terminal begins its day with."""


@dataclass
class SimulatedReader:
    """A reader with a slot for one card."""

    insert: Callable[[], CardConnection]
    lies_there: bool = False

    def connect(self) -> CardConnection:
        """See CardReader."""
        self.lies_there = True
        return self.insert()

    def has_card(self) -> bool:
        """See CardReader."""
        return self.lies_there

    def take(self) -> None:
        """The resident takes the card."""
        self.lies_there = False


@dataclass
class SimulatedCashUnit:
    """A coin unit with escrow. ``purse`` gives the pieces a resident drops in, one by one; it may run dry."""

    purse: Callable[[Yen], Iterable[Yen]]
    box: dict[Yen, int] = field(default_factory=lambda: dict(FLOAT))
    escrow: dict[Yen, int] = field(default_factory=dict)
    returned: Yen = NOTHING
    change: Yen = NOTHING
    kept: Yen = NOTHING
    """The counter of fees ever kept; it survives power cuts"""

    def collect(self, amount: Yen) -> Yen | None:
        """See CashUnit."""
        for piece in self.purse(amount):
            self.drop(piece, amount)
            if total(self.escrow) >= amount:
                return total(self.escrow)
        return None

    def drop(self, piece: Yen, amount: Yen) -> bool:
        """One piece comes in; false when it was refused because its change could not be given."""
        if piece not in DENOMINATIONS:
            raise UnknownDenomination(yen=piece)
        held = {**self.escrow, piece: self.escrow.get(piece, 0) + 1}
        over = total(held) - amount
        if over > 0 and not self._can_pay(Yen(over)):
            return False
        self.escrow = held
        return True

    def return_all(self) -> Yen:
        """See CashUnit."""
        amount = total(self.escrow)
        self.escrow = {}
        self.returned = Yen(self.returned + amount)
        return amount

    def keep(self, amount: Yen) -> Yen:
        """See CashUnit."""
        over = Yen(total(self.escrow) - amount)
        pieces = make_up(over, self.box) if over > 0 else {}
        for piece, count in self.escrow.items():
            self.box[piece] = self.box.get(piece, 0) + count
        for piece, count in pieces.items():
            self.box[piece] -= count
        self.escrow = {}
        self.kept = Yen(self.kept + amount)
        self.change = Yen(self.change + over)
        return over

    def pay_out(self, amount: Yen) -> None:
        """See CashUnit."""
        for piece, count in make_up(amount, self.box).items():
            self.box[piece] -= count
        self.returned = Yen(self.returned + amount)

    def _can_pay(self, amount: Yen) -> bool:
        try:
            make_up(amount, self.box)
        except NoChange:
            return False
        return True


@dataclass
class FolderPrinter:
    """Puts each job into a folder as a file, as a paper tray would hold it."""

    folder: Path
    report: Callable[[str], PrintOutcome] = lambda _job: PrintOutcome.PRINTED
    copies: list[Path] = field(default_factory=list)
    receipts: list[Path] = field(default_factory=list)

    def print_copy(self, job: str, pdf: bytes) -> PrintOutcome:
        """See Printer."""
        outcome = self.report(job)
        if outcome is PrintOutcome.PRINTED:
            self.copies.append(self._put(job, pdf))
        return outcome

    def print_receipt(self, job: str, pdf: bytes) -> None:
        """See Printer."""
        self.receipts.append(self._put(job, pdf))

    def _put(self, job: str, pdf: bytes) -> Path:
        """Create, never overwrite: a name used twice is an error (incident I3)."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{job}.pdf"
        with path.open("xb") as file:
            file.write(pdf)
        return path


def coins_for(amount: Yen) -> Iterable[Yen]:
    """What somebody with a well-filled purse drops in: hundreds, then fifties, then tens."""
    left: int = amount
    for piece in (Yen(100), Yen(50), Yen(10)):
        while left >= piece:
            yield piece
            left -= piece
