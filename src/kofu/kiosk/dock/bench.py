"""Everything on the bench, and the kiosk that stands beside it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from kofu.card.connection import CardConnection
from kofu.clock import Clock
from kofu.errors import KofuError
from kofu.kiosk.devices import CardReader, CashUnit, Printer
from kofu.kiosk.dock.coins import DockCoins
from kofu.kiosk.dock.line import SwitchedLine
from kofu.kiosk.dock.printer import DockPrinter
from kofu.kiosk.dock.reader import DockReader
from kofu.kiosk.screens.out_of_service import OutOfService
from kofu.kiosk.screens.take_items import LeftBehind
from kofu.kiosk.screens.welcome import Welcome
from kofu.kiosk.terminal import Account, Terminal
from kofu.kiosk.web.directory import Directory
from kofu.kiosk.web.flow import Flow
from kofu.kiosk.web.host import Host, PowerLost, first_view
from kofu.kiosk.web.money import ScreenCash
from kofu.kiosk.web.paper import ScreenPrinter
from kofu.kiosk.web.patience import Patience
from kofu.kiosk.web.settling import Settler

log = logging.getLogger("kofu.kiosk")


@dataclass(frozen=True, slots=True)
class TrayCard:
    """A card in the tray, as its label says."""

    name: str
    """Like akashi/hanako"""
    holder: str
    place: str
    note: str


class ShiftedClock:
    """A clock whose hands the dock may move; durations stay true."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.shift = timedelta()

    def now(self) -> datetime:
        """See Clock."""
        return self._clock.now() + self.shift

    def ticks(self) -> float:
        """See Clock."""
        return self._clock.ticks()


class Surroundings(Protocol):
    """What the dock needs from whoever sets up the demonstration."""

    @property
    def cards(self) -> Sequence[TrayCard]:
        """The tray."""

    @property
    def clock(self) -> ShiftedClock:
        """The demonstration's clock."""

    def open_card(self, name: str) -> CardConnection:
        """A connection to a card in the tray."""

    def terminal(self, reader: CardReader, cash: CashUnit, printer: Printer) -> Terminal:
        """A terminal with these devices."""

    def directory(self) -> Directory:
        """The municipalities that take part."""

    def keep_fresh(self) -> None:
        """Called before each session: lets the registers hear from their systems, as they do all day."""


@dataclass
class Bench:
    """Devices, host, flow, and the thread they run in."""

    surroundings: Surroundings
    patience: Patience = field(default_factory=Patience)
    seconds_per_copy: float = 2.5

    def __post_init__(self) -> None:
        self.host = Host(first_view(Welcome()))
        self.version = 0
        self.changed = threading.Condition()
        self.reader = DockReader(self.surroundings.open_card, self.tell)
        self.coins = DockCoins(self.tell)
        self.printer = DockPrinter(self.tell, self._wait, self.seconds_per_copy)
        self.screen_printer = ScreenPrinter(self.printer, self.host)
        cash = ScreenCash(self.coins, self.host, self.patience)
        self.terminal = self.surroundings.terminal(self.reader, cash, self.screen_printer)
        self.line = SwitchedLine(self.terminal.centre)
        self.terminal.centre = self.line
        self.settler = Settler(self.terminal, self.coins, self.surroundings.clock)
        self.staff_waits: str | None = None
        self._decision: Callable[[], object] | None = None
        self.accounts: list[Account] = []
        self.flow = Flow(
            self.host,
            self.terminal,
            self.reader,
            self.screen_printer,
            self.surroundings.directory,
            self.left_behind,
            self.patience,
            self._is_settled,
        )
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="kiosk", daemon=True)

    def start(self) -> None:
        """Let the kiosk begin its day."""
        self._thread.start()

    def stop(self) -> None:
        """End the day: as if the plug were pulled, and nobody puts it back."""
        self._stopping = True
        self.host.set_power(False)
        self._thread.join(5)

    def tell(self) -> None:
        """Something on the bench changed: screen and dock look again."""
        with self.changed:
            self.version += 1
            self.changed.notify_all()
        self.host.nudge()

    def wait_for_change(self, token: str, seconds: float) -> str:
        """The bench's version, once it is another than ``token`` or the seconds are over."""
        with self.changed:
            self.changed.wait_for(lambda: str(self.version) != token, seconds)
            return str(self.version)

    def left_behind(self) -> LeftBehind:
        """What lies in the trays."""
        papers = self.printer.tray
        return LeftBehind(
            paper=any(not paper.is_receipt for paper in papers),
            receipt=any(paper.is_receipt for paper in papers),
            money=self.coins.tray > 0,
        )

    def pull_plug(self) -> None:
        """Cut the power: the session dies where it stands; coins in escrow stay in the unit."""
        self.host.set_power(False)
        self.tell()

    def plug_in(self) -> None:
        """Power again: the kiosk finds out from its journal what was left."""
        self.host.set_power(True)
        self.tell()

    def decide(self, came_out: bool) -> None:
        """Staff looked: a copy in doubt came out, or not. What failed is paid back. Done by the kiosk's own thread."""
        issuance = self.staff_waits
        if issuance is None:
            return
        self._decision = lambda: self.settler.settle(issuance, came_out)
        self.host.nudge()

    # The kiosk's thread

    def _run(self) -> None:
        while not self._stopping:
            try:
                self.surroundings.keep_fresh()
                account = self.flow.one_resident()
                self.accounts += [account] if account else []
                self.tell()
            except PowerLost:
                self._dark()

    def _dark(self) -> None:
        """Without power until the plug is back; then settle what the journal says was in hand."""
        while not self.host.has_power and not self._stopping:
            with self.host.changed:
                self.host.changed.wait(0.2)
        if self._stopping:
            return
        self.host.begin_anew()
        try:
            issuance = self.settler.recover()
            self.flow.after_power_cut(issuance)
        except PowerLost:
            return
        except KofuError as error:
            log.error("recovery failed code=%s", error.code)
            self.host.show(OutOfService())

    def _is_settled(self, issuance: str) -> bool:
        """Run a decision of the staff, in the kiosk's thread."""
        if self.staff_waits != issuance:
            self.staff_waits = issuance
            self.tell()
        decision, self._decision = self._decision, None
        if decision is None:
            return False
        decision()
        self.staff_waits = None
        return True

    def _wait(self, seconds: float) -> None:
        ends = time.monotonic() + seconds
        self.host.need_power()
        while (left := ends - time.monotonic()) > 0:
            with self.host.changed:
                self.host.changed.wait(min(left, 0.2))
            self.host.need_power()
