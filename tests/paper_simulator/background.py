"""``python -m tests.paper_simulator.background``: lightness of the word against its ground, on originals and copies."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import cv2
import numpy as np
from tests.paper_simulator.copying import Copier, Mode, copy
from tests.paper_simulator.printing import Light, Printer, print_page

from kofu.paper.background.dots import LATTICE, dots

PRINTERS = tuple(
    Printer(wear, gain, 0.16, 0.87)
    for gain, wear in ((-0.08, 0.3), (-0.03, 0.3), (0.02, 0.3), (0.07, 0.3), (0.12, 0.45), (0.18, 0.9))
)
"""Gain over the whole range of the model; only worn machines reach the highest ones"""
WHITES = (0.72, 0.81, 0.90)
COPIERS = ((300, Mode.TEXT), (400, Mode.TEXT), (600, Mode.TEXT), (400, Mode.PHOTO), (600, Mode.PHOTO))
SIDE = 40 * LATTICE


@dataclass(frozen=True, slots=True)
class Patches:
    """Ground and word printed by one machine."""

    ground: Light
    word: Light

    def difference(self) -> float:
        """ΔL* = L*(ground) − L*(word) of the mean reflectances."""
        return _lightness(self.ground) - _lightness(self.word)


def printed(printer: Printer) -> Patches:
    """Areas that are all ground and all word."""
    shapes = (np.zeros((SIDE, SIDE), bool), np.ones((SIDE, SIDE), bool))
    return Patches(*(print_page(dots(shape), printer, np.random.default_rng(1)) for shape in shapes))


def copied(patches: Patches, dpi: int, mode: Mode, white: float) -> Patches:
    """The same after one copy."""
    copier = Copier(dpi, mode, white, 0.04)
    return Patches(*(copy(each, copier, np.random.default_rng(2)) for each in (patches.ground, patches.word)))


def _lightness(light: Light) -> float:
    return float(116 * np.cbrt(light[40:-40, 40:-40].mean() / 255) - 16)


def main() -> None:
    """The table as Markdown."""
    cv2.setNumThreads(1)
    originals = [printed(printer) for printer in PRINTERS]
    told = ", ".join(
        f"{printer.gain:+.2f}: {each.difference():+.2f}" for printer, each in zip(PRINTERS, originals, strict=True)
    )
    lines = [
        f"Original, ΔL* by gain: {told}",
        "",
        "| copier | mean | least | most | by gain (rows) and white point |",
        "|---|--:|--:|--:|---|",
    ]
    for dpi, mode in COPIERS:
        table = np.array([[copied(each, dpi, mode, white).difference() for white in WHITES] for each in originals])
        cells = "; ".join(" ".join(f"{value:.1f}" for value in row) for row in table)
        lines.append(f"| {mode.value} {dpi} | {table.mean():.1f} | {table.min():.1f} | {table.max():.1f} | {cells} |")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
