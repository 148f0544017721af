"""What names and addresses may hold when they are recorded, and what fits a certificate (facts B-43, B-44).

Private-use and control characters are refused, never replaced (domain §5). A text may be stored that is longer than a
certificate can show: then the person is told so, and nothing is cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from kofu.errors import KofuError
from kofu.registers.facts import Fact
from kofu.registers.model import Resident
from kofu.text import ForbiddenCharacter, check_stored, clusters

LONGEST_STORED = 500
"""Characters of any one text of a fact, selectors included"""
_PLAIN: set[str] = set()
"""Characters that have passed the check before, selectors left out: texts of these alone need no second look"""
LONGEST_NAME = 100
"""Characters of a name that a certificate shows; the resident system's own bound (住民記録システム標準仕様書)"""
LONGEST_ADDRESS = 120
"""Characters of an address that a certificate shows"""


class TextRefused(KofuError):
    """A text of a fact holds a character that may not be stored, or is too long to be one."""

    code = "REGISTER_TEXT_REFUSED"
    summary = "a text of this fact may not be stored"


def check_fact(fact: Fact) -> None:
    """Check every text of a fact. Raises TextRefused with the fact's kind, the field and the place, not the text."""
    for name, text in _texts(fact.value, ""):
        if len(text) <= LONGEST_STORED and _PLAIN.issuperset(text):
            continue
        try:
            _PLAIN.update(unit[0] for unit in clusters(check_stored(text, LONGEST_STORED)))
        except ForbiddenCharacter as refused:
            raise TextRefused(kind=fact.kind.stored, field=name, **refused.facts) from None


def _texts(value: object, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item, name)
    elif value is not None:
        kind: Any = type(value)
        for field in _fields(kind):
            yield from _texts(getattr(value, field), f"{name}.{field}" if name else field)


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    """The names of a payload type's fields; none for dates, numbers and enumerations."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def text_fits(resident: Resident) -> bool:
    """Whether the names and the addresses a certificate prints are short enough for it."""
    names = [resident.name, resident.former_surname, resident.alias]
    written = [text for name in names if name for text in (name.written, name.reading or "")]
    shown = [address.text for address in resident.addresses[:2]]
    fits_name = all(sum(1 for _ in clusters(text)) <= LONGEST_NAME for text in written)
    return fits_name and all(sum(1 for _ in clusters(text)) <= LONGEST_ADDRESS for text in shown)
