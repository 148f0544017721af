"""Invented seal imprints (印影): a ring around strokes cut at right angles, as seal script looks from afar.

Drawn from the registration number alone: the same number gives the same bytes, two numbers hardly ever the same seal.
A large town has hundreds of thousands, so strokes are looked up and only put together for each seal.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

SIDE_PIXELS = 236
"""15 mm at 400 dots per inch"""
_CELLS = 7
_RING = 9
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
Box = tuple[int, int, int, int]


@lru_cache(maxsize=1024)
def imprint(number: str) -> bytes:
    """A square one-bit PNG, black on white."""
    bits = int.from_bytes(hashlib.sha256(f"kofu/imprint/v1/{number}".encode()).digest(), "big")
    pixels = _ring().copy()
    for place, (lying, standing) in enumerate(_strokes()):
        across, down = bits >> (2 * place) & 1, bits >> (2 * place + 1) & 1
        for drawn, (left, top, right, bottom) in ((across, lying), (down or not across, standing)):
            if drawn:
                pixels[top:bottom, left:right] = False
    return _png(pixels)


@cache
def _ring() -> NDArray[np.bool_]:
    """The empty seal; true is white."""
    image = Image.new("1", (SIDE_PIXELS, SIDE_PIXELS), 1)
    ImageDraw.Draw(image).ellipse((2, 2, SIDE_PIXELS - 3, SIDE_PIXELS - 3), outline=0, width=_RING)
    return np.array(image, dtype=np.bool_)


@cache
def _strokes() -> tuple[tuple[Box, Box], ...]:
    """For each cell the pixels of its lying and of its standing stroke."""
    inner = SIDE_PIXELS * 0.66
    step, margin = inner / _CELLS, (SIDE_PIXELS - inner) / 2
    strokes = []
    for place in range(_CELLS * _CELLS):
        row, column = divmod(place, _CELLS)
        x, y = margin + column * step, margin + row * step
        lying = _pixels((x, y + step * 0.3, x + step, y + step * 0.62))
        strokes.append((lying, _pixels((x + step * 0.34, y, x + step * 0.66, y + step))))
    return tuple(strokes)


def _pixels(rectangle: tuple[float, float, float, float]) -> Box:
    """Which pixels a rectangle covers."""
    image = Image.new("1", (SIDE_PIXELS, SIDE_PIXELS), 0)
    ImageDraw.Draw(image).rectangle(rectangle, fill=1)
    return image.getbbox() or (0, 0, 0, 0)


def _png(pixels: NDArray[np.bool_]) -> bytes:
    """One bit a pixel, greyscale (W3C PNG, 11.2): header, rows without filter, end."""
    rows = np.packbits(pixels, axis=1)
    lines = np.hstack([np.zeros((SIDE_PIXELS, 1), np.uint8), rows]).tobytes()
    header = struct.pack(">IIBBBBB", SIDE_PIXELS, SIDE_PIXELS, 1, 0, 0, 0, 0)
    told = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 6)), (b"IEND", b""))
    return _SIGNATURE + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in told
    )
