"""Steps 4 to 6: one value a cell, blur undone with the known cells, and how likely each cell is white."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from kofu.paper.dense.geometry import HEIGHT, WIDTH, plan
from kofu.paper.dense.ldpc import SOFT_UNIT, Soft
from kofu.paper.dense.reading.discs import Picture
from kofu.paper.dense.reading.tracking import Grid, Mapping

Field = npt.NDArray[np.float32]
"""One value a cell"""

_SOFT_MOST = 7.0
_MOST_KNOWN = 60_000


@dataclass(frozen=True, slots=True)
class Known:
    """Cells whose colour is known: flat index and +1 for white, −1 for black."""

    places: npt.NDArray[np.int64]
    signs: npt.NDArray[np.float32]


def pilots() -> Known:
    """The pilots of the format."""
    places = np.flatnonzero(plan().pilot)
    return Known(places, 1 - 2 * plan().pilot_ink.reshape(-1)[places].astype(np.float32))


def joined(known: Known, places: npt.NDArray[np.int32], ink: npt.NDArray[np.uint8]) -> Known:
    """With cells that a decoded core tells."""
    signs = 1 - 2 * ink.astype(np.float32)
    return Known(np.concatenate([known.places, places.astype(np.int64)]), np.concatenate([known.signs, signs]))


def sample(picture: Picture, mapping: Mapping) -> Field:
    """The grey at the middle of every cell, without local brightness and contrast."""
    shift_x, shift_y = (cv2.resize(grid, (WIDTH, HEIGHT)) for grid in (mapping.shift_x, mapping.shift_y))
    x = np.arange(WIDTH, dtype=np.float32)[None] + np.float32(0.5) + shift_x
    y = np.arange(HEIGHT, dtype=np.float32)[:, None] + np.float32(0.5) + shift_y
    seen = cv2.remap(picture, *mapping.place(x, y), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    values = seen.astype(np.float32)
    mean = cv2.blur(values, (25, 25))
    deviation = np.sqrt(np.maximum(cv2.blur(values * values, (25, 25)) - mean * mean, 9))
    normal: Field = np.clip((values - mean) / deviation, -3, 3)
    return normal


def equalised(cells: Field, known: Known, trusted: npt.NDArray[np.bool_], reach: int) -> Field:
    """Cells through the filter of (2 · reach + 1)² taps that brings the known cells closest to ±1."""
    chosen = np.flatnonzero(trusted.reshape(-1)[known.places])
    if len(chosen) < 300:
        return cells
    chosen = chosen[:: max(1, len(chosen) // _MOST_KNOWN)]
    side = 2 * reach + 1
    padded = np.pad(cells, reach, mode="reflect")
    rows, columns = np.divmod(known.places[chosen], WIDTH)
    taps = [padded[rows + i, columns + j] for i in range(side) for j in range(side)]
    seen = np.stack([*taps, np.ones(len(chosen), np.float32), known.signs[chosen]], axis=1)
    products = np.asarray(cv2.mulTransposed(seen, True), np.float64)  # BLAS threads fight over busy cores; this is one
    gram = products[:-1, :-1] + 0.002 * len(chosen) * np.eye(side * side + 1)
    weights = np.linalg.solve(gram, products[:-1, -1]).astype(np.float32)
    return np.asarray(cv2.filter2D(cells, cv2.CV_32F, weights[:-1].reshape(side, side)) + weights[-1], np.float32)


def log_ratios(values: Field, cells: Field, known: Known, window: int) -> Field:
    """Log-likelihood ratio of each cell, positive for white; near 0 where the paper tells nothing.

    Signal and noise come from the known cells around; solid areas (ink, white-out, holes) count as erased.
    """
    signed, present = (np.zeros(HEIGHT * WIDTH, np.float32) for _ in range(2))
    signed[known.places] = known.signs * values.reshape(-1)[known.places]
    present[known.places] = 1
    count = np.maximum(_mean(present, window), 1e-4)
    signal = np.maximum(_mean(signed, window) / count, 0)
    power = _mean(values * values, window)
    noise = np.maximum(power - signal * signal, 0.02)
    solid = np.abs(cv2.blur(np.clip(cells, -1, 1), (5, 5)))
    weight = np.clip((0.92 - solid) / 0.22, 0, 1)
    ratios: Field = np.clip(2 * signal * values / noise * weight, -_SOFT_MOST, _SOFT_MOST)
    return ratios


def _mean(values: npt.NDArray[np.float32], window: int) -> Grid:
    return np.asarray(cv2.blur(values.reshape(HEIGHT, WIDTH), (window, window)), np.float32)


def bits_a_cell(ratios: Field, known: Known) -> float:
    """Generalised mutual information over the known cells: how much the ratios really tell, from 0 to 1."""
    agreement = known.signs * ratios.reshape(-1)[known.places]
    return float(1 - np.mean(np.logaddexp(0, -agreement)) / np.log(2))


def channel(ratios: Field) -> Soft:
    """The ratios in the channel's order."""
    ordered: Soft = np.round(ratios.reshape(-1)[plan().data] * SOFT_UNIT).astype(np.int16)
    return ordered
