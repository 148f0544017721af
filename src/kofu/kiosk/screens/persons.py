"""Whose entries are printed: mine, everybody's, or a choice (facts C-06, C-24)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.screen import Choice, Content, Screen, Stage

ME, EVERYBODY, SOME = "me", "everybody", "some"


@dataclass(frozen=True, slots=True)
class Persons(Screen):
    """The three ways. Names nobody: only the next screen does, and only if it is needed (F-27)."""

    ways: tuple[str, ...]
    template: ClassVar[str] = "choices.html"
    stage: ClassVar[Stage] = Stage.CHOOSE
    has_back: ClassVar[bool] = True

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        told = {
            ME: Choice(ME, texts.say("Only me")),
            EVERYBODY: Choice(EVERYBODY, texts.say("Everybody"), texts.say("All members who can be printed")),
            SOME: Choice(SOME, texts.say("Choose persons"), texts.say("Their names are shown on the next screen")),
        }
        return {
            "heading": texts.say("Whose entries should be printed?"),
            "choices": [told[way] for way in self.ways],
        }

    def offered(self) -> tuple[str, ...]:
        """See Screen."""
        return self.ways
