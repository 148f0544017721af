"""Marking persons by name (facts C-06, C-24)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kofu.issuance.messages import OfferedPerson
from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.checked import marked
from kofu.kiosk.screens.screen import Answer, Choice, Content, Form, Screen, Stage, one


@dataclass(frozen=True, slots=True)
class SomePersons(Screen):
    """Everybody who may be printed, to be marked."""

    persons: tuple[OfferedPerson, ...]
    before: tuple[str, ...] = ()
    """What was marked when the resident came back to this screen"""
    nobody_was_marked: bool = False
    template: ClassVar[str] = "marks.html"
    stage: ClassVar[Stage] = Stage.CHOOSE
    has_back: ClassVar[bool] = True

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        return {
            "heading": texts.say("Mark the persons to be printed"),
            "error": texts.say("Please mark at least one person.") if self.nobody_was_marked else "",
            "choices": [
                Choice(each.person, each.name, self._detail(texts, each), label_language="ja") for each in self.persons
            ],
            "before": self.before,
            "next": texts.say("Next"),
        }

    def _detail(self, texts: Texts, person: OfferedPerson) -> str:
        return texts.say("Yourself") if person.is_holder else ""

    def read(self, form: Form) -> Answer:
        """See Screen. None marked is an answer: the screen comes again and says so."""
        if one(form, "action") != "marked":
            return Screen.read(self, form)
        return marked(form, tuple(each.person for each in self.persons), least=0)
