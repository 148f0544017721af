"""Photocopiers: a page scanned and printed again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np
from tests.paper_simulator.printing import Light, Printer, Random, print_page


class Mode(Enum):
    TEXT = "text"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class Copier:
    """``white`` is the reflectance from which the machine sees paper."""

    dpi: int
    mode: Mode
    white: float
    gain: float

    @classmethod
    def drawn(cls, dpi: int, mode: Mode, random: Random) -> Copier:
        return cls(dpi, mode, random.uniform(0.72, 0.90), random.uniform(0, 0.08))


def copy(page: Light, copier: Copier, random: Random) -> Light:
    """What the copier prints."""
    step = 600 / copier.dpi
    soft = cv2.GaussianBlur(page, (0, 0), 0.62 * step).astype(np.float32) / 255
    size = (round(page.shape[1] / step), round(page.shape[0] / step))
    seen = np.asarray(cv2.resize(soft, size, interpolation=cv2.INTER_LINEAR), np.float32)
    seen += random.standard_normal(seen.shape, np.float32) * 0.012
    seen = np.clip((seen / 0.87 - 0.18) / (copier.white - 0.18), 0, 1)
    if copier.mode is Mode.TEXT:
        seen = seen + 0.6 * (seen - cv2.GaussianBlur(seen, (0, 0), 1.0))
    grown = cv2.resize(seen, page.shape[::-1], interpolation=cv2.INTER_LINEAR)
    ink = grown < (0.5 if copier.mode is Mode.TEXT else _screen(page.shape))
    printer = Printer(0.3, copier.gain, 0.15, 0.87)
    return print_page(ink.astype(np.uint8), printer, random)


def _screen(shape: tuple[int, ...]) -> np.ndarray:
    """Thresholds of a clustered screen of 8 × 8 pixels, as seen from the page's own size."""
    rows, columns = np.mgrid[0:8, 0:8]
    spot = np.cos(2 * np.pi * (rows + 0.5) / 8) + np.cos(2 * np.pi * (columns + 0.5) / 8)
    ranks = np.argsort(np.argsort(spot.ravel(), kind="stable"), kind="stable").reshape(8, 8)
    cell = (ranks + 0.5) / 64
    return np.tile(cell, (shape[0] // 8 + 1, shape[1] // 8 + 1))[: shape[0], : shape[1]].astype(np.float32)
