"""What a stored text may hold, and how it falls into drawable characters (MJ+ with IVS, design §7)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from kofu.errors import KofuError

_TO_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


class ForbiddenCharacter(KofuError):
    """A control, format, private-use or unassigned character, a surrogate, or a selector without its base."""

    code = "TEXT_FORBIDDEN_CHARACTER"
    summary = "the text holds a character that no certificate may carry"


class UndrawableCharacter(KofuError):
    """The font has no glyph for this character or variation sequence."""

    code = "TEXT_UNDRAWABLE_CHARACTER"
    summary = "the certificate font cannot draw this character"


def is_selector(character: str) -> bool:
    """Whether this is a variation selector (standardised FE00–FE0F or ideographic E0100–E01EF)."""
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def check_stored(text: str, longest: int) -> str:
    """Return the text unchanged, or raise ForbiddenCharacter with the place and class of the first bad one.

    ``longest`` bounds the text in characters, selectors included; a longer text raises too, it is never cut.
    """
    if len(text) > longest:
        raise ForbiddenCharacter(length=len(text), longest=longest)
    before = ""
    for place, character in enumerate(text):
        if is_selector(character):
            if not before or is_selector(before):
                raise ForbiddenCharacter(place=place, category="lone selector")
        elif unicodedata.category(character) in {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}:
            raise ForbiddenCharacter(place=place, category=unicodedata.category(character))
        before = character
    return text


def clusters(text: str) -> Iterator[str]:
    """The text in drawable units: a base character with its variation selector, if it has one."""
    unit = ""
    for character in text:
        if unit and not is_selector(character):
            yield unit
            unit = ""
        unit += character
    if unit:
        yield unit


def full_width(text: str) -> str:
    """ASCII as full-width forms, for digits on forms; everything else unchanged."""
    return text.translate(_TO_FULL_WIDTH)
