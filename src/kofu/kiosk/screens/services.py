"""The menu of administrative services: one entry here, a menu level that some machines have (facts F-02, F-18)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.screen import Choice, Content, Screen, Stage


@dataclass(frozen=True, slots=True)
class Services(Screen):
    """Which service."""

    template: ClassVar[str] = "choices.html"
    stage: ClassVar[Stage] = Stage.START
    has_back: ClassVar[bool] = True
    has_cancel: ClassVar[bool] = False

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        return {
            "heading": texts.say("Administrative services"),
            "lead": [texts.say("You need your My Number Card, its four-digit PIN, and coins or a 1,000-yen note.")],
            "choices": [
                Choice(
                    "certificates",
                    texts.say("Certificate issuance service"),
                    texts.say("Resident record, seal registration, koseki, tax"),
                )
            ],
        }

    def offered(self) -> tuple[str, ...]:
        """See Screen."""
        return ("certificates",)
