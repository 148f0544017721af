"""Coins and notes with a screen: shows what is missing while pieces come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kofu.kiosk.screens.pay import Pay
from kofu.kiosk.screens.screen import Cancel, TimedOut
from kofu.kiosk.screens.wait import Wait, WaitingFor
from kofu.kiosk.web.host import Host
from kofu.kiosk.web.patience import Patience
from kofu.money import Yen


@dataclass(frozen=True, slots=True)
class Slot:
    """What the coin slot has seen since it was opened."""

    escrow: Yen
    came_back: int = 0
    """Pieces not accepted"""


class CoinUnit(Protocol):
    """A coin and note unit that reports as pieces come in. Closed, it lets every piece fall through."""

    def open(self, amount: Yen) -> None:
        """Take pieces towards an amount."""

    def close(self) -> None:
        """Take no more."""

    def slot(self) -> Slot:
        """What came in."""

    def return_all(self) -> Yen:
        """See devices.CashUnit."""

    def keep(self, amount: Yen) -> Yen:
        """See devices.CashUnit."""

    def pay_out(self, amount: Yen) -> None:
        """See devices.CashUnit."""


@dataclass
class ScreenCash:
    """The terminal's ``CashUnit``: a coin unit, and the screen beside it."""

    unit: CoinUnit
    host: Host
    patience: Patience

    def collect(self, amount: Yen) -> Yen | None:
        """See devices.CashUnit. The slot is closed before a cancellation is told: no coin comes in after it."""
        self.unit.open(amount)
        try:
            return self._collect(amount)
        finally:
            self.unit.close()

    def _collect(self, amount: Yen) -> Yen | None:
        seen = came_back = 0
        while (slot := self.unit.slot()).escrow < amount:
            came_back, seen = slot.came_back - seen, slot.came_back
            screen = Pay(amount, slot.escrow, piece_came_back=came_back > 0)
            answer = self.host.ask(screen, self.patience.paying, until=lambda told=slot: self.unit.slot() != told)  # type: ignore[misc]  # a lambda's default has no type
            if isinstance(answer, Cancel | TimedOut):
                return None
        self.host.show(Wait(WaitingFor.PERMISSION))
        return slot.escrow

    def return_all(self) -> Yen:
        """See devices.CashUnit."""
        return self.unit.return_all()

    def keep(self, amount: Yen) -> Yen:
        """See devices.CashUnit."""
        return self.unit.keep(amount)

    def pay_out(self, amount: Yen) -> None:
        """See devices.CashUnit."""
        self.unit.pay_out(amount)
