"""Last of four steps to another municipality (fact F-05)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.places import place_choice
from kofu.kiosk.screens.screen import Content, Screen, Stage


@dataclass(frozen=True, slots=True)
class MunicipalityName:
    """A municipality as a button shows it."""

    code: str
    written: str
    english: str


@dataclass(frozen=True, slots=True)
class Municipality(Screen):
    """Which municipality."""

    names: tuple[MunicipalityName, ...]
    template: ClassVar[str] = "choices.html"
    stage: ClassVar[Stage] = Stage.CARD
    has_back: ClassVar[bool] = True

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        return {
            "heading": texts.say("Choose the municipality"),
            "choices": [place_choice(texts, name.code, name.english, name.written) for name in self.names],
        }

    def offered(self) -> tuple[str, ...]:
        """See Screen."""
        return tuple(name.code for name in self.names)
