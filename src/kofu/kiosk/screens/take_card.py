"""Asks to take the card: while it lies there, there is no further screen (facts F-07, F-19)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.screen import Content, Screen, Stage


@dataclass(frozen=True, slots=True)
class TakeCard(Screen):
    """The card has been read and must be taken; nothing can be pressed."""

    is_urgent: bool = False
    """After the reminder's time: alarm"""
    template: ClassVar[str] = "card.html"
    stage: ClassVar[Stage] = Stage.PIN
    voice: ClassVar[str] = "take-card"
    has_cancel: ClassVar[bool] = False

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        return {
            "heading": texts.say("Take your card"),
            "lead": [texts.say("The next screen appears when the card has been taken.")],
            "picture": "take",
            "warning": texts.say("Your card is still on the reader. Please do not leave it behind.")
            if self.is_urgent
            else "",
        }
