"""A certificate as display-ready strings, before anything is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from kofu.certificates.issuer import IssuerFacts
from kofu.pki.identity import CardIdentity
from kofu.registers.model import PersonId
from kofu.rules import Kind

Fields = Mapping[str, str]
"""One sheet: field name of the form to the text that stands there. A field left out stays blank."""


class Essential(Enum):
    """What the seal on the paper repeats, so that a clerk can compare without a network. The value is its tag."""

    ADDRESS = 1
    NAME = 2
    BIRTH = 3
    HONSEKI = 4
    FISCAL_YEAR = 5
    AMOUNT = 6


@dataclass(frozen=True, slots=True)
class Imprint:
    """印影, printed at its own size."""

    png: bytes
    side_millimetres: int


@dataclass(frozen=True, slots=True)
class Content:
    """What the pages of one certificate say.

    ``reached`` holds the card links found from the drawn rows themselves: their own row, household or koseki. It never
    looks at the request, so a page made from the wrong rows does not reach the holder's card (design §4, holder tag).
    """

    kind: Kind
    form: str
    """Name of the design: which fields there are and where"""
    title: str
    sheets: tuple[Fields, ...]
    essentials: tuple[tuple[tuple[Essential, str], ...], ...]
    """Per sheet"""
    filled: tuple[int, ...]
    """Per sheet how many of the form's places are used; the rest is struck through"""
    persons: tuple[PersonId, ...]
    """Everybody printed, in order"""
    reached: frozenset[CardIdentity]
    issuer: IssuerFacts
    issued_at: datetime
    marks: tuple[tuple[str, ...], ...] = ()
    """Per sheet which of the form's optional lines are drawn; none for a form without such lines"""
    imprint: Imprint | None = None
    """On the first sheet of a seal certificate"""
