"""How many copies (fact C-32)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.screen import Choice, Content, Screen, Stage
from kofu.kiosk.screens.titles import fee_text


@dataclass(frozen=True, slots=True)
class Copies(Screen):
    """One button for each number."""

    most: int
    fee_each: int
    template: ClassVar[str] = "choices.html"
    stage: ClassVar[Stage] = Stage.CHOOSE
    has_back: ClassVar[bool] = True

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        return {
            "heading": texts.say("How many copies?"),
            "lead": [texts.say("{fee} for each copy.", fee=fee_text(texts, self.fee_each))],
            "choices": [
                Choice(
                    str(number),
                    texts.count("{n} copy", "{n} copies", number),
                    note=fee_text(texts, self.fee_each * number),
                )
                for number in range(1, self.most + 1)
            ],
        }

    def offered(self) -> tuple[str, ...]:
        """See Screen."""
        return tuple(str(number) for number in range(1, self.most + 1))
