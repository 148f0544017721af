"""The 複写 background: the same dots with the same ink, loose in the ground and compact in the word.

Toner gain acts alike on both, so the word stays hidden on the original; a copier's blur and white cut erase loose dots
first, and the word appears (paper.md §4.1). Lattice cells are 14 × 14 pixels, every second row moved by 7; each holds
six dots of 3 × 2 pixels. Compact dots share their neighbours' toner, so a few of the word's pixels are left out to
match the means; every third word cell has its dots closer still, which keeps thin prints visible to a copier.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
import numpy.typing as npt

from kofu.paper.background.masks import TILE_HEIGHT, TILE_WIDTH, Mask, word_copy
from kofu.paper.dense import noise
from kofu.paper.dense.geometry import PAGE_HEIGHT, PAGE_WIDTH

Ink = npt.NDArray[np.uint8]
"""Rows of pixels at 600 dpi; 1 is ink"""
Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels"""

LATTICE = 14
DOTS_DOWN, DOTS_ACROSS = 3, 2
DOT_HEIGHT, DOT_WIDTH = 2, 3
GROUND_GAPS, WORD_GAPS, CLOSE_GAPS = (3, 4), (1, 1), (0, 1)
"""Pixels between dots, down and across"""
CLOSE_EVERY = 3
TRIM_PERMILLE = 65
TRIM_CELLS = 4
TRIM_SEED = 5


def dots(word: Mask) -> Ink:
    """The dots for a word's shape; sides are whole cells of the lattice and an even number of rows of them."""
    if word.shape[0] % (2 * LATTICE) or word.shape[1] % LATTICE:
        raise ValueError("a tile has whole cells and an even number of rows of them")
    rows, columns = word.shape[0] // LATTICE, word.shape[1] // LATTICE
    number = np.add.outer(np.arange(rows), np.arange(columns))
    close = np.kron(number % CLOSE_EVERY == 0, np.ones((LATTICE, LATTICE), bool))
    ground, compact, closer = (_pattern(word.shape, *gaps) for gaps in (GROUND_GAPS, WORD_GAPS, CLOSE_GAPS))
    kept = np.tile(_trim(), (rows // TRIM_CELLS + 1, columns // TRIM_CELLS + 1))[: word.shape[0], : word.shape[1]]
    inside = np.where(_staggered(close), closer, compact) & kept
    return np.where(word, inside, ground).astype(np.uint8)


def _trim() -> npt.NDArray[np.bool_]:
    """Which pixels stay; the same for every few cells, so that a page of it compresses."""
    side = TRIM_CELLS * LATTICE
    kept: npt.NDArray[np.bool_] = noise.words(TRIM_SEED, side * side) % np.uint64(1000) >= TRIM_PERMILLE
    return kept.reshape(side, side)


def _pattern(shape: tuple[int, ...], down: int, across: int) -> npt.NDArray[np.bool_]:
    cell = np.zeros((LATTICE, LATTICE), bool)
    height = DOTS_DOWN * (DOT_HEIGHT + down) - down
    width = DOTS_ACROSS * (DOT_WIDTH + across) - across
    top, left = (LATTICE - height) // 2, (LATTICE - width) // 2
    for y in range(top, top + height, DOT_HEIGHT + down):
        for x in range(left, left + width, DOT_WIDTH + across):
            cell[y : y + DOT_HEIGHT, x : x + DOT_WIDTH] = True
    return _staggered(np.tile(cell, (shape[0] // LATTICE, shape[1] // LATTICE)))


def _staggered(cells: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Every second row of cells moved by half a cell; what leaves at the right comes in at the left."""
    rows = cells.reshape(-1, LATTICE, cells.shape[1]).copy()
    rows[1::2] = np.roll(rows[1::2], LATTICE // 2, axis=2)
    return rows.reshape(cells.shape)


@cache
def tile() -> Ink:
    """One tile of the background."""
    return dots(_by_cells(word_copy()))


def _by_cells(word: Mask) -> Mask:
    """The word in whole cells, moved as they are: half dots would show."""
    rows = word.reshape(-1, LATTICE, TILE_WIDTH).copy()
    rows[1::2] = np.roll(rows[1::2], -(LATTICE // 2), axis=2)
    inside = rows.reshape(TILE_HEIGHT // LATTICE, LATTICE, -1, LATTICE).mean(axis=(1, 3)) > 0.5
    return _staggered(np.kron(inside, np.ones((LATTICE, LATTICE), bool)))


def page_raster(blank: Iterable[Box]) -> bytes:
    """A page full of tiles as packed rows of 4960 × 7016 pixels, with boxes left blank."""
    page = np.tile(tile(), (PAGE_HEIGHT // TILE_HEIGHT + 1, PAGE_WIDTH // TILE_WIDTH + 1))[:PAGE_HEIGHT, :PAGE_WIDTH]
    page = page.copy()
    for left, top, right, bottom in blank:
        page[top:bottom, left:right] = 0
    return np.packbits(page, axis=1).tobytes()
