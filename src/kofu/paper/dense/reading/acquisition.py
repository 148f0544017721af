"""From a picture to a mapping that the pilots confirm, in any turn; a mirrored page is noticed."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from kofu.paper.dense.reading.discs import Picture, find_discs
from kofu.paper.dense.reading.lattice import Placing, placings
from kofu.paper.dense.reading.tracking import Mapping, correlate, grown, smoothed

_LOCKED = 4.5
_SURE_SHARE, _LEAST_SHARE = 0.55, 0.10
_MOST_CELL_PIXELS = 3.6
_TWO_PASSES_SHARE = 0.97


@dataclass(frozen=True, slots=True)
class Acquired:
    """Where the page lies, in a picture prepared for sampling."""

    picture: Picture
    mapping: Mapping
    locked: np.ndarray
    """Per block, how sure the pilots are"""
    guesses: int
    """How many placings were tried"""


def acquire(picture: Picture) -> Acquired | None:
    """The page in this picture, or None when the pilots confirm no guess."""
    points, scale = find_discs(picture)
    guesses = placings(points, scale)
    best: tuple[float, Placing] | None = None
    prepared = picture
    for tried, guess in enumerate(guesses, start=1):
        if tried == 1:
            prepared, shrink = _prepared(picture, Mapping.flat(guess.matrix).pixels_a_cell())
        placed = Placing(np.diag([shrink, shrink, 1.0]) @ guess.matrix, guess.discs)
        share = correlate(prepared, Mapping.flat(placed.matrix), 2, 11, 4, 0.75).share(_LOCKED)
        if best is None or share > best[0]:
            best = (share, placed)
        if share > _SURE_SHARE:
            break
    if best is None or best[0] < _LEAST_SHARE:
        return None
    return _followed(prepared, best[1], tried)


def _prepared(picture: Picture, cell_pixels: float) -> tuple[Picture, float]:
    """Not finer than a cell needs, and softened by half a cell so that one look sees all of it."""
    shrink = 1.0
    if cell_pixels > _MOST_CELL_PIXELS:
        shrink = 3.0 / cell_pixels
        picture = np.asarray(cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)
    if cell_pixels * shrink > 2.2:
        picture = np.asarray(cv2.GaussianBlur(picture, (3, 3), 0.2 * cell_pixels * shrink), np.uint8)
    return picture, shrink


def _followed(picture: Picture, placed: Placing, tried: int) -> Acquired:
    """Coarse shifts first, in steps that grow from where pilots lock; then fine ones."""
    mapping = Mapping.flat(placed.matrix)
    for _ in range(3):
        lock = correlate(picture, mapping, 2, 9, 6, 0.5)
        shift_x, shift_y = smoothed(lock, _LOCKED, 1.6, 3.0)
        mapping = _moved(mapping, grown(shift_x), grown(shift_y))
        if lock.share(_LOCKED) > _TWO_PASSES_SHARE or _small(shift_x, shift_y):
            break
    fine = correlate(picture, mapping, 1, 11, 3, 0.3)
    mapping = _moved(mapping, *smoothed(fine, 3.6, 0.8, 3.0))
    return Acquired(picture, mapping, fine.z, tried)


def _moved(mapping: Mapping, shift_x: np.ndarray, shift_y: np.ndarray) -> Mapping:
    return Mapping(mapping.matrix, mapping.shift_x + shift_x, mapping.shift_y + shift_y)


def _small(shift_x: np.ndarray, shift_y: np.ndarray) -> bool:
    return bool(max(np.abs(shift_x).max(), np.abs(shift_y).max()) < 1.0)
