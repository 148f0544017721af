"""The 40-digit number unique to one printed set (固有番号, 電子契印; facts G-08, G-09).

Layout: municipality 6 · kind 2 · issue date 8 (YYYYMMDD) · random 22 · check 2. The check is ISO/IEC 7064 MOD 97-10,
so the whole number leaves 1 when divided by 97: every single wrong digit and every swap of neighbours is noticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NewType

from kofu.errors import KofuError

DocumentNumber = NewType("DocumentNumber", str)

LENGTH = 40
RANDOM_DIGITS = 22
RANDOM_SPAN = 10**RANDOM_DIGITS


class InvalidNumber(KofuError):
    """Not 40 digits, or the check digits do not fit."""

    code = "NUMBER_INVALID"
    summary = "not a document number: 40 digits whose check fits are needed"


@dataclass(frozen=True, slots=True)
class NumberParts:
    """What a document number says without asking anybody."""

    municipality: str
    kind: int
    issued_on: date
    random: int


def draw(municipality: str, kind: int, issued_on: date, random: int) -> DocumentNumber:
    """Compose a number. ``random`` must be uniform below RANDOM_SPAN; its uniqueness is the store's to enforce."""
    fits = len(municipality) == 6 and municipality.isascii() and municipality.isdigit()
    if not (fits and 0 <= kind < 100 and 0 <= random < RANDOM_SPAN):
        raise InvalidNumber
    body = f"{municipality}{kind:02d}{issued_on:%Y%m%d}{random:022d}"
    check = 98 - int(body + "00") % 97
    return DocumentNumber(f"{body}{check:02d}")


def read(text: str) -> DocumentNumber:
    """Accept a number as typed: blanks and hyphens are dropped. Raises InvalidNumber."""
    digits = "".join(text.replace("-", " ").split())
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()) or int(digits) % 97 != 1:
        raise InvalidNumber
    return DocumentNumber(digits)


def parts(number: DocumentNumber) -> NumberParts:
    """Take a number apart. Raises InvalidNumber also for a date that does not exist."""
    try:
        issued_on = date(int(number[8:12]), int(number[12:14]), int(number[14:16]))
    except ValueError:
        raise InvalidNumber from None
    return NumberParts(number[:6], int(number[6:8]), issued_on, int(number[16:38]))


def grouped(number: DocumentNumber) -> str:
    """In tens, as it stands on paper."""
    return " ".join(number[i : i + 10] for i in range(0, LENGTH, 10))
