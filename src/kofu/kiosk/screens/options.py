"""Items that are printed only when chosen (facts C-07 to C-09)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.checked import marked
from kofu.kiosk.screens.screen import Answer, Choice, Content, Form, Screen, Stage, one
from kofu.kiosk.screens.titles import option_name
from kofu.rules import Option


@dataclass(frozen=True, slots=True)
class Options(Screen):
    """The items of one certificate; nothing is marked beforehand."""

    options: tuple[str, ...]
    before: tuple[str, ...] = ()
    template: ClassVar[str] = "marks.html"
    stage: ClassVar[Stage] = Stage.CHOOSE
    has_back: ClassVar[bool] = True

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        return {
            "heading": texts.say("Which items should be printed as well?"),
            "lead": [texts.say("Ask the recipient which items are needed. Without a mark an item is left out.")],
            "choices": [
                Choice(option, option_name(texts, option), self._detail(texts, option)) for option in self.options
            ],
            "before": self.before,
            "next": texts.say("Next"),
        }

    def _detail(self, texts: Texts, option: str) -> str:
        if option == Option.MY_NUMBER.value:
            return texts.say("Only for uses fixed by law, such as tax and social security")
        return ""

    def read(self, form: Form) -> Answer:
        """See Screen."""
        if one(form, "action") != "marked":
            return Screen.read(self, form)
        return marked(form, self.options, least=0)
