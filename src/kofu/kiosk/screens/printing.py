"""Shown while copies come out (facts F-28, F-29, F-32)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.screen import Content, Screen, Stage


@dataclass(frozen=True, slots=True)
class Printing(Screen):
    """Copy ``number`` of ``copies`` is being printed; nothing can be pressed."""

    number: int
    copies: int
    template: ClassVar[str] = "progress.html"
    stage: ClassVar[Stage] = Stage.TAKE
    voice: ClassVar[str] = "printing"
    has_cancel: ClassVar[bool] = False

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        return {
            "heading": texts.say("Printing copy {number} of {copies}", number=self.number, copies=self.copies),
            "lead": [
                texts.say("Printing can take two minutes or more."),
                texts.say("Please stay at the machine until everything has come out."),
            ],
            "value": self.number,
            "most": self.copies + 1,
            "bar_label": texts.say("Please wait"),
        }
