"""Step 1: dark discs in light squares, found with box sums on a small copy of the picture."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
"""Grey, rows of pixels"""
Points = npt.NDArray[np.float64]
"""n × 2: x, y in pixels"""
_Scores = npt.NDArray[np.float32]

SMALL = 1100
"""Longer side of the small copy"""
MOST_DISCS = 28
_PAGE_SHARES = (0.95, 0.72, 1.3)
"""Page length over the picture's longer side: a page that fills it, one that does not, one that is cut off"""
_DISC_SHARE = 2.25 / 297
_LEAST_SCORE = 0.9


def searches(picture: Picture) -> Iterator[tuple[Points, float]]:
    """Centres in the small copy, best first, and its scale; each further search adds discs of another size."""
    scale = SMALL / max(picture.shape)
    small = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    found: list[tuple[float, float, float]] = []
    for share in _PAGE_SHARES:
        found += _of_radius(small, _DISC_SHARE * SMALL * share)
        found.sort(reverse=True)
        yield _apart(found), scale


def _apart(found: list[tuple[float, float, float]]) -> Points:
    kept: list[tuple[float, float]] = []
    for _, x, y in found:
        if len(kept) < MOST_DISCS and all((x - a) ** 2 + (y - b) ** 2 > 100 for a, b in kept):
            kept.append((x, y))
    return np.array(kept, float).reshape(-1, 2)


def _of_radius(small: Picture, radius: float) -> list[tuple[float, float, float]]:
    """Score, x and y of the best places for discs of one size."""
    score, ring = _scores(small, radius)
    size = 2 * round(radius) + 1
    peaks = (score >= cv2.dilate(score, np.ones((size, size), np.uint8))) & (score > _LEAST_SCORE)
    rows, columns = np.nonzero(peaks)
    best = np.argsort(-score[rows, columns])[:MOST_DISCS]
    return [
        (float(score[y, x]), *_centroid(small, int(x), int(y), radius, float(ring[y, x])))
        for x, y in zip(columns[best], rows[best], strict=True)
    ]


def _scores(small: Picture, radius: float) -> tuple[_Scores, _Scores]:
    """How much each place looks like a disc, and the mean of the light ring around it."""
    inner, middle, outer = (2 * round(part * radius) + 1 for part in (0.58, 1.18, 1.6))
    disc, disc_deviation = _moments(small, inner, None)
    ring, ring_deviation = _moments(small, outer, middle)
    contrast = ring - disc
    score = contrast / (disc_deviation + ring_deviation + 6) * np.clip(contrast / (ring + 1), 0, 1)
    return score.astype(np.float32), ring


def _moments(small: Picture, side: int, hole: int | None) -> tuple[_Scores, _Scores]:
    """Mean and deviation over a square, without the square hole in its middle."""
    total, squares, area = _sums(small, side)
    if hole is not None:
        total_hole, squares_hole, area_hole = _sums(small, hole)
        total, squares, area = total - total_hole, squares - squares_hole, area - area_hole
    mean = np.asarray(total / area, np.float32)
    return mean, np.asarray(np.sqrt(np.maximum(squares / area - mean * mean, 0)), np.float32)


def _sums(small: Picture, side: int) -> tuple[_Scores, _Scores, int]:
    total = cv2.boxFilter(small, cv2.CV_32F, (side, side), normalize=False, borderType=cv2.BORDER_REPLICATE)
    squares = cv2.sqrBoxFilter(small, cv2.CV_32F, (side, side), normalize=False, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(total, np.float32), np.asarray(squares, np.float32), side * side


def _centroid(small: Picture, x: int, y: int, radius: float, light: float) -> tuple[float, float]:
    """Centre of the dark pixels around a peak, to a fraction of a pixel."""
    reach = round(1.35 * radius)
    top, left = max(y - reach, 0), max(x - reach, 0)
    part = small[top : y + reach + 1, left : x + reach + 1].astype(float)
    half = (light + float(part.min())) / 2
    weight = np.where(part < half, light - part, 0)
    if weight.sum() <= 0:
        return float(x), float(y)
    rows, columns = np.mgrid[top : top + part.shape[0], left : left + part.shape[1]]
    return float((weight * columns).sum() / weight.sum()), float((weight * rows).sum() / weight.sum())
