"""First of four steps to another municipality (fact F-05)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.places import REGIONS, place_choice
from kofu.kiosk.screens.screen import Content, Screen, Stage


@dataclass(frozen=True, slots=True)
class Region(Screen):
    """Which region."""

    regions: tuple[str, ...]
    template: ClassVar[str] = "choices.html"
    stage: ClassVar[Stage] = Stage.CARD
    has_back: ClassVar[bool] = True

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        return {
            "heading": texts.say("Choose the region"),
            "choices": [place_choice(texts, region, REGIONS.get(region, "")) for region in self.regions],
        }

    def offered(self) -> tuple[str, ...]:
        """See Screen."""
        return self.regions
