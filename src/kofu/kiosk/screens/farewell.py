"""The end: thanks, or a plain word that nothing was charged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.screen import Choice, Content, Screen, Stage


@dataclass(frozen=True, slots=True)
class Farewell(Screen):
    """Goes back to the start by itself."""

    has_printed: bool
    template: ClassVar[str] = "message.html"
    stage: ClassVar[Stage] = Stage.START
    voice: ClassVar[str] = "farewell"
    has_cancel: ClassVar[bool] = False

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        if self.has_printed:
            told = ("Thank you", "Nothing about you is kept in this machine.")
        else:
            told = ("The procedure was stopped", "Nothing was charged.")
        heading, lead = told
        return {
            "heading": texts.say(heading),
            "lead": [texts.say(lead)],
            "choices": [Choice("on", texts.say("To the start"))],
        }

    def offered(self) -> tuple[str, ...]:
        """See Screen."""
        return ("on",)
