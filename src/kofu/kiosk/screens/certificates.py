"""What can be had now, and what cannot, each leading on (facts C-01 to C-05, F-08)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kofu.issuance.messages import Offer
from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.screen import Choice, Content, Screen, Stage
from kofu.kiosk.screens.titles import fee_text, title_and_official


@dataclass(frozen=True, slots=True)
class Certificates(Screen):
    """The menu of one municipality for one holder."""

    offer: Offer
    municipality: str
    """Its Japanese name"""
    template: ClassVar[str] = "certificates.html"
    stage: ClassVar[Stage] = Stage.CHOOSE
    voice: ClassVar[str] = "certificate"

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        heading = "Choose a certificate" if self.offer.certificates else "No certificate can be issued now"
        return {
            "heading": texts.say(heading),
            "place": self.municipality,
            "choices": [
                self._choice(texts, each.kind, each.title, note=fee_text(texts, each.fee), is_open=True)
                for each in self.offer.certificates
            ],
            "closed_heading": texts.say("Not available now – press to see why"),
            "closed": [
                self._choice(texts, each.kind, each.title, note=texts.say("Why?"), is_open=False)
                for each in self.offer.refusals
            ],
        }

    def _choice(self, texts: Texts, kind: str, title: str, note: str, is_open: bool) -> Choice:
        label, official = title_and_official(texts, kind, title)
        return Choice(kind, label, official, note=note, is_open=is_open)

    def offered(self) -> tuple[str, ...]:
        """See Screen."""
        open_ones = tuple(each.kind for each in self.offer.certificates)
        return open_ones + tuple(each.kind for each in self.offer.refusals)
