"""Step 2: which discs are which? Every placing of the 3 × 4 lattice on the discs found, likeliest first.

A lattice with missing discs fits in several places and always in two turns; the pilots decide later (tracking.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from kofu.paper.dense.geometry import HEIGHT, WIDTH, disc_centres
from kofu.paper.dense.reading.discs import SMALL, Points

Matrix = npt.NDArray[np.float64]
"""3 × 3; cells (x, y) to pixels"""

_NEIGHBOURS = 6
_SPAN = 3
_MOST_BASES = 60
_MOST_PLACINGS = 40


@dataclass(frozen=True, slots=True)
class Placing:
    """One guess at where the page lies."""

    matrix: Matrix
    discs: int
    """How many discs agree"""


def placings(points: Points, scale: float) -> list[Placing]:
    """Guesses in pixels of the full picture, most discs first; each in both turns."""
    guesses: list[Placing] = []
    for origin, u, v in _bases(points):
        guesses += _of_basis(points, origin, u, v)
    guesses.sort(key=lambda guess: -guess.discs)
    full = np.diag([1 / scale, 1 / scale, 1.0])
    kept = [Placing(full @ guess.matrix, guess.discs) for guess in _distinct(guesses)]
    return [Placing(guess.matrix @ turn, guess.discs) for guess in kept for turn in (np.eye(3), _half_turn())]


def _half_turn() -> Matrix:
    return np.array([[-1.0, 0, WIDTH], [0, -1.0, HEIGHT], [0, 0, 1]])


def _bases(points: Points) -> list[tuple[Points, Points, Points]]:
    """Triples of discs that may be a corner of the lattice, those that explain most discs first."""
    if len(points) < 4:
        return []
    origins, us, vs = _triples(points)
    if not len(origins):
        return []
    inverse = np.linalg.inv(np.stack([us, vs], axis=2))
    places = np.einsum("tij,tnj->tni", inverse, points[None] - origins[:, None])
    near = (np.abs(places - np.round(places)) < 0.2).all(axis=2) & (np.abs(places) < _SPAN + 0.5).all(axis=2)
    best = np.argsort(-near.sum(axis=1), kind="stable")[:_MOST_BASES]
    return [(origins[i], us[i], vs[i]) for i in best if near[i].sum() >= 4]


def _triples(points: Points) -> tuple[Points, Points, Points]:
    """Origin, a neighbour to the right and a neighbour below, within what tilt allows."""
    found: list[tuple[Points, Points, Points]] = []
    for origin in points:
        away = points - origin
        length = np.hypot(away[:, 0], away[:, 1])
        in_reach = (length > 0.08 * SMALL) & (length < 0.5 * SMALL)
        right = in_reach & (away[:, 0] > 0.75 * np.abs(away[:, 1]))
        below = in_reach & (away[:, 1] > 0.75 * np.abs(away[:, 0]))
        for u in _nearest(away, length, right):
            found += [(origin, u, v) for v in _nearest(away, length, below) if _fits(u, v)]
    if not found:
        return (np.empty((0, 2)),) * 3
    origins, us, vs = (np.array(part) for part in zip(*found, strict=True))
    return origins, us, vs


def _nearest(away: Points, length: Points, wanted: npt.NDArray[np.bool_]) -> Points:
    chosen = np.flatnonzero(wanted)
    return away[chosen[np.argsort(length[chosen])][:_NEIGHBOURS]]


def _fits(u: Points, v: Points) -> bool:
    size_u, size_v = np.hypot(*u), np.hypot(*v)
    return bool(0.6 < size_u / size_v < 1.65 and abs(u @ v) < 0.42 * size_u * size_v)


def _of_basis(points: Points, origin: Points, u: Points, v: Points) -> list[Placing]:
    """Every window of 3 × 4 lattice points that holds discs, upright and on its side."""
    places = np.linalg.solve(np.stack([u, v], axis=1), (points - origin).T).T
    whole = np.round(places).astype(int)
    near = (np.abs(places - whole) < 0.22).all(axis=1) & (np.abs(whole) <= _SPAN).all(axis=1)
    guesses = []
    for across, down in ((3, 4), (4, 3)):
        for left in range(-_SPAN, _SPAN + 2 - across):
            for top in range(-_SPAN, _SPAN + 2 - down):
                offset = whole - (left, top)
                inside = near & (offset >= 0).all(axis=1) & (offset < (across, down)).all(axis=1)
                if inside.sum() >= 4:
                    guesses += _fitted(points, np.flatnonzero(inside), offset, across)
    return guesses


def _fitted(points: Points, inside: npt.NDArray[np.intp], offset: npt.NDArray[np.int_], across: int) -> list[Placing]:
    """The page through the discs of one window, then through all discs that turn out to agree."""
    centres = disc_centres()
    if across == 4:
        centres = centres[::-1].transpose(1, 0, 2)
    cells = centres[offset[inside, 1], offset[inside, 0]]
    if min(len(set(offset[inside, axis].tolist())) for axis in (0, 1)) < 2:
        return []
    matrix = _fit(cells, points[inside])
    for tolerance in (0.02, 0.012):
        if matrix is None:
            return []
        shown = project(matrix, disc_centres().reshape(-1, 2))
        distance = np.linalg.norm(shown[:, None] - points[None], axis=2)
        agrees = distance.min(axis=1) < tolerance * SMALL
        if agrees.sum() < 4:
            return []
        matrix = _fit(disc_centres().reshape(-1, 2)[agrees], points[distance.argmin(axis=1)[agrees]])
    return [] if matrix is None else [Placing(matrix, int(agrees.sum()))]


def _fit(cells: Points, points: Points) -> Matrix | None:
    """Perspective through five discs or more; fewer say too little for it."""
    if len(cells) >= 5:
        matrix, _ = cv2.findHomography(cells, points)
    else:
        affine = np.linalg.lstsq(np.column_stack([cells, np.ones(len(cells))]), points, rcond=None)[0]
        matrix = np.vstack([affine.T, [0.0, 0.0, 1.0]])
    if matrix is None or not np.isfinite(matrix).all():
        return None
    corners = project(np.asarray(matrix, float), np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], float))
    area = cv2.contourArea(corners.astype(np.float32), oriented=True)
    return np.asarray(matrix, float) if 0.05 * SMALL**2 < area < 4 * SMALL**2 else None


def project(matrix: Matrix, cells: Points) -> Points:
    """Cells to pixels."""
    flat = np.column_stack([cells, np.ones(len(cells))]) @ matrix.T
    projected: Points = flat[:, :2] / flat[:, 2:]
    return projected


def _distinct(guesses: list[Placing]) -> list[Placing]:
    """Without guesses that put the corners where an earlier one, or its half turn, does."""
    corners = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], float)
    kept: list[Placing] = []
    seen: list[Points] = []
    for guess in guesses:
        shown = project(guess.matrix, corners)
        if all(np.abs(shown - other).max() > 0.01 * SMALL for other in seen):
            kept.append(guess)
            seen += [shown, shown[[2, 3, 0, 1]]]
        if len(kept) == _MOST_PLACINGS:
            break
    return kept
