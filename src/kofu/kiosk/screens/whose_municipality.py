"""Own municipality with one press, or the way to another (facts F-04, F-05)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.screen import Choice, Content, Screen, Stage

OWN = "own"
ANOTHER = "another"


@dataclass(frozen=True, slots=True)
class WhoseMunicipality(Screen):
    """Where the certificate is to come from. Names no place: nothing is shown of the card before its PIN (F-27)."""

    template: ClassVar[str] = "choices.html"
    stage: ClassVar[Stage] = Stage.CARD
    voice: ClassVar[str] = "municipality"

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        return {
            "heading": texts.say("Which municipality's certificate do you need?"),
            "choices": [
                Choice(OWN, texts.say("The municipality where you live"), texts.say("For most people")),
                Choice(
                    ANOTHER,
                    texts.say("Another municipality"),
                    texts.say("For koseki certificates when your registered domicile (honseki) is elsewhere"),
                ),
            ],
        }

    def offered(self) -> tuple[str, ...]:
        """See Screen."""
        return (OWN, ANOTHER)
