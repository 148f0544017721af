"""Takes coins and notes (facts D-09, F-10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.screen import Content, Screen, Stage
from kofu.kiosk.screens.titles import fee_text


@dataclass(frozen=True, slots=True)
class Pay(Screen):
    """What is to be paid, what lies in escrow, what is missing."""

    amount: int
    inserted: int
    piece_came_back: bool = False
    """The last coin or note was not accepted"""
    template: ClassVar[str] = "pay.html"
    stage: ClassVar[Stage] = Stage.PAY
    voice: ClassVar[str] = "pay"

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        return {
            "heading": texts.say("Insert {amount}", amount=fee_text(texts, self.amount)),
            "lead": [texts.say("10, 50, 100 and 500-yen coins and 1,000-yen notes can be used.")],
            "error": texts.say("That coin or note cannot be used here and was given back.")
            if self.piece_came_back
            else "",
            "rows": [
                (texts.say("Inserted"), fee_text(texts, self.inserted)),
                (texts.say("Still missing"), fee_text(texts, max(self.amount - self.inserted, 0))),
            ],
            "value": self.inserted,
            "most": self.amount,
            "bar_label": texts.say("Inserted"),
        }
