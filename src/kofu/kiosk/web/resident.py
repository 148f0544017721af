"""The resident before the screen, as the terminal knows one: asks through the host, decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

from kofu.errors import KofuError
from kofu.issuance.kiosk.vocabulary import Chosen, ShowRefusal
from kofu.issuance.messages import Desk, Offer
from kofu.kiosk.devices import CardReader, PinEntry
from kofu.kiosk.screens.failure import Failure, code_of
from kofu.kiosk.screens.pin import Pin
from kofu.kiosk.screens.refusal import Refusal
from kofu.kiosk.screens.screen import Cancel, Happened, TimedOut
from kofu.kiosk.screens.take_card import TakeCard
from kofu.kiosk.screens.wait import Wait, WaitingFor
from kofu.kiosk.web.choosing import Draft
from kofu.kiosk.web.host import Host
from kofu.kiosk.web.paper import ScreenPrinter
from kofu.kiosk.web.patience import Patience


@dataclass
class Resident:
    """One session's person."""

    host: Host
    reader: CardReader
    printer: ScreenPrinter
    patience: Patience
    municipality: str
    """Its Japanese name"""
    desk: Desk | None
    entries: int = 0
    wanted: int = 0
    was_told: bool = False
    """Whether the end was explained on a screen of its own"""

    def enter_pin(self, tries_left: int | None) -> PinEntry | None:
        """See devices.Person."""
        answer = self.host.ask(Pin(tries_left, was_wrong=self.entries > 0), self.patience.pin)
        if not isinstance(answer, PinEntry):
            return None
        self.entries += 1
        self.host.show(Wait(WaitingFor.CARD))
        return answer

    def take_card(self) -> None:
        """See devices.Person. Reminds, then sounds the alarm; gives up at last with the card still there."""
        for reminders in range(self.patience.card_reminders):
            is_urgent = reminders > 0
            screen = TakeCard(is_urgent)
            answer = self.host.ask(screen, self.patience.reminder, until=self._card_is_gone, alarm=is_urgent)
            if isinstance(answer, Happened):
                break
        self.host.show(Wait(WaitingFor.CARD))

    def _card_is_gone(self) -> bool:
        return not self.reader.has_card()

    def choose(self, offer: Offer) -> Chosen | None:
        """See devices.Person."""
        draft = Draft(offer, self.municipality)
        while True:
            answer = self.host.ask(draft.screen(), self.patience.choosing)
            if isinstance(answer, Cancel | TimedOut):
                return None
            told = draft.answered(answer)
            if isinstance(told, Chosen):
                self.wanted = told.copies
                self.printer.expect(told.copies)
                self.host.show(Wait(WaitingFor.CERTIFICATE))
                return told
            draft = told

    def read_refusal(self, refusal: ShowRefusal) -> None:
        """See devices.Person."""
        self.host.ask(Refusal(refusal.causes, refusal.succeeds_at), self.patience.reading)

    def read_failure(self, error: KofuError) -> None:
        """See devices.Person."""
        self.was_told = True
        self.host.ask(Failure(code_of(error), self.desk), self.patience.reading)
