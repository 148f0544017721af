"""Step 3: the pilots say whether a guess is right and by how much each part of the page is shifted.

For a shift, z = Σ s (v − v̄) / √(m · var v) over the pilots of a window, s = ±1: about N(0, 1) where nothing fits.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from kofu.paper.dense.geometry import BLOCK, HEIGHT, WIDTH, plan
from kofu.paper.dense.reading.discs import Picture
from kofu.paper.dense.reading.lattice import Matrix

Grid = npt.NDArray[np.float32]
"""One value a block, or a part of the blocks"""

_DOWN, _ACROSS = HEIGHT // BLOCK, WIDTH // BLOCK


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where cells lie in the picture: a perspective and, on top, a shift of each block, in cells."""

    matrix: Matrix
    shift_x: Grid
    shift_y: Grid

    @classmethod
    def flat(cls, matrix: Matrix) -> Mapping:
        """Without shifts."""
        return cls(matrix, np.zeros((_DOWN, _ACROSS), np.float32), np.zeros((_DOWN, _ACROSS), np.float32))

    def pixels_a_cell(self) -> float:
        """In the middle of the page."""
        x, y = self.place(np.array([WIDTH / 2, WIDTH / 2 + 1]), np.array([HEIGHT / 2, HEIGHT / 2 + 1]))
        return float(np.hypot(x[1] - x[0], y[1] - y[0]) / np.sqrt(2))

    def place(self, x: npt.NDArray[np.floating], y: npt.NDArray[np.floating]) -> tuple[Grid, Grid]:
        """Pixel coordinates (0 is the middle of the first pixel) of places in cells; the shifts are not added."""
        m = self.matrix
        depth = m[2, 0] * x + m[2, 1] * y + m[2, 2]
        across = (m[0, 0] * x + m[0, 1] * y + m[0, 2]) / depth
        down = (m[1, 0] * x + m[1, 1] * y + m[1, 2]) / depth
        return (across - 0.5).astype(np.float32), (down - 0.5).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Lock:
    """The best shift of each block of a grid, in cells, and how sure it is."""

    shift_x: Grid
    shift_y: Grid
    z: Grid

    def share(self, least: float) -> float:
        """How much of the page locks."""
        return float((self.z > least).mean())


def correlate(picture: Picture, mapping: Mapping, stride: int, window: int, reach: int, step: float) -> Lock:
    """Try every shift of up to ``reach`` steps of ``step`` cells, on every ``stride``-th block in both directions.

    ``window`` is the side of the averaging square in blocks of that grid, odd.
    """
    here = np.s_[::stride, ::stride]
    fixed = plan()
    signs = fixed.pilot_signs[here]
    x = fixed.pilot_columns[here] + np.float32(0.5) + mapping.shift_x[here]
    y = fixed.pilot_rows[here] + np.float32(0.5) + mapping.shift_y[here]
    at_x, at_y = mapping.place(x, y)
    right_x, right_y = mapping.place(x + 1, y)
    below_x, below_y = mapping.place(x, y + 1)
    steps = (np.arange(-reach, reach + 1) * step).astype(np.float32)
    volume = np.empty((len(steps), len(steps), *signs.shape), np.float32)
    summing = _Windows(signs, window, _look(picture, at_x, at_y))
    for i, dy in enumerate(steps):
        row_x, row_y = at_x + dy * (below_x - at_x), at_y + dy * (below_y - at_y)
        for j, dx in enumerate(steps):
            seen = _look(picture, row_x + dx * (right_x - at_x), row_y + dx * (right_y - at_y))
            volume[i, j] = summing.z(seen)
    return _best(volume, step)


def _look(picture: Picture, x: Grid, y: Grid) -> npt.NDArray[np.uint8]:
    return np.asarray(cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8)


class _Windows:
    """Sums over the windows of a grid. Mean and variance hardly change with the shift: they come from ``seen``."""

    def __init__(self, signs: Grid, window: int, seen: npt.NDArray[np.uint8]) -> None:
        self._window = window
        present = np.abs(signs)
        count = np.maximum(self._sum(present), 1)
        values = (seen.astype(np.float32) - 128) * present
        self._mean = self._sum(values) / count
        variance = np.maximum(self._sum(values * values) / count - self._mean * self._mean, 0)
        self._mean += 128
        self._signs = signs
        self._scale = 1 / np.sqrt((variance + 4) * count)

    def z(self, seen: npt.NDArray[np.uint8]) -> Grid:
        signed = np.asarray((seen - self._mean) * self._signs, np.float32)
        return np.asarray(self._sum(signed) * self._scale, np.float32)

    def _sum(self, values: Grid) -> Grid:
        size = (self._window, self._window)
        return np.asarray(
            cv2.boxFilter(values, cv2.CV_32F, size, normalize=False, borderType=cv2.BORDER_CONSTANT), np.float32
        )


def _best(volume: npt.NDArray[np.float32], step: float) -> Lock:
    """The highest z of each block, moved to the top of a parabola through its neighbours."""
    count = len(volume)
    flat = volume.reshape(count * count, *volume.shape[2:])
    best = flat.argmax(axis=0)
    z = np.take_along_axis(flat, best[None], axis=0)[0]
    rows, columns = best // count, best % count
    shift_y = (rows - count // 2 + _vertex(flat, z, best, rows, count, count)) * np.float32(step)
    shift_x = (columns - count // 2 + _vertex(flat, z, best, columns, count, 1)) * np.float32(step)
    return Lock(shift_x.astype(np.float32), shift_y.astype(np.float32), z)


def _vertex(
    flat: npt.NDArray[np.float32], z: Grid, best: npt.NDArray[np.intp], place: npt.NDArray[np.intp], count: int, by: int
) -> Grid:
    inside = (place > 0) & (place < count - 1)
    before = np.take_along_axis(flat, np.where(inside, best - by, best)[None], axis=0)[0]
    after = np.take_along_axis(flat, np.where(inside, best + by, best)[None], axis=0)[0]
    bend = 2 * z - before - after
    vertex: Grid = np.where(inside & (bend > 1e-6), (after - before) / np.maximum(2 * bend, 1e-6), 0).astype(np.float32)
    return np.clip(vertex, -0.5, 0.5)


def smoothed(lock: Lock, least: float, outlier: float, sigma: float) -> tuple[Grid, Grid]:
    """Shifts of all blocks: without outliers, averaged, and filled from ever wider around where nothing locked."""
    weight = np.where(lock.z > least, lock.z, 0).astype(np.float32)
    for values in (lock.shift_x, lock.shift_y):
        middle = cv2.medianBlur(_filled(values, weight, (sigma,)), 5)
        weight = np.where(np.abs(values - middle) > outlier, 0, weight).astype(np.float32)
    wider = tuple(sigma * factor for factor in (1, 2, 5, 12, 40))
    return _filled(lock.shift_x, weight, wider), _filled(lock.shift_y, weight, wider)


def _filled(values: Grid, weight: Grid, sigmas: tuple[float, ...]) -> Grid:
    result = np.zeros_like(values)
    missing = np.ones(values.shape, bool)
    for sigma in sigmas:
        total = cv2.GaussianBlur(weight, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT)
        sums = cv2.GaussianBlur(weight * values, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT)
        enough = missing & (total > 0.8)
        result[enough] = sums[enough] / total[enough]
        missing &= ~enough
        if not missing.any():
            break
    return result


def grown(grid: Grid) -> Grid:
    """A part of the blocks to all of them."""
    return np.asarray(cv2.resize(grid, (_ACROSS, _DOWN), interpolation=cv2.INTER_LINEAR), np.float32)
