"""PWG Raster (PWG 5102.4) at 600 dpi, one bit a pixel, for printers that take no PDF."""

from __future__ import annotations

import struct

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium

from kofu.paper.errors import PageCountMismatch
from kofu.paper.pdfium_turn import PDFIUM

RASTER_FORMAT = "image/pwg-raster"
DPI = 600
WIDTH, HEIGHT = 4961, 7016
"""A4 at 600 dpi, rounded up as PWG 5101.1 sizes are by CUPS"""
MIDDLE_GREY = 128
_SYNC = b"RaS2"
_HEADER_BYTES = 1796
_BLACK_1 = 3
"""cupsColorSpace: black, so that a set bit is ink"""

Bits = npt.NDArray[np.uint8]


def pwg_raster(pdf: bytes, is_two_sided: bool) -> bytes:
    """All pages, without scaling. Raises PageCountMismatch for bytes that are no PDF."""
    pages = _pages(pdf)
    header = _header(is_two_sided, len(pages))
    return _SYNC + b"".join(header + _packed(page) for page in pages)


def _pages(pdf: bytes) -> list[Bits]:
    with PDFIUM:
        try:
            document = pdfium.PdfDocument(pdf)
        except pdfium.PdfiumError:
            raise PageCountMismatch from None
        try:
            return [_bits(document[place]) for place in range(len(document))]
        finally:
            document.close()


def _bits(page: pdfium.PdfPage) -> Bits:
    """One page as rows of packed bits, ink set."""
    bitmap = page.render(scale=DPI / 72, grayscale=True, may_draw_forms=False)
    grey = np.asarray(bitmap.to_numpy()).reshape(bitmap.height, -1)[:, : bitmap.width]
    ink = np.zeros((HEIGHT, WIDTH), dtype=np.bool_)
    rows, columns = min(HEIGHT, grey.shape[0]), min(WIDTH, grey.shape[1])
    ink[:rows, :columns] = grey[:rows, :columns] < MIDDLE_GREY
    bitmap.close()
    page.close()
    return np.packbits(ink, axis=1)


def _header(is_two_sided: bool, pages: int) -> bytes:
    """The page header (PWG 5102.4, table 2); fields not named here are zero."""
    header = bytearray(_HEADER_BYTES)

    def put(place: int, *values: int) -> None:
        struct.pack_into(f">{len(values)}I", header, place, *values)

    header[0:9] = b"PwgRaster"
    put(272, int(is_two_sided))
    put(276, DPI, DPI)
    put(340, 1)
    put(352, 595, 842)
    put(372, WIDTH, HEIGHT)
    put(384, 1, 1, (WIDTH + 7) // 8, 0, _BLACK_1)
    put(420, 1)
    put(452, pages)
    put(456, 1, 1)
    header[1732 : 1732 + len(b"iso_a4_210x297mm")] = b"iso_a4_210x297mm"
    return bytes(header)


def _packed(page: Bits) -> bytes:
    """Rows with a count of repeats, each row in PackBits as PWG Raster wants it (5102.4, 4.3)."""
    parts: list[bytes] = []
    row, last = 0, len(page)
    while row < last:
        repeats = 1
        while repeats < 256 and row + repeats < last and np.array_equal(page[row + repeats], page[row]):
            repeats += 1
        parts.append(bytes([repeats - 1]) + packed_row(page[row].tobytes()))
        row += repeats
    return b"".join(parts)


def packed_row(row: bytes) -> bytes:
    """One row: runs of 2 to 128 equal bytes as (count - 1, byte), others as (257 - count, bytes)."""
    parts: list[bytes] = []
    place = 0
    while place < len(row):
        run = _run(row, place)
        if run > 1:
            parts.append(bytes([run - 1, row[place]]))
            place += run
            continue
        begin = place
        while place < len(row) and place - begin < 128 and _run(row, place) == 1:
            place += 1
        count = place - begin
        parts.append(bytes([0 if count == 1 else 257 - count]) + row[begin:place])
    return b"".join(parts)


def _run(row: bytes, place: int) -> int:
    end = place + 1
    while end < len(row) and end - place < 128 and row[end] == row[place]:
        end += 1
    return end - place


def unpacked_row(data: bytes, place: int, width: int) -> tuple[bytes, int]:
    """The opposite of ``packed_row``: a row of so many bytes, and where the next begins. For readers and tests."""
    row = b""
    while len(row) < width:
        head = data[place]
        if head < 128:
            row += data[place + 1 : place + 2] * (head + 1)
            place += 2
        else:
            row += data[place + 1 : place + 1 + 257 - head]
            place += 1 + 257 - head
    return row, place
