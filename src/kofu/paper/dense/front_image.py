"""The plain front as the back repeats it: 1-bit, 200 dpi, exact. Never lossy symbols, which can swap digits.

Packed rows (1 is ink, most significant bit left) under raw LZMA2 with ``lc = lp = pb = 0`` and a dictionary of 1 MiB,
after one byte 1 that names this way. The size is the format's, so a reader knows it before unpacking.
"""

from __future__ import annotations

import io
import lzma

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium

from kofu.paper.dense.errors import BackMalformed
from kofu.paper.errors import PageCountMismatch

FRONT_WIDTH, FRONT_HEIGHT, FRONT_DPI = 1654, 2339, 200
THRESHOLD = 140
"""Greys below are ink"""

Front = npt.NDArray[np.uint8]
"""FRONT_HEIGHT × FRONT_WIDTH; 1 is ink"""

_ROW_BYTES = (FRONT_WIDTH + 7) // 8
_PACKED_BYTES = _ROW_BYTES * FRONT_HEIGHT
_LZMA2 = b"\x01"
_READING = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 20, "lc": 0, "lp": 0, "pb": 0}]
_WRITING = [{**_READING[0], "mode": lzma.MODE_FAST, "mf": lzma.MF_HC4, "nice_len": 64, "depth": 16}]


def front_of(pdf: bytes, page: int) -> Front:
    """One page (from 0) of a plain front's PDF as the bitmap that the back holds. Raises PageCountMismatch."""
    try:
        document = pdfium.PdfDocument(io.BytesIO(pdf))
    except pdfium.PdfiumError:
        raise PageCountMismatch from None
    try:
        if not 0 <= page < len(document):
            raise PageCountMismatch
        return _drawn(document[page])
    finally:
        document.close()


def _drawn(page: pdfium.PdfPage) -> Front:
    """PDFium rounds A4 up to whole pixels; the format's size is cut or filled at the right and bottom edge."""
    bitmap = page.render(scale=FRONT_DPI / 72, grayscale=True, may_draw_forms=False)
    grey = bitmap.to_numpy().reshape(bitmap.height, bitmap.width)[:FRONT_HEIGHT, :FRONT_WIDTH]
    front = np.zeros((FRONT_HEIGHT, FRONT_WIDTH), np.uint8)
    front[: grey.shape[0], : grey.shape[1]] = grey < THRESHOLD
    bitmap.close()
    page.close()
    return front


def compress(front: Front) -> bytes:
    """The bytes that the back carries."""
    packed = np.packbits(front, axis=1).tobytes()
    return _LZMA2 + lzma.compress(packed, format=lzma.FORMAT_RAW, filters=_WRITING)


def restore(data: bytes) -> Front:
    """The bitmap again, from bytes whose signature has been checked. Raises BackMalformed."""
    if data[:1] != _LZMA2:
        raise BackMalformed
    try:
        unpacker = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=_READING)
        packed = unpacker.decompress(data[1:], _PACKED_BYTES + 1)
    except (lzma.LZMAError, EOFError):
        raise BackMalformed from None
    if len(packed) != _PACKED_BYTES or unpacker.unused_data:
        raise BackMalformed
    rows = np.frombuffer(packed, np.uint8).reshape(FRONT_HEIGHT, _ROW_BYTES)
    return np.unpackbits(rows, axis=1)[:, :FRONT_WIDTH]
