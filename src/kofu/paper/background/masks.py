"""The shapes of the words, kept as pictures: a page must not change with a font.

``python -m kofu.paper.background.masks FONT`` draws copy.png (「複写」, one tile) and evidence.png (「証」) anew.
"""

from __future__ import annotations

import io
import sys
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

Mask = npt.NDArray[np.bool_]

TILE_HEIGHT, TILE_WIDTH = 728, 1120
"""30.8 × 47.4 mm; whole lattice cells of 14 pixels, an even number of rows, and whole bytes"""
MARK_SIDE = 420
"""17.8 mm"""


@cache
def word_copy() -> Mask:
    """「複写」 on one tile."""
    return _load("copy.png")


@cache
def word_evidence() -> Mask:
    """「証」 on the latent mark."""
    return _load("evidence.png")


@cache
def cherry() -> Mask:
    """A cherry blossom: five notched petals around the middle of the latent mark."""
    y, x = (np.mgrid[0:MARK_SIDE, 0:MARK_SIDE] + 0.5 - MARK_SIDE / 2) / (MARK_SIDE / 2)
    radius, angle = np.hypot(x, y), np.arctan2(-y, x) - np.pi / 2
    petal = np.abs((angle * 5 / (2 * np.pi) + 0.5) % 1 - 0.5) * 2
    edge = 0.55 + 0.40 * np.sqrt(np.clip(1 - petal**2, 0, 1)) - 0.16 * np.clip(1 - petal / 0.18, 0, 1)
    return np.asarray(radius < edge, bool)


def _load(name: str) -> Mask:
    data = (files("kofu.paper.background") / name).read_bytes()
    return np.asarray(Image.open(io.BytesIO(data)).convert("L")) < 128


def _drawn(font: Path, text: str, size: tuple[int, int], height: int) -> Image.Image:
    picture = Image.new("1", size, 1)
    letters = ImageFont.truetype(str(font), height)
    ImageDraw.Draw(picture).text(
        (size[0] // 2, size[1] // 2), text, font=letters, fill=0, anchor="mm", stroke_width=height // 30
    )
    return picture


def main() -> None:
    """Draw both files beside this module."""
    font, here = Path(sys.argv[1]), Path(__file__).parent
    _drawn(font, "複写", (TILE_WIDTH, TILE_HEIGHT), 440).save(here / "copy.png", optimize=True)
    _drawn(font, "証", (MARK_SIDE, MARK_SIDE), 250).save(here / "evidence.png", optimize=True)


if __name__ == "__main__":
    main()
