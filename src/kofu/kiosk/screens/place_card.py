"""Asks for the card; goes on by itself when one lies on the reader (fact F-03)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.screen import Content, Screen, Stage


@dataclass(frozen=True, slots=True)
class PlaceCard(Screen):
    """Waiting for a card."""

    template: ClassVar[str] = "card.html"
    stage: ClassVar[Stage] = Stage.CARD
    voice: ClassVar[str] = "place-card"
    has_back: ClassVar[bool] = True

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        return {
            "heading": texts.say("Place your My Number Card on the reader"),
            "lead": [texts.say("The next screen appears when the card has been found.")],
            "picture": "place",
            "warning": texts.say("Never lend your card to anybody, and never tell anybody your PIN."),
        }
