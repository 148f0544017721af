"""The machine cannot serve anybody now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.screen import Content, Screen, Stage


@dataclass(frozen=True, slots=True)
class OutOfService(Screen):
    """Switched off, or waiting for staff."""

    template: ClassVar[str] = "message.html"
    stage: ClassVar[Stage] = Stage.START
    has_cancel: ClassVar[bool] = False

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        return {
            "heading": texts.say("This machine is out of service"),
            "lead": [texts.say("Please use another machine nearby, or ask the store staff.")],
        }
