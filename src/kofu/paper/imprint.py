"""Bounds of a registered seal imprint (印影) before it goes near the typesetter."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError

from kofu.paper.errors import ImprintUnusable

_MOST_BYTES = 200_000
_SIDES = range(32, 2401)


def square_side(png: bytes) -> int:
    """Side in pixels of a square one-bit or grey PNG. Raises ImprintUnusable."""
    if len(png) > _MOST_BYTES:
        raise ImprintUnusable(bytes=len(png))
    try:
        with Image.open(io.BytesIO(png), formats=["PNG"]) as image:
            width, height = image.size
            suits = image.mode in {"1", "L"} and width == height and width in _SIDES
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ImprintUnusable from None
    if not suits:
        raise ImprintUnusable(width=width, height=height)
    return width
