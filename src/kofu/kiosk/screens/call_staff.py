"""A copy did not come out, or nobody knows: staff settle it on the spot (facts D-13, F-25)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.screen import Content, Screen, Stage


@dataclass(frozen=True, slots=True)
class CallStaff(Screen):
    """Please tell the staff; goes on when they have settled it."""

    printed: int
    wanted: int
    reference: str
    """The last characters of the issuance's id, so that staff find it; no content"""
    template: ClassVar[str] = "staff.html"
    stage: ClassVar[Stage] = Stage.TAKE
    voice: ClassVar[str] = "call-staff"
    has_cancel: ClassVar[bool] = False

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        return {
            "heading": texts.say("Please tell the store staff now"),
            "lead": [
                texts.say("The printer has a problem. The fee for what was not printed is paid back here."),
                *self._count(texts),
                texts.say("You can apply again after the refund."),
            ],
            "reference": texts.say("Number for the staff: {reference}", reference=self.reference),
        }

    def _count(self, texts: Texts) -> list[str]:
        """How much came out, where that is known: not after a power cut."""
        if not self.wanted:
            return []
        return [texts.say("Printed: {printed} of {wanted}", printed=self.printed, wanted=self.wanted)]
