"""Nothing may be left behind: sheets, receipt, change (facts F-12, F-20 to F-22, F-32)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.screen import Choice, Content, Screen, Stage


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What still lies at the machine."""

    paper: bool
    receipt: bool
    money: bool
    card: bool = False

    @property
    def is_anything(self) -> bool:
        """Whether anything is left."""
        return self.paper or self.receipt or self.money or self.card


@dataclass(frozen=True, slots=True)
class TakeItems(Screen):
    """The list of what to take; each entry is crossed off as its tray empties."""

    sheets: int
    left: LeftBehind
    at_first: LeftBehind
    sheets_of_set: int = 1
    """Sheets of one copy"""
    is_urgent: bool = False
    template: ClassVar[str] = "items.html"
    stage: ClassVar[Stage] = Stage.TAKE
    voice: ClassVar[str] = "take-items"
    has_cancel: ClassVar[bool] = False

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        heading = "Please take everything with you" if self.sheets else "Please take your money"
        return {
            "heading": texts.say(heading),
            "lead": [texts.say("Sheets are not stapled. Hand them in as one set.")] if self.sheets_of_set > 1 else [],
            "warning": texts.say("Something is still at the machine. Please do not leave it behind.")
            if self.is_urgent
            else "",
            "choices": [each for each, was_there in self._entries(texts) if was_there],
        }

    def _entries(self, texts: Texts) -> list[tuple[Choice, bool]]:
        """Open entries still lie there."""
        sheets = texts.count("{n} sheet", "{n} sheets", self.sheets)
        return [
            (Choice("card", texts.say("Card"), is_open=self.left.card), self.at_first.card),
            (Choice("paper", texts.say("Certificate"), sheets, is_open=self.left.paper), self.at_first.paper),
            (Choice("receipt", texts.say("Receipt"), is_open=self.left.receipt), self.at_first.receipt),
            (Choice("money", texts.say("Coins and notes"), is_open=self.left.money), self.at_first.money),
        ]
