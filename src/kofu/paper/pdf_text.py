"""The characters of a PDF page with their places, as PDFium finds them.

Two habits of PDFium are mended here (measured): it tells UTF-16 units, so that a selector or a supplementary character
comes as two; and where a glyph stands for another text than its font says (``ActualText``, which the typesetter writes
when a base and its default sequence meet in one document), it drops everything above U+FFFD. The text is then taken
from the mark itself.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2 as pdfium
from pypdfium2 import raw

_MILLIMETRES_PER_POINT = 25.4 / 72
_INVENTED = (0x20, 0x0D, 0x0A)
_MOST_ACTUAL_BYTES = 4096


def characters(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage) -> Iterator[tuple[float, float, str]]:
    """Centre in millimetres from the page's top left, and character, in the order of the file."""
    handle, box, height = text_page.raw, raw.FS_RECTF(), page.get_height()
    where, marked = ctypes.byref(box), _has_marks(page)
    unit_at, box_at = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    replaced, high = 0, 0
    for index in range(text_page.count_chars()):
        unit = unit_at(handle, index)
        if unit in _INVENTED and raw.FPDFText_IsGenerated(handle, index):
            continue
        address, text = _replacement(handle, index) if marked else (0, "")
        if address and address == replaced:
            continue
        replaced = address if text else 0
        if not text and 0xD800 <= unit < 0xDC00:
            high = unit
            continue
        box_at(handle, index, where)
        across, down = (box.left + box.right) / 2, height - (box.bottom + box.top) / 2
        yield across * _MILLIMETRES_PER_POINT, down * _MILLIMETRES_PER_POINT, text or _joined(high, unit)
        high = 0


def _has_marks(page: pdfium.PdfPage) -> bool:
    """Whether anything on the page is marked; asking once saves a call for every character of nearly all pages."""
    count = raw.FPDFPage_CountObjects(page.raw)
    return any(raw.FPDFPageObj_CountMarks(raw.FPDFPage_GetObject(page.raw, place)) > 0 for place in range(count))


def _replacement(handle: object, index: int) -> tuple[int, str]:
    """The text object a character belongs to, and the text its marks say it stands for."""
    written = raw.FPDFText_GetTextObject(handle, index)
    if not written:
        return 0, ""
    return ctypes.addressof(written.contents), _actual_text(written)


def _joined(high: int, unit: int) -> str:
    if high and 0xDC00 <= unit < 0xE000:
        return chr(0x10000 + ((high - 0xD800) << 10) + unit - 0xDC00)
    return chr(unit)


def _actual_text(written: object) -> str:
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
