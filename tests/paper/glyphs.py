"""Glyphs embedded in a finished document, and those the certificate font gives for a text."""

from __future__ import annotations

import io
from functools import cache

import pikepdf
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont
from tests.paper.desk import font_path

from kofu.text import clusters


@cache
def _source() -> TTFont:
    return TTFont(font_path(), lazy=True)


@cache
def _sequences(selector: int) -> dict[int, str | None]:
    table = next(table for table in _source()["cmap"].tables if table.format == 14)
    return dict(table.uvsDict[selector])


@cache
def expected_outline(text: str) -> list[object]:
    """The outline of one character or sequence, from the font's own tables."""
    plain = _source().getBestCmap()
    assert len(list(clusters(text))) == 1
    glyph = _sequences(ord(text[1]))[ord(text[0])] if len(text) == 2 else None
    return outline(_source(), str(glyph or plain[ord(text[0])]))


def outline(font: TTFont, glyph: str) -> list[object]:
    pen = RecordingPen()
    font.getGlyphSet()[glyph].draw(pen)
    return list(pen.value)


def embedded_outlines(pdf: bytes) -> list[tuple[str, list[object]]]:
    """Text and outline of every glyph a document embeds."""
    found: list[tuple[str, list[object]]] = []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts = {font.objgen: font for page in document.pages for font in page.obj.Resources.Font.values()}
        for font in fonts.values():
            descendant = font.DescendantFonts[0]
            embedded = TTFont(io.BytesIO(descendant.FontDescriptor.FontFile2.read_bytes()))
            order = embedded.getGlyphOrder()
            for code, text in to_unicode(font.ToUnicode.read_bytes().decode()).items():
                found.append((text, outline(embedded, order[code])))
    return found


def to_unicode(cmap: str) -> dict[int, str]:
    """The single mappings of a ToUnicode CMap."""
    pairs: dict[int, str] = {}
    for line in cmap.splitlines():
        parts = line.replace("<", " ").replace(">", " ").split()
        single = line.startswith("<") and len(parts) == 2 and line.count("<") == 2
        if single and len(parts[0]) == 4 and parts[0] != "0000":
            pairs[int(parts[0], 16)] = bytes.fromhex(parts[1]).decode("utf-16-be")
    return pairs
