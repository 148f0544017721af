"""A kiosk's day: one resident after the other, from the first screen to the last. Runs in a thread of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from kofu.errors import KofuError
from kofu.kiosk.devices import CardReader
from kofu.kiosk.screens.call_staff import CallStaff
from kofu.kiosk.screens.failure import Failure, code_of
from kofu.kiosk.screens.farewell import Farewell
from kofu.kiosk.screens.kana_row import KanaRow
from kofu.kiosk.screens.municipality import Municipality, MunicipalityName
from kofu.kiosk.screens.place_card import PlaceCard
from kofu.kiosk.screens.prefecture import Prefecture
from kofu.kiosk.screens.region import Region
from kofu.kiosk.screens.screen import Answer, Back, Happened, Picked, Screen
from kofu.kiosk.screens.services import Services
from kofu.kiosk.screens.take_card import TakeCard
from kofu.kiosk.screens.take_items import LeftBehind, TakeItems
from kofu.kiosk.screens.wait import Wait, WaitingFor
from kofu.kiosk.screens.welcome import Welcome
from kofu.kiosk.screens.whose_municipality import OWN, WhoseMunicipality
from kofu.kiosk.terminal import Account, Terminal
from kofu.kiosk.web.directory import Directory
from kofu.kiosk.web.host import Host, PowerLost
from kofu.kiosk.web.paper import ScreenPrinter
from kofu.kiosk.web.patience import Patience
from kofu.kiosk.web.resident import Resident

log = logging.getLogger("kofu.kiosk")


class SessionFault(KofuError):
    """Something went wrong that no part of the kiosk expected; the kind of fault is in the log, nothing else of it."""

    code = "KIOSK_SESSION_FAULT"
    summary = "the session ended by a fault of this machine"


@dataclass
class Flow:
    """Everything between two residents, and the way through the screens before and after a session."""

    host: Host
    terminal: Terminal
    reader: CardReader
    printer: ScreenPrinter
    directory: Callable[[], Directory]
    left_behind: Callable[[], LeftBehind]
    """What lies in the trays"""
    patience: Patience = field(default_factory=Patience)
    is_settled: Callable[[str], bool] = lambda _issuance: True
    """Whether staff have settled an issuance's trouble"""

    def one_resident(self) -> Account | None:
        """From the first screen back to it; None when nobody got as far as a session. Raises PowerLost."""
        self.host.forget()
        self.host.ask(Welcome(), None)
        code = self._lobby()
        account = self._session(code) if code else None
        self._leave(account)
        return account

    # Before the session

    def _lobby(self) -> str | None:
        """The municipality's code, with a card on the reader; None when the resident went away."""
        while True:
            if not self._picked(Services()):
                return None
            answer = self._ask(PlaceCard(), until=self.reader.has_card)
            if isinstance(answer, Happened):
                return self._municipality()
            if not isinstance(answer, Back):
                return None

    def _municipality(self) -> str | None:
        while True:
            whose = self._picked(WhoseMunicipality())
            if not whose:
                return None
            if whose == OWN and (home := self.directory().home_of(self.terminal.devices.reader.connect)):
                return home
            code = self._another()
            if code != "":
                return code

    def _another(self) -> str | None:
        """Region, prefecture, kana row, name; empty for back to the beginning, None for away (fact F-05)."""
        chosen: list[str] = []
        while len(chosen) < 4:
            answer = self._ask(self._place_screen(chosen))
            match answer:
                case Picked(value=value):
                    chosen.append(value)
                case Back():
                    if not chosen:
                        return ""
                    chosen.pop()
                case _:
                    return None
        return chosen[-1]

    def _place_screen(self, chosen: list[str]) -> Screen:
        directory = self.directory()
        match chosen:
            case [region, prefecture, row]:
                names = directory.names(prefecture, row)
                return Municipality(tuple(MunicipalityName(each.code, each.name, each.english) for each in names))
            case [region, prefecture]:
                return KanaRow(directory.rows(prefecture))
            case [region]:
                return Prefecture(directory.prefectures(region))
            case _:
                return Region(directory.regions())

    # The session

    def _session(self, code: str) -> Account:
        found = self.directory().named(code)
        desk = self.directory().desk(code)
        resident = Resident(self.host, self.reader, self.printer, self.patience, found.name if found else code, desk)
        self.host.show(Wait(WaitingFor.CONNECTION))
        try:
            account = self.terminal.serve(code, resident)
        except PowerLost:
            raise
        except Exception as error:  # noqa: BLE001  # the screen must go on to the next resident; no text of it is kept
            account = self._fault(error)
        self._settle(account, resident)
        if not account.printed and not resident.was_told and not account.needs_staff:
            self.host.ask(Farewell(has_printed=False), self.patience.farewell)
        return account

    def _fault(self, error: Exception) -> Account:
        """Money back, a plain word, and the kind of fault into the log."""
        told = error if isinstance(error, KofuError) else SessionFault()
        log.error("session fault code=%s type=%s", told.code, type(error).__name__)
        returned = self.terminal.devices.cash.return_all()
        self.host.ask(Failure(code_of(told)), self.patience.reading)
        return Account(failures=[told], returned=returned)

    def _settle(self, account: Account, resident: Resident) -> None:
        if not account.needs_staff or account.issuance is None:
            return
        issuance = account.issuance
        screen = CallStaff(len(account.printed), resident.wanted, issuance[-6:])
        self.host.ask(screen, None, until=lambda: self.is_settled(issuance), alarm=True)

    def after_power_cut(self, issuance: str | None) -> None:
        """Staff settle what the power cut left open, if anything; then paper, money and card are taken."""
        if issuance is not None:
            screen = CallStaff(0, 0, issuance[-6:])
            self.host.ask(screen, None, until=lambda: self.is_settled(issuance), alarm=True)
        self._leave(None)

    # After the session

    def _leave(self, account: Account | None) -> None:
        """No next resident while anything of this one lies at the machine."""
        self._take_card()
        sheets = [pages for _, pages in account.printed] if account else []
        at_first = self.left_behind()
        reminders = 0
        while (left := self.left_behind()).is_anything:
            screen = TakeItems(
                sheets=sum(sheets) if at_first.paper else 0,
                left=left,
                at_first=at_first,
                sheets_of_set=max(sheets, default=1),
                is_urgent=reminders > 0,
            )
            answer = self._remind(screen, lambda told=left: self.left_behind() != told, reminders)  # type: ignore[misc]  # a lambda's default has no type
            reminders = 0 if isinstance(answer, Happened) else reminders + 1
        if sheets:
            self.host.ask(Farewell(has_printed=True), self.patience.farewell)

    def _take_card(self) -> None:
        reminders = 0
        while self.reader.has_card():
            self._remind(TakeCard(is_urgent=reminders > 0), lambda: not self.reader.has_card(), reminders)
            reminders += 1

    def _remind(self, screen: Screen, until: Callable[[], bool], reminders: int) -> Answer:
        """Ask for something to be taken; with the alarm from the second time on."""
        return self.host.ask(screen, self.patience.reminder, until, alarm=reminders > 0)

    def _picked(self, screen: Screen) -> str:
        """What was picked; empty for everything else."""
        answer = self._ask(screen)
        return answer.value if isinstance(answer, Picked) else ""

    def _ask(self, screen: Screen, until: Callable[[], bool] | None = None) -> Answer:
        return self.host.ask(screen, self.patience.lobby, until)
