"""A coin and note unit on the bench: the counters of a simulated one, a slot, and a return tray."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kofu.kiosk.simulated import SimulatedCashUnit
from kofu.kiosk.web.money import Slot
from kofu.money import DENOMINATIONS, NOTHING, Yen, total

PURSE: tuple[Yen, ...] = (Yen(1000), Yen(500), Yen(100), Yen(50), Yen(10), Yen(5))
"""What the person at the bench has; the five-yen coin is there to be refused"""


@dataclass
class DockCoins:
    """See web.money.CoinUnit. What is not accepted falls through into the tray, as does everything while closed."""

    changed: Callable[[], None]
    counted: SimulatedCashUnit = field(default_factory=lambda: SimulatedCashUnit(lambda _amount: ()))
    amount: Yen | None = None
    """What is being collected; None while the slot is closed"""
    came_back: int = 0
    tray: Yen = NOTHING
    """Yen lying in the return tray"""

    def open(self, amount: Yen) -> None:
        """See CoinUnit."""
        self.amount, self.came_back = amount, 0
        self.changed()

    def close(self) -> None:
        """See CoinUnit."""
        self.amount = None
        self.changed()

    def slot(self) -> Slot:
        """See CoinUnit."""
        return Slot(total(self.counted.escrow), self.came_back)

    def drop(self, piece: Yen) -> bool:
        """A piece is put into the slot; whether it stayed in."""
        is_kept = self.amount is not None and piece in DENOMINATIONS and total(self.counted.escrow) < self.amount
        is_kept = is_kept and self.counted.drop(piece, self.amount or NOTHING)
        if not is_kept:
            self.came_back += 1
            self.tray = Yen(self.tray + piece)
        self.changed()
        return is_kept

    def return_all(self) -> Yen:
        """See CoinUnit."""
        return self._into_tray(self.counted.return_all())

    def keep(self, amount: Yen) -> Yen:
        """See CoinUnit."""
        return self._into_tray(self.counted.keep(amount))

    def pay_out(self, amount: Yen) -> None:
        """See CoinUnit."""
        self.counted.pay_out(amount)
        self._into_tray(amount)

    def _into_tray(self, amount: Yen) -> Yen:
        self.tray = Yen(self.tray + amount)
        self.changed()
        return amount

    def take(self) -> None:
        """The person empties the tray."""
        self.tray = NOTHING
        self.changed()
