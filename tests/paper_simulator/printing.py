"""A laser printer at 600 dpi: from a bitmap to the light that the paper gives back."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Light = npt.NDArray[np.uint8]
"""Reflectance × 255 at 600 dpi"""
Field = npt.NDArray[np.float32]
Random = np.random.Generator


@dataclass(frozen=True, slots=True)
class Printer:
    """``wear`` is 0 for a new machine and 1 for a bad one; ``gain`` above 0 prints dots fatter."""

    wear: float
    gain: float
    black: float
    paper: float

    @classmethod
    def drawn(cls, random: Random, wear: float | None = None) -> Printer:
        bad = float(random.uniform()) if wear is None else wear
        return cls(
            bad, random.uniform(-0.08, 0.08 + 0.12 * bad), random.uniform(0.10, 0.22), random.uniform(0.80, 0.93)
        )


def print_page(ink: npt.NDArray[np.uint8], printer: Printer, random: Random, behind: Light | None = None) -> Light:
    """What comes out for a bitmap (1 is ink); ``behind`` is the other side, which shines through."""
    toner = _toner(ink, printer, random)
    light = 1 - (1 - printer.black) * toner
    light *= 1 + cv2.GaussianBlur(light, (0, 0), 1.2)
    light *= printer.paper / 2
    light += _grid_noise(light.shape, 8, 0.012, random)
    if behind is not None:
        seen = cv2.GaussianBlur(cv2.resize(behind[:, ::-1], None, fx=0.25, fy=0.25), (0, 0), 2).astype(np.float32)
        through = 1 - random.uniform(0.02, 0.10) * (1 - seen / 255)
        light *= cv2.resize(through, light.shape[::-1])
    return np.asarray(np.clip(light * 255, 0, 255), np.uint8)


def _toner(ink: npt.NDArray[np.uint8], printer: Printer, random: Random) -> Field:
    bad, (height, width) = printer.wear, ink.shape
    charge = np.asarray(cv2.GaussianBlur(ink.astype(np.float32), (0, 0), 0.65 + 0.55 * bad), np.float32)
    charge += _bands(height, bad, random)[:, None]
    charge += _grid_noise(ink.shape, 120, 0.02 + 0.04 * bad, random)
    charge += _grid_noise(ink.shape, 2, 0.05 + 0.10 * bad, random)
    charge -= 0.5 - printer.gain
    charge *= -1 / (0.05 + 0.05 * bad)
    toner = np.asarray(1 / (1 + cv2.exp(np.clip(charge, -30, 30))), np.float32)
    count = int(height * width * (2e-5 + 1.5e-4 * bad))
    rows, columns = random.integers(0, height - 1, count), random.integers(0, width - 1, count)
    stray = random.integers(0, 2, count).astype(np.float32)
    for down, across in ((0, 0), (0, 1), (1, 0), (1, 1)):
        toner[rows + down, columns + across] = stray
    return toner


def _bands(height: int, bad: float, random: Random) -> Field:
    rows = np.arange(height)
    bands = random.normal(0, 0.01 + 0.02 * bad, height)
    for _ in range(4):
        period, phase = random.uniform(20, 900), random.uniform(0, 2 * np.pi)
        bands += random.uniform(0, 0.02 + 0.03 * bad) * np.sin(2 * np.pi * rows / period + phase)
    return bands.astype(np.float32)


def _grid_noise(shape: tuple[int, ...], step: int, size: float, random: Random) -> Field:
    """Smooth noise with a value every ``step`` pixels."""
    coarse = random.standard_normal((shape[0] // step + 2, shape[1] // step + 2), np.float32) * size
    grown = cv2.resize(coarse, None, fx=step, fy=step, interpolation=cv2.INTER_LINEAR)
    return np.asarray(grown[: shape[0], : shape[1]], np.float32)
