"""The latent mark (偽造防止検出画像): a line screen whose phase jumps by half inside 「証」, within a cherry blossom.

Ink stands where frac(u / P + ½ [証]) < w, u = (x + y) / √2, P = 8 pixels; w is .46 inside the blossom and .30 outside.
A line film or a program shows 証. Copies keep it (paper.md §5): it proves that a sheet was not typed again, not that it
was never copied.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from kofu.paper.background.masks import MARK_SIDE, cherry, word_evidence

PERIOD = 8
_INSIDE, _OUTSIDE = 0.46, 0.30


@cache
def mark() -> npt.NDArray[np.uint8]:
    """The mark's pixels at 600 dpi; 1 is ink."""
    y, x = np.mgrid[0:MARK_SIDE, 0:MARK_SIDE]
    phase = ((x + y) / np.sqrt(2) / PERIOD + 0.5 * word_evidence()) % 1
    return np.asarray(phase < np.where(cherry(), _INSIDE, _OUTSIDE), np.uint8)


def revealed(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """What a line film shows: phase of the screen against its main phase, from −1 (jumped) to 1, for each pixel.

    ``picture`` is the mark alone, grey, upright, cut out to MARK_SIDE × MARK_SIDE pixels of 1/600 inch.
    """
    grey = picture.astype(np.float32)
    grey -= cv2.GaussianBlur(grey, (0, 0), 2 * PERIOD)
    y, x = np.mgrid[0:MARK_SIDE, 0:MARK_SIDE].astype(np.float32)
    wave = 2 * np.pi * (x + y) / np.sqrt(2) / PERIOD
    real, imaginary = (
        cv2.GaussianBlur((grey * part).astype(np.float32), (0, 0), 1.2 * PERIOD)
        for part in (np.cos(wave), np.sin(wave))
    )
    doubled = (real + 1j * imaginary) ** 2
    main = np.exp(-0.5j * np.angle(doubled.sum()))
    turned = ((real + 1j * imaginary) * main).real
    size = np.maximum(np.hypot(real, imaginary), 1e-6)
    shown: npt.NDArray[np.float32] = (turned / size).astype(np.float32)
    return shown if np.median(shown) > 0 else -shown


def agreement(picture: npt.NDArray[np.uint8]) -> float:
    """Share of the mark's pixels on the right side: about 1 for the mark, about the word's area for anything else."""
    return float(((revealed(picture) < 0) == word_evidence()).mean())
