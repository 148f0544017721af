"""What is asked for, and from where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from kofu.errors import KofuError
from kofu.rules.kinds import Kind
from kofu.rules.standing import PersonId

HOUSEHOLD: Literal["household"] = "household"
"""Instead of a list of persons: the whole household."""

TOWN_HALL = "town_hall"
"""The chain id of a kiosk in a town hall."""


class Option(Enum):
    """An item the holder may choose to have printed."""

    MY_NUMBER = "my_number"
    RESIDENT_CODE = "resident_code"
    RELATIONSHIP = "relationship"
    """Head of household's name and relationship (世帯主氏名・続柄)."""
    HONSEKI = "honseki"
    """Honseki and first-entry name (本籍・筆頭者氏名)."""


class Form(Enum):
    """Which state of the record is wanted."""

    CURRENT = "current"
    BEFORE_REFORM = "before_reform"
    REMOVED = "removed"
    WITH_HISTORY = "with_history"
    WITH_REMARKS = "with_remarks"

    __hash__ = object.__hash__  # as in Kind


class Token(Enum):
    """What carries the user-authentication certificate."""

    CARD = "my_number_card"
    SMARTPHONE = "smartphone"


class NobodyAskedFor(KofuError):
    """A request names no person."""

    code = "RULES_NOBODY_ASKED_FOR"
    summary = "a request names at least one person, or the household"


@dataclass(frozen=True, slots=True)
class Request:
    """One certificate asked for by the holder. Raises NobodyAskedFor for an empty list of persons."""

    kind: Kind
    subjects: tuple[PersonId, ...] | Literal["household"]
    """Persons to print, or HOUSEHOLD; for koseki certificates the persons whose entry or koseki is wanted."""
    options: frozenset[Option] = frozenset()
    tax_year: int | None = None
    """Fiscal year; None asks for the latest on offer at the moment of decision."""
    copies: int = 1
    form: Form = Form.CURRENT

    def __post_init__(self) -> None:
        if not self.subjects:
            raise NobodyAskedFor


@dataclass(frozen=True, slots=True)
class TerminalFacts:
    """What a decision may know about the terminal and the token."""

    chain: str
    """An id such as ``lawson``; TOWN_HALL for a kiosk in a town hall. Unlisted chains are no reason (facts X-10)."""
    token: Token = Token.CARD
    hall_of: str | None = None
    """Municipality code of the hall a town-hall kiosk stands in; None means the hall of the deciding municipality."""
