"""Where everything stands on the back, in pixels of 1/600 inch and in cells (docs/paper-format.md §2).

A page is 4960 × 7016 pixels. Cells are 6 pixels wide with an ink square of 5 (paper.md §2.1: the best of ten sizes in
simulation). Every count is a whole number of 4 × 4 blocks, and the field begins on a byte: drawing is table-driven.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from kofu.paper.dense import noise

Cells = npt.NDArray[np.uint8]
"""HEIGHT × WIDTH; 1 is black"""

PAGE_WIDTH, PAGE_HEIGHT = 4960, 7016
CELL, INK = 6, 5
LEFT, TOP = 240, 520
WIDTH, HEIGHT = 744, 980
BLOCK = 4
"""One pilot in each block of 4 × 4 cells"""

DISC_COLUMNS = (16, 372, 728)
DISC_ROWS = (16, 332, 648, 964)
"""Centres of the twelve discs, in cells from the field's corner (a cell corner, not a cell centre)"""
DISC_CLEAR = 16
"""Half the side of the clear square around a disc, in cells"""
DISC_RADIUS = 53
"""In pixels"""

PILOT_SEED, ORDER_SEED, WHITENING_SEED, FILLING_SEED = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Plan:
    """What each cell is for; the same on every sheet."""

    blank: npt.NDArray[np.bool_]
    pilot: npt.NDArray[np.bool_]
    pilot_ink: Cells
    """The colours of pilots, 0 elsewhere"""
    pilot_rows: npt.NDArray[np.int32]
    pilot_columns: npt.NDArray[np.int32]
    pilot_signs: npt.NDArray[np.float32]
    """Three arrays of one value a block, in the shape of the blocks; +1 is white, −1 black, 0 in a clear square"""
    data: npt.NDArray[np.int32]
    """Flat index of the cell that carries each place of the channel"""


@cache
def plan() -> Plan:
    """Computed once, about 0.15 s."""
    blank = _blank()
    rows, columns, ink = _pilots()
    pilot = np.zeros((HEIGHT, WIDTH), bool)
    pilot[rows, columns] = True
    pilot &= ~blank
    pilot_ink = np.zeros((HEIGHT, WIDTH), np.uint8)
    pilot_ink[rows, columns] = ink
    pilot_ink[blank] = 0
    signs = np.where(blank[rows, columns], 0.0, 1.0 - 2.0 * ink).astype(np.float32)
    places = np.flatnonzero(~(blank | pilot)).astype(np.int32)
    return Plan(blank, pilot, pilot_ink, rows, columns, signs, places[noise.order(ORDER_SEED, len(places))])


def disc_centres() -> npt.NDArray[np.float64]:
    """4 × 3 × 2: x, y of each disc in cells."""
    x, y = np.meshgrid(np.array(DISC_COLUMNS, float), np.array(DISC_ROWS, float))
    return np.stack([x, y], axis=-1)


def _blank() -> npt.NDArray[np.bool_]:
    blank = np.zeros((HEIGHT, WIDTH), bool)
    for row in DISC_ROWS:
        for column in DISC_COLUMNS:
            blank[row - DISC_CLEAR : row + DISC_CLEAR, column - DISC_CLEAR : column + DISC_CLEAR] = True
    return blank


def _pilots() -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], Cells]:
    """Per block, row by row: the top four bits of an output are the place in the block, the fifth the colour."""
    down, across = HEIGHT // BLOCK, WIDTH // BLOCK
    drawn = noise.words(PILOT_SEED, down * across).reshape(down, across)
    place = (drawn >> np.uint64(60)).astype(np.int32)
    ink = ((drawn >> np.uint64(59)) & np.uint64(1)).astype(np.uint8)
    top, left = np.meshgrid(np.arange(down) * BLOCK, np.arange(across) * BLOCK, indexing="ij")
    rows, columns = top + place // BLOCK, left + place % BLOCK
    return rows.astype(np.int32), columns.astype(np.int32), ink
