"""What every screen is: a value that says what to show and reads what was pressed. Screens decide nothing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from kofu.errors import KofuError
from kofu.kiosk.devices import PinEntry
from kofu.kiosk.locale import Texts

Form = Mapping[str, Sequence[str]]
"""The fields of a form as they came, each possibly several times."""
Content = dict[str, object]
"""What a template shows: texts ready to be read."""


class AnswerNotOffered(KofuError):
    """Something was pressed that this screen does not have: a forged or broken form."""

    code = "KIOSK_ANSWER_NOT_OFFERED"
    summary = "the screen does not offer this"


class Stage(IntEnum):
    """The five steps that the head of every screen counts."""

    START = 0
    CARD = 1
    PIN = 2
    CHOOSE = 3
    PAY = 4
    TAKE = 5


# What a screen is answered with


@dataclass(frozen=True, slots=True)
class Picked:
    """One of the offered values."""

    value: str


@dataclass(frozen=True, slots=True)
class PickedSome:
    """Some of the offered values, in the order offered."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Back:
    """To the screen before."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop and give everything back."""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """Nobody answered in time."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What the screen was waiting for came about at a device."""


Answer = Picked | PickedSome | PinEntry | Back | Cancel | TimedOut | Happened


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to press."""

    value: str
    label: str
    detail: str = ""
    label_language: str | None = None
    """The language of the label where it is not the screen's"""
    note: str = ""
    """Shown at the end: a fee, for instance"""
    is_open: bool = True
    """Whether it leads on; a closed one leads to its reasons"""


class Screen(ABC):
    """One screen. Subclasses are frozen dataclasses, one in each file."""

    template: ClassVar[str]
    stage: ClassVar[Stage]
    voice: ClassVar[str] = ""
    """The prompt spoken when it appears"""
    has_back: ClassVar[bool] = False
    has_cancel: ClassVar[bool] = True

    @classmethod
    def name(cls) -> str:
        """The screen's name in addresses of pictures, in styles and in tests: TakeCard is take-card."""
        return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in cls.__name__).lstrip("-")

    @abstractmethod
    def content(self, texts: Texts) -> Content:
        """What to show; always with a ``heading``."""

    def offered(self) -> tuple[str, ...]:
        """The values that may be picked."""
        return ()

    def read(self, form: Form) -> Answer:
        """What was pressed. Raises AnswerNotOffered for anything that is not on this screen."""
        match one(form, "action"):
            case "back" if self.has_back:
                return Back()
            case "cancel" if self.has_cancel:
                return Cancel()
            case "pick":
                value = one(form, "value")
                if value in self.offered():
                    return Picked(value)
        raise AnswerNotOffered


def one(form: Form, name: str) -> str:
    """A field that must be there exactly once. Raises AnswerNotOffered."""
    values = form.get(name, ())
    if len(values) != 1:
        raise AnswerNotOffered
    return values[0]
