"""Reads a finished document back by position and compares it with what the raw rows say (design §5, step 5).

Separate from drawing on purpose: PDFium instead of the typesetter, positions of its own (positions.py) instead of the
design files, expectations formatted from the rows by other code (expected/). A difference is an alarm, never a print.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import pypdfium2 as pdfium
from pypdfium2 import raw

from kofu.paper.errors import PageCountMismatch, ReadBackMismatch
from kofu.paper.pdf_text import characters
from kofu.paper.pdfium_turn import PDFIUM
from kofu.paper.positions import IMPRINT, NOWHERE, OUTSIDE, Cell, Positions

Read = Mapping[tuple[int, str], str]
"""Page from 1 and field to text; fields that stand blank are left out"""
_MILLIMETRES_PER_POINT = 25.4 / 72
_SHEET_MILLIMETRES = 297.0
_LINE_MILLIMETRES = 1.0
"""A text further below its first character than this has been broken into lines, which no field is"""
_MOST_PAGES = 100
_MOST_CHARACTERS = 20_000


def read_back(pdf: bytes, positions: Positions | Sequence[Positions]) -> Read:
    """Every field's text, character by character from its place, and per page the words outside all fields.

    Positions are one for all pages, or one a page. Raises PageCountMismatch for a file that is no document of ours at
    all, or has another number of pages than positions.
    """
    with PDFIUM:
        return _read(pdf, positions)


def _read(pdf: bytes, positions: Positions | Sequence[Positions]) -> Read:
    try:
        document = pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError:
        raise PageCountMismatch from None
    try:
        if not 0 < len(document) <= _MOST_PAGES:
            raise PageCountMismatch(pages=len(document))
        pages = [positions] * len(document) if isinstance(positions, Positions) else positions
        if len(pages) != len(document):
            raise PageCountMismatch(pages=len(document))
        found: dict[tuple[int, str], str] = {}
        for place, page in enumerate(pages):
            for field, text in _read_page(document[place], page).items():
                found[place + 1, field] = text
        if pages[0].imprint is not None:
            found |= _read_imprint(document[0], pages[0].imprint)
        return found
    finally:
        document.close()


def compare(read: Read, expected: Read) -> None:
    """Nothing when both are equal; else ReadBackMismatch with page and field of the first difference, not its text."""
    for page, field in sorted(read.keys() | expected.keys()):
        if read.get((page, field)) != expected.get((page, field)):
            raise ReadBackMismatch(page=page, field=field)


def _read_page(page: pdfium.PdfPage, positions: Positions) -> dict[str, str]:
    text_page = page.get_textpage()
    try:
        if text_page.count_chars() > _MOST_CHARACTERS:
            raise ReadBackMismatch(field=OUTSIDE)
        return _by_field(characters(page, text_page), positions)
    finally:
        text_page.close()
        page.close()


def _by_field(found: Iterable[tuple[float, float, str]], positions: Positions) -> dict[str, str]:
    fields: dict[str, list[tuple[float, str]]] = {OUTSIDE: []}
    lines: dict[str, float] = {}
    (left, top, right, bottom), field = NOWHERE
    for x, y, character in found:
        if not (left <= x < right and top <= y < bottom):
            (left, top, right, bottom), field = positions.cell_at(x, y)
            fields.setdefault(field, [])
        broken = field != OUTSIDE and abs(lines.setdefault(field, y) - y) > _LINE_MILLIMETRES
        fields[field].append((x, "\n" + character if broken else character))
    outside = "".join(sorted(character for _, character in fields.pop(OUTSIDE)))
    return {name: _in_order(units) for name, units in fields.items()} | {OUTSIDE: outside}


def _in_order(units: list[tuple[float, str]]) -> str:
    """From left to right; a base and its selector have one place and keep the order of the file."""
    return "".join(text for _, text in sorted(units, key=lambda unit: unit[0]))


def _read_imprint(page: pdfium.PdfPage, cell: Cell) -> dict[tuple[int, str], str]:
    """Side, pixels and their digest of every picture whose centre stands where an imprint is expected."""
    left, top, right, bottom = cell
    told: list[str] = []
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=8):
        x1, y1, x2, y2 = (edge * _MILLIMETRES_PER_POINT for edge in picture.get_bounds())
        if left <= (x1 + x2) / 2 < right and top <= _SHEET_MILLIMETRES - (y1 + y2) / 2 < bottom:
            pixels = picture.get_bitmap(render=False).to_pil().convert("L")
            digest = hashlib.sha256(pixels.tobytes()).hexdigest()
            told.append(f"{x2 - x1:.3g}mm {pixels.width}x{pixels.height} {digest}")
    return {(1, IMPRINT): "\n".join(told)} if told else {}
