"""Asks for the four digits (facts A-04 to A-06, A-31)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from kofu.kiosk.devices import PinEntry
from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.screen import Answer, AnswerNotOffered, Content, Form, Screen, Stage, one

LENDING = "Never lend your card to anybody, and never tell anybody your PIN."
FOUR_DIGITS = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Pin(Screen):
    """The PIN pad; ``was_wrong`` after an entry the card refused."""

    tries_left: int | None
    was_wrong: bool = False
    template: ClassVar[str] = "pin.html"
    stage: ClassVar[Stage] = Stage.PIN
    voice: ClassVar[str] = "pin"

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        return {
            "heading": texts.say("Enter your four-digit PIN"),
            "lead": [
                texts.say("It is the PIN of the user-authentication certificate, set when you received the card.")
            ],
            "error": texts.say("The PIN is wrong. Please enter it again.") if self.was_wrong else "",
            "tries": self._tries(texts),
            "clear": texts.say("Clear"),
            "enter": texts.say("Enter"),
            "digits_label": texts.say("PIN"),
            "keys": "123456789",
            "warning": "" if self.was_wrong else texts.say(LENDING),
        }

    def _tries(self, texts: Texts) -> str:
        """How many are left, once it matters."""
        if self.tries_left is None or (self.tries_left > 2 and not self.was_wrong):
            return ""
        return texts.count("{n} try is left. Then the PIN is locked.", "{n} tries are left.", self.tries_left)

    def read(self, form: Form) -> Answer:
        """See Screen. What is not four digits never reaches the card and costs no try."""
        if one(form, "action") != "pin":
            return Screen.read(self, form)
        digits = one(form, "pin")
        if not FOUR_DIGITS.fullmatch(digits):
            raise AnswerNotOffered
        return PinEntry(digits.encode())
