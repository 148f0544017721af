"""The characters of a PDF page with their places, as PDFium finds them.

Two habits of PDFium are mended here (measured): it tells UTF-16 units, so that a selector or a supplementary character
comes as two; and where a glyph stands for another text than its font says (``ActualText``, which the typesetter writes
when two texts with one glyph meet in a document, a base and its default sequence for instance), it drops everything
above U+FFFD. Such a text is taken from the mark itself, and its place from the text object.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping

import pypdfium2 as pdfium
from pypdfium2 import raw

Found = tuple[float, float, str]
"""Centre in millimetres from the page's top left, and text"""

_MILLIMETRES_PER_POINT = 25.4 / 72
_INVENTED = (0x20, 0x0D, 0x0A)
_MOST_ACTUAL_BYTES = 4096
_MIDDLE_EM = 0.38
"""Middle of a character above its baseline"""


def characters(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage) -> Iterator[Found]:
    """Everything written on the page; in the order of the file, but what is marked comes last."""
    marked = _marked_texts(page)
    yield from _plain(text_page, page.get_height(), marked)
    yield from marked.values()


def _plain(text_page: pdfium.PdfTextPage, height: float, marked: Mapping[int, Found]) -> Iterator[Found]:
    handle, box = text_page.raw, raw.FS_RECTF()
    where, high = ctypes.byref(box), 0
    unit_at, box_at = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    for index in range(text_page.count_chars()):
        unit = unit_at(handle, index)
        if unit in _INVENTED and raw.FPDFText_IsGenerated(handle, index):
            continue
        if marked and _address(raw.FPDFText_GetTextObject(handle, index)) in marked:
            continue
        if 0xD800 <= unit < 0xDC00:
            high = unit
            continue
        box_at(handle, index, where)
        across, down = (box.left + box.right) / 2, height - (box.bottom + box.top) / 2
        yield across * _MILLIMETRES_PER_POINT, down * _MILLIMETRES_PER_POINT, _joined(high, unit)
        high = 0


def _joined(high: int, unit: int) -> str:
    if high and 0xDC00 <= unit < 0xE000:
        return chr(0x10000 + ((high - 0xD800) << 10) + unit - 0xDC00)
    return chr(unit)


def _marked_texts(page: pdfium.PdfPage) -> dict[int, Found]:
    """By address, the text objects that stand for a text of their own."""
    found: dict[int, Found] = {}
    for place in range(raw.FPDFPage_CountObjects(page.raw)):
        written = raw.FPDFPage_GetObject(page.raw, place)
        text = _actual_text(written) if raw.FPDFPageObj_CountMarks(written) > 0 else ""
        if text and raw.FPDFPageObj_GetType(written) == raw.FPDF_PAGEOBJ_TEXT:
            found[_address(written)] = (*_middle(written, page.get_height()), text)
    return found


def _address(written: raw.FPDF_PAGEOBJECT) -> int:
    return ctypes.addressof(written.contents) if written else 0


def _actual_text(written: raw.FPDF_PAGEOBJECT) -> str:
    """What the marks around a text object say it stands for; empty when they say nothing."""
    length = ctypes.c_ulong()
    buffer = (ctypes.c_ubyte * _MOST_ACTUAL_BYTES)()
    for place in range(raw.FPDFPageObj_CountMarks(written)):
        mark = raw.FPDFPageObj_GetMark(written, place)
        found = raw.FPDFPageObjMark_GetParamBlobValue(
            mark, b"ActualText", buffer, _MOST_ACTUAL_BYTES, ctypes.byref(length)
        )
        if found and length.value <= _MOST_ACTUAL_BYTES:
            return bytes(buffer[: length.value]).decode("utf-16", errors="replace")
    return ""


def _middle(written: raw.FPDF_PAGEOBJECT, height: float) -> tuple[float, float]:
    """Middle of the first character of a text object, from its origin and size."""
    matrix, size = raw.FS_MATRIX(), ctypes.c_float()
    raw.FPDFPageObj_GetMatrix(written, ctypes.byref(matrix))
    raw.FPDFTextObj_GetFontSize(written, ctypes.byref(size))
    across = matrix.e + matrix.a * size.value / 2
    up = matrix.f + abs(matrix.d) * size.value * _MIDDLE_EM
    return across * _MILLIMETRES_PER_POINT, (height - up) * _MILLIMETRES_PER_POINT
