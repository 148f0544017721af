"""Shown while the centre and the municipality are asked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.screen import Content, Screen, Stage


class WaitingFor(Enum):
    """What is being done."""

    CONNECTION = "connection"
    CARD = "card"
    CERTIFICATE = "certificate"
    PERMISSION = "permission"


@dataclass(frozen=True, slots=True)
class Wait(Screen):
    """Please wait; nothing can be pressed."""

    reason: WaitingFor
    template: ClassVar[str] = "progress.html"
    stage: ClassVar[Stage] = Stage.CHOOSE
    has_cancel: ClassVar[bool] = False

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        told = {
            WaitingFor.CONNECTION: texts.say("Connecting to the certificate centre."),
            WaitingFor.CARD: texts.say("Your card is being checked."),
            WaitingFor.CERTIFICATE: texts.say("Your certificate is being prepared."),
            WaitingFor.PERMISSION: texts.say("Your payment is being confirmed."),
        }
        return {"heading": texts.say("Please wait"), "lead": [told[self.reason]]}
