"""Drawing a back on whole 600 dpi pixels and putting it behind its front (docs/paper-format.md §2, §6)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pikepdf
from isal import isal_zlib
from pikepdf import Dictionary, Name, Stream

from kofu.paper.dense.geometry import (
    CELL,
    DISC_RADIUS,
    HEIGHT,
    INK,
    LEFT,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    TOP,
    WIDTH,
    Cells,
    disc_centres,
)
from kofu.paper.errors import PageCountMismatch

RASTER_BYTES = PAGE_WIDTH // 8 * PAGE_HEIGHT
PLACED = b"595.1995 0 0 841.9195 0.00025 -0.02975 cm"
"""0.12 pt a pixel, anchored at the top left of 595.276 × 841.89, and 0.0005 pt smaller.

With the exact size Poppler 22.12 rounds up to one more pixel and draws four million others; so, it and Ghostscript 10.0
draw exactly ours (tests/paper_dense/test_drawing.py).
"""

_Packed = npt.NDArray[np.uint8]


def draw_back(cells: Cells, under: bytes | None = None) -> bytes:
    """The page as packed rows of 4960 × 7016 pixels, 1 is ink; ``under`` is such a raster with the page's margins."""
    raster = np.zeros((PAGE_HEIGHT, PAGE_WIDTH // 8), np.uint8)
    if under is not None:
        raster |= np.frombuffer(under, np.uint8).reshape(raster.shape)
    first, last = LEFT // 8, LEFT // 8 + WIDTH * CELL // 8
    field = raster[TOP : TOP + HEIGHT * CELL, first:last].reshape(HEIGHT, CELL, -1)
    field[:] = 0
    field[:, :INK] = _rows(cells)[:, None]
    for top, left, disc in _discs():
        raster[top : top + disc.shape[0], left : left + disc.shape[1]] |= disc
    return raster.tobytes()


def append_backs(front_pdf: bytes, backs: Sequence[bytes]) -> bytes:
    """Front, back, front, back …: each raster behind its page. Raises PageCountMismatch."""
    try:
        pdf = pikepdf.open(io.BytesIO(front_pdf))
    except pikepdf.PdfError:
        raise PageCountMismatch from None
    with pdf:
        if len(pdf.pages) != len(backs):
            raise PageCountMismatch(fronts=len(pdf.pages), backs=len(backs))
        for place, raster in enumerate(backs):
            pdf.pages.insert(2 * place + 1, _page(pdf, raster))
        target = io.BytesIO()
        pdf.save(
            target,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            deterministic_id=True,
        )
    return target.getvalue()


def _page(pdf: pikepdf.Pdf, raster: bytes) -> pikepdf.Page:
    image = Stream(
        pdf,
        isal_zlib.compress(raster, 1),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=PAGE_WIDTH,
        Height=PAGE_HEIGHT,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=1,
        Decode=[1, 0],
        Interpolate=False,
        Filter=Name.FlateDecode,
    )
    page = Dictionary(
        Type=Name.Page,
        MediaBox=[0, 0, 595.276, 841.89],
        Resources=Dictionary(XObject=Dictionary(I=pdf.make_indirect(image))),
        Contents=pdf.make_indirect(Stream(pdf, PLACED + b" /I Do")),
    )
    return pikepdf.Page(pdf.make_indirect(page))


def _rows(cells: Cells) -> _Packed:
    """One line of pixels for each row of cells: eight cells are 48 pixels, six bytes."""
    return _strips()[np.packbits(cells, axis=1)].view(np.uint8).reshape(HEIGHT, -1)


@cache
def _strips() -> npt.NDArray[np.void]:
    """The six bytes of every eight cells, each six as one item."""
    eight = (np.arange(256)[:, None] >> np.arange(7, -1, -1)) & 1
    pixels = np.zeros((256, 8, CELL), np.uint8)
    pixels[:, :, :INK] = eight[:, :, None]
    return np.packbits(pixels.reshape(256, -1), axis=1).view(np.dtype("V6"))[:, 0]


@cache
def _discs() -> tuple[tuple[int, int, _Packed], ...]:
    """Row, byte column and packed pixels of each disc; a pixel is ink when its centre lies within the radius."""
    drawn = []
    for x, y in disc_centres().reshape(-1, 2) * CELL + (LEFT, TOP):
        left, top, side = (int(x) - DISC_RADIUS) // 8 * 8, int(y) - DISC_RADIUS, 2 * DISC_RADIUS + 8
        rows, columns = np.mgrid[top : top + side, left : left + side // 8 * 8 + 8]
        inside = (columns + 0.5 - x) ** 2 + (rows + 0.5 - y) ** 2 <= DISC_RADIUS**2
        drawn.append((top, left // 8, np.packbits(inside, axis=1)))
    return tuple(drawn)
