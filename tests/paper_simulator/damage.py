"""What happens to paper: blobs up to a share of the page, strokes, folds, holes, a torn corner, a stamp."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
from tests.paper_simulator.printing import Light, Random

_MILLIMETRE = 600 / 25.4


def damage(page: Light, share: float, random: Random) -> Light:
    """A copy of the page with blobs over ``share`` of its area, and small accidents besides."""
    hurt = page.copy()
    covered = np.zeros(page.shape, np.uint8)
    scale = 8
    small = np.zeros((page.shape[0] // scale, page.shape[1] // scale), np.uint8)
    while share > 0 and small.mean() < share:
        _blob(hurt, covered, small, scale, random)
    _strokes(hurt, random)
    _folds(hurt, random)
    if random.uniform() < 0.4:
        _holes(hurt)
    if random.uniform() < 0.3:
        _torn_corner(hurt, random)
    if random.uniform() < 0.3:
        _stamp(hurt, random)
    return hurt


def cut_away(page: Light, side: str) -> Light:
    """Half the page is missing; white is what the scanner's lid gives."""
    height, width = page.shape
    cut = page.copy()
    if side == "left":
        cut[:, : width // 2] = 250
    elif side == "right":
        cut[:, width // 2 :] = 250
    elif side == "top":
        cut[: height // 2] = 250
    else:
        cut[height // 2 :] = 250
    return cut


def _blob(hurt: Light, covered: Light, small: Light, scale: int, random: Random) -> None:
    """Random outline around a random centre, one of four kinds of harm."""
    radius = random.uniform(1.4, 20) * _MILLIMETRE
    centre = random.uniform((0, 0), hurt.shape[::-1])
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    reach = radius * random.uniform(0.6, 1.2, 24)
    outline = np.stack([centre[0] + reach * np.cos(angles), centre[1] + reach * np.sin(angles)], axis=1)
    cv2.fillPoly(small, [_whole(outline / scale)], 1)
    left, top = np.maximum(outline.min(axis=0).astype(int) - 1, 0)
    right, bottom = np.minimum(outline.max(axis=0).astype(int) + 2, hurt.shape[::-1])
    if right <= left or bottom <= top:
        return
    mask = np.zeros((bottom - top, right - left), np.uint8)
    cv2.fillPoly(mask, [_whole(outline - (left, top))], 1)
    part = hurt[top:bottom, left:right]
    part[mask == 1] = _harmed(part[mask == 1], random)


def _harmed(values: Light, random: Random) -> Light:
    kind = random.uniform()
    if kind < 0.30:
        return (values * random.uniform(0.05, 0.35)).astype(np.uint8)
    if kind < 0.60:
        return np.full_like(values, random.integers(200, 251))
    if kind < 0.75:
        return np.full_like(values, random.integers(60, 151))
    return (values * random.uniform(0.55, 0.85)).astype(np.uint8)


def _strokes(hurt: Light, random: Random) -> None:
    for _ in range(random.integers(1, 6)):
        points = random.uniform((0, 0), hurt.shape[::-1], (4, 2))
        points[1:] = points[0] + (points[1:] - points[0]) * 0.3
        cv2.polylines(hurt, [_whole(points)], False, int(random.integers(20, 90)), int(random.integers(8, 21)))


def _folds(hurt: Light, random: Random) -> None:
    for _ in range(random.integers(0, 4)):
        place = int(random.uniform(0.1, 0.9) * hurt.shape[0])
        tilt = int(random.uniform(-60, 60))
        cv2.line(
            hurt, (0, place), (hurt.shape[1], place + tilt), int(random.integers(150, 251)), int(random.integers(3, 15))
        )


def _holes(hurt: Light) -> None:
    for offset in (-40, 40):
        centre = (int(12 * _MILLIMETRE), int(hurt.shape[0] / 2 + offset * _MILLIMETRE))
        cv2.circle(hurt, centre, int(3 * _MILLIMETRE), 40, -1)


def _torn_corner(hurt: Light, random: Random) -> None:
    size = int(random.uniform(0.03, 0.12) * hurt.shape[1])
    height, width = hurt.shape
    corner = np.array([(0, 0), (width, 0), (0, height), (width, height)])[random.integers(0, 4)]
    inward = np.where(corner > 0, -1, 1) * (size, int(size * random.uniform(0.6, 1.6)))
    triangle = np.array([corner, corner + inward * (1, 0), corner + inward * (0, 1)])
    cv2.fillPoly(hurt, [_whole(triangle)], 248)


def _stamp(hurt: Light, random: Random) -> None:
    x, y = (int(part) for part in random.uniform((0.15, 0.15), (0.85, 0.85)) * hurt.shape[::-1])
    grey, radius = int(random.integers(60, 130)), int(random.uniform(9, 14) * _MILLIMETRE)
    cv2.circle(hurt, (x, y), radius, grey, 14)
    cv2.putText(hurt, "8.07.08", (x - radius + 20, y + 30), cv2.FONT_HERSHEY_SIMPLEX, 4, grey, 16)


def _whole(points: npt.NDArray[np.float64] | npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    return points.astype(np.int32)
