"""Third of four steps to another municipality: the row of the kana table its name begins in (fact F-05)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.places import ROWS, place_choice
from kofu.kiosk.screens.screen import Content, Screen, Stage


@dataclass(frozen=True, slots=True)
class KanaRow(Screen):
    """Which kana row."""

    rows: tuple[str, ...]
    template: ClassVar[str] = "choices.html"
    stage: ClassVar[Stage] = Stage.CARD
    has_back: ClassVar[bool] = True

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        return {
            "heading": texts.say("How does the municipality's name begin?"),
            "choices": [place_choice(texts, row, ROWS.get(row, ""), f"{row}行") for row in self.rows],
        }

    def offered(self) -> tuple[str, ...]:
        """See Screen."""
        return self.rows
