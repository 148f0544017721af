"""Rows that flow over as many sheets as they take: nothing is ever cut (issue 4, design §8).

A form has ``room`` rows a sheet. What belongs together (a person's head, one entry of a koseki) is a block and stays on
one sheet where it can; a block longer than a sheet is parted between rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kofu.certificates.content import Content, Essential, Fields, Imprint
from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.wording import foot
from kofu.pki.identity import CardIdentity
from kofu.registers.model import PersonId
from kofu.rules import Kind
from kofu.text import clusters

CLOSING = "begin"
"""The mark that draws a line above a row, across the form"""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a form: texts by cell, the optional lines it draws, and how many rows of the form it takes."""

    cells: Mapping[str, str]
    marks: tuple[str, ...] = ()
    height: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that belong together, and what is said again where they begin a further sheet."""

    rows: Sequence[Row]
    again: Sequence[Row] = ()

    @property
    def height(self) -> int:
        """Rows of the form."""
        return _height(self.rows)


@dataclass(frozen=True, slots=True)
class Said:
    """What one certificate says, before it is laid out on sheets."""

    kind: Kind
    form: str
    room: int
    """Rows of one sheet"""
    frame: Mapping[str, str]
    """Fields that stand on every sheet"""
    blocks: Sequence[Block]
    essentials: tuple[tuple[Essential, str], ...]
    persons: tuple[PersonId, ...]
    reached: frozenset[CardIdentity]
    marks: tuple[str, ...] = ()
    """Optional lines drawn on every sheet"""
    imprint: Imprint | None = None


def lay_out(said: Said, issuer: IssuerFacts, issued_at: datetime) -> Content:
    """The rows on their sheets."""
    sheets = list(_sheets(said.blocks, said.room))
    frame = dict(said.frame) | foot(issuer, issued_at)
    return Content(
        kind=said.kind,
        form=said.form,
        title=said.frame["title"],
        sheets=tuple({**frame, **_fields(rows)} for rows in sheets),
        marks=tuple(said.marks + _marks(rows, said.room) for rows in sheets),
        essentials=(said.essentials,) * len(sheets),
        filled=tuple(_height(rows) for rows in sheets),
        persons=said.persons,
        reached=said.reached,
        issuer=issuer,
        issued_at=issued_at,
        imprint=said.imprint,
    )


def broken(text: str, most: int) -> tuple[str, ...]:
    """The text in pieces of at most ``most`` characters, a selector staying with its base; one empty piece for none."""
    units = list(clusters(text))
    return tuple("".join(units[start : start + most]) for start in range(0, max(1, len(units)), most))


def _sheets(blocks: Iterable[Block], room: int) -> Iterator[list[Row]]:
    sheet: list[Row] = []
    for block in blocks:
        if sheet and _height(sheet) + block.height > room >= _height(block.again) + block.height:
            yield sheet
            sheet = list(block.again)
        for row in block.rows:
            if _height(sheet) + row.height > room:
                yield sheet
                sheet = list(block.again)
            sheet.append(row)
    yield sheet


def _height(rows: Iterable[Row]) -> int:
    return sum(row.height for row in rows)


def _placed(rows: Iterable[Row]) -> Iterator[tuple[int, Row]]:
    place = 1
    for row in rows:
        yield place, row
        place += row.height


def _fields(rows: Iterable[Row]) -> Fields:
    return {f"p{place}_{cell}": text for place, row in _placed(rows) for cell, text in row.cells.items()}


def _marks(rows: Sequence[Row], room: int) -> tuple[str, ...]:
    """Those of the rows; and where a sheet is not full, the line that ends what stands on it."""
    end = _height(rows) + 1
    closing = (f"p{end}_{CLOSING}",) if end <= room else ()
    return tuple(f"p{place}_{mark}" for place, row in _placed(rows) for mark in row.marks) + closing
