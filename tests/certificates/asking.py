"""What the tests of contents share: a certificate asked for, and all that stands on it."""

from __future__ import annotations

from collections.abc import Iterator

from tests.certificates.registers import everything
from tests.certificates.rows import AKASHI, ISSUED_AT

from kofu.certificates import Content
from kofu.certificates.composing import compose
from kofu.certificates.wanted import Wanted
from kofu.registers.model import Snapshot


def asked(wanted: Wanted, rows: Snapshot | None = None) -> Content:
    return compose(rows or everything(), wanted, AKASHI, ISSUED_AT)


def printed(content: Content) -> str:
    return "\n".join(text for sheet in content.sheets for text in sheet.values())


def cells(content: Content, cell: str) -> list[str]:
    """The texts of one cell, row by row over all sheets."""
    return [text for place, name, text in _in_rows(content) if name == cell]


def rows(content: Content) -> list[str]:
    """Each row's texts from left to right, as one string."""
    found: dict[tuple[int, int], list[str]] = {}
    for place, _, text in _in_rows(content):
        found.setdefault(place, []).append(text)
    return ["｜".join(texts) for _, texts in sorted(found.items())]


def _in_rows(content: Content) -> Iterator[tuple[tuple[int, int], str, str]]:
    for sheet, fields in enumerate(content.sheets):
        for name, text in fields.items():
            place, _, cell = name.partition("_")
            if place[0] == "p" and place[1:].isdigit() and text:
                yield (sheet, int(place[1:])), cell, text
