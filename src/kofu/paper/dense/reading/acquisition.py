"""From a picture to a mapping that the pilots confirm, in any turn; a mirrored page is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from kofu.paper.dense.reading.discs import Picture, searches
from kofu.paper.dense.reading.lattice import Seen, placings
from kofu.paper.dense.reading.tracking import Lock, Mapping, correlate, grown, smoothed

_LOCKED = 4.5
_SURE_SHARE, _LIKELY_SHARE, _LEAST_SHARE = 0.55, 0.15, 0.04
"""Of the page that locks: take it at once; look only a little further; take it if there is nothing better"""
_FURTHER_GUESSES = 3
_MOST_CELL_PIXELS = 3.6
_SETTLED_CELLS = 0.8
_MOST_PASSES = 4
MOST_GUESSES, MIRRORED_GUESSES = 48, 12
"""A mirrored page is looked for only to give advice"""


@dataclass(frozen=True, slots=True)
class Acquired:
    """Where the page lies, in a picture prepared for sampling."""

    picture: Picture
    mapping: Mapping
    locked: np.ndarray
    """Per block, how sure the pilots are"""
    guesses: int
    """How many placings were tried"""


def acquire(picture: Picture, most_guesses: int = MOST_GUESSES) -> Acquired | None:
    """The page in this picture, or None when the pilots confirm no guess."""
    best: _Guess | None = None
    tried = since_best = 0
    for guess in _guesses(picture):
        tried, since_best = tried + 1, since_best + 1
        if best is None or guess.share > best.share:
            best, since_best = guess, 0
        doubtful = best.share < _LIKELY_SHARE
        if best.share > _SURE_SHARE or tried == most_guesses or (since_best == _FURTHER_GUESSES and not doubtful):
            break
    return None if best is None or best.share < _LEAST_SHARE else _followed(best, tried)


@dataclass(frozen=True, slots=True)
class _Guess:
    picture: Picture
    mapping: Mapping
    lock: Lock
    share: float


def _guesses(picture: Picture) -> Iterator[_Guess]:
    """Placings with what the pilots say of them."""
    prepared, shrink = picture, 0.0
    seen = Seen()
    for points, scale in searches(picture):
        for placed in placings(points, scale, seen):
            if shrink == 0:
                prepared, shrink = _prepared(picture, Mapping.flat(placed.matrix).pixels_a_cell())
            mapping = Mapping.flat(np.diag([shrink, shrink, 1.0]) @ placed.matrix)
            lock = correlate(prepared, mapping, stride=2, window=11, reach=4, step=0.75)
            yield _Guess(prepared, mapping, lock, lock.share(_LOCKED))


def _prepared(picture: Picture, cell_pixels: float) -> tuple[Picture, float]:
    """Not finer than a cell needs, and softened by half a cell so that one look sees all of it."""
    shrink = 1.0
    if cell_pixels > _MOST_CELL_PIXELS:
        shrink = 3.0 / cell_pixels
        picture = np.asarray(cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)
    if cell_pixels * shrink > 2.2:
        picture = np.asarray(cv2.GaussianBlur(picture, (3, 3), 0.2 * cell_pixels * shrink), np.uint8)
    return picture, shrink


def _followed(guess: _Guess, tried: int) -> Acquired:
    """Coarse shifts first, growing from where pilots lock; then fine ones."""
    mapping, lock = guess.mapping, guess.lock
    for _ in range(_MOST_PASSES):
        shift_x, shift_y = (grown(grid) for grid in smoothed(lock, _LOCKED, 1.6, 3.0))
        mapping = _moved(mapping, shift_x, shift_y)
        lock = correlate(guess.picture, mapping, stride=2, window=9, reach=4, step=0.5)
        if _largest(lock) < _SETTLED_CELLS:
            break
    mapping = _moved(mapping, *(grown(grid) for grid in smoothed(lock, _LOCKED, 1.6, 2.0)))
    fine = correlate(guess.picture, mapping, stride=1, window=11, reach=2, step=0.35)
    mapping = _moved(mapping, *smoothed(fine, 3.6, 0.8, 3.0))
    return Acquired(guess.picture, mapping, fine.z, tried)


def _largest(lock: Lock) -> float:
    """The largest shift that is no outlier, in cells."""
    sure = lock.z > _LOCKED
    sizes = np.maximum(np.abs(lock.shift_x), np.abs(lock.shift_y))[sure]
    return float(np.quantile(sizes, 0.98)) if len(sizes) else 0.0


def _moved(mapping: Mapping, shift_x: np.ndarray, shift_y: np.ndarray) -> Mapping:
    return Mapping(mapping.matrix, mapping.shift_x + shift_x, mapping.shift_y + shift_y)
