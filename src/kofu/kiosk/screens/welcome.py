"""The first screen: one button, and the languages (fact F-01)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kofu.kiosk.locale import Language, Texts
from kofu.kiosk.screens.screen import Choice, Content, Screen, Stage


@dataclass(frozen=True, slots=True)
class Welcome(Screen):
    """Nobody is here, or somebody has just come."""

    template: ClassVar[str] = "welcome.html"
    stage: ClassVar[Stage] = Stage.START
    voice: ClassVar[str] = "welcome"
    has_cancel: ClassVar[bool] = False

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        return {
            "heading": texts.say("What would you like to do?"),
            "choices": [Choice("services", texts.say("Administrative services"), texts.say("Certificates and more"))],
            "languages": list(Language),
            "notice": texts.say("A demonstration with invented people. Not the official service."),
        }

    def offered(self) -> tuple[str, ...]:
        """See Screen."""
        return ("services",)
