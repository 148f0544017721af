"""Step 2: which discs are which? Every placing of the 3 × 4 lattice on the discs found, likeliest first.

A lattice with missing discs fits in several places and always in two turns; the pilots decide later (tracking.py).
"""

from __future__ import annotations

from collections.abc import Iterator
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
_PLAIN = 11
"""So many discs agreeing need no second thought"""
_UNIT = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
_CENTRES = disc_centres()
_CORNERS = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], float)


@dataclass(frozen=True, slots=True)
class Placing:
    """One guess at where the page lies."""

    matrix: Matrix
    discs: int
    """How many discs agree"""


def placings(points: Points, scale: float, seen: Seen) -> Iterator[Placing]:
    """Guesses in pixels of the full picture, likeliest first; each in both turns, none that ``seen`` holds."""
    full = np.diag([1 / scale, 1 / scale, 1.0])
    for guess in _likeliest_first(points, seen):
        if seen.is_new(guess.matrix):
            for turn in (np.eye(3), _half_turn()):
                yield Placing(full @ guess.matrix @ turn, guess.discs)


def _likeliest_first(points: Points, seen: Seen) -> Iterator[Placing]:
    """A guess that explains nearly all discs at once; the others when all are known."""
    waiting: list[Placing] = []
    for basis in _bases(points):
        for guess in _of_basis(points, basis, seen):
            if guess.discs >= _PLAIN:
                yield guess
            else:
                waiting.append(guess)
    yield from sorted(waiting, key=lambda guess: -guess.discs)


class Seen:
    """Guesses made so far: as sets of discs and as corners."""

    def __init__(self) -> None:
        self.sets: set[bytes] = set()
        self._corners: list[Points] = []

    def is_new(self, matrix: Matrix) -> bool:
        """Whether no earlier guess, nor its half turn, puts the corners there; remembers this one."""
        shown = project(matrix, _CORNERS)
        known = any(np.abs(shown - other).max() <= 0.01 * SMALL for other in self._corners)
        if not known:
            self._corners += [shown, shown[[2, 3, 0, 1]]]
        return not known


def _half_turn() -> Matrix:
    return np.array([[-1.0, 0, WIDTH], [0, -1.0, HEIGHT], [0, 0, 1]])


def _bases(points: Points) -> list[Matrix]:
    """Pixels to lattice steps: what one disc, a neighbour to the right and one below suggest; the best first.

    Where there is a disc at the fourth corner as well, the same with perspective.
    """
    if len(points) < 4:
        return []
    found: list[Matrix] = []
    for origin, u, v in _triples(points):
        found.append(np.linalg.inv(np.array([[u[0], v[0], origin[0]], [u[1], v[1], origin[1]], [0, 0, 1]])))
        corner = points[np.argmin(np.hypot(*(points - origin - u - v).T))]
        if np.hypot(*(corner - origin - u - v)) < 0.3 * min(np.hypot(*u), np.hypot(*v)):
            square = np.array([origin, origin + u, corner, origin + v], np.float32)
            found.append(np.asarray(cv2.getPerspectiveTransform(square, _UNIT), float))
    counts = [int(_near(project(basis, points)).sum()) for basis in found]
    best = np.argsort(-np.array(counts), kind="stable")[:_MOST_BASES]
    return [found[i] for i in best if counts[i] >= 4]


def _near(places: Points) -> npt.NDArray[np.bool_]:
    whole = np.round(places)
    inside = np.abs(whole) <= _SPAN
    return np.asarray(((np.abs(places - whole) < 0.22) & inside).all(axis=1), bool)


def _triples(points: Points) -> Iterator[tuple[Points, Points, Points]]:
    """Origin, a neighbour to the right and a neighbour below, within what tilt allows."""
    for origin in points:
        away = points - origin
        length = np.hypot(away[:, 0], away[:, 1])
        in_reach = (length > 0.08 * SMALL) & (length < 0.5 * SMALL)
        right = in_reach & (away[:, 0] > 0.75 * np.abs(away[:, 1]))
        below = in_reach & (away[:, 1] > 0.75 * np.abs(away[:, 0]))
        for u in _nearest(away, length, right):
            for v in _nearest(away, length, below):
                if _fits(u, v):
                    yield origin, u, v


def _nearest(away: Points, length: Points, wanted: npt.NDArray[np.bool_]) -> Points:
    chosen = np.flatnonzero(wanted)
    return away[chosen[np.argsort(length[chosen])][:_NEIGHBOURS]]


def _fits(u: Points, v: Points) -> bool:
    size_u, size_v = np.hypot(*u), np.hypot(*v)
    return bool(0.6 < size_u / size_v < 1.65 and abs(u @ v) < 0.42 * size_u * size_v)


def _of_basis(points: Points, basis: Matrix, seen: Seen) -> Iterator[Placing]:
    """Every window of 3 × 4 lattice points that holds discs, upright and on its side; the fullest first."""
    places = project(basis, points)
    near = _near(places)
    whole = np.round(np.clip(places, -99, 99)).astype(np.intp)
    windows = []
    for across, down in ((3, 4), (4, 3)):
        for left in range(-_SPAN, _SPAN + 2 - across):
            for top in range(-_SPAN, _SPAN + 2 - down):
                offset = whole - np.array((left, top), np.intp)
                inside = near & (offset >= 0).all(axis=1) & (offset < (across, down)).all(axis=1)
                windows.append((int(inside.sum()), across, offset, inside))
    for count, across, offset, inside in sorted(windows, key=lambda window: -window[0]):
        key = bytes([across, *np.where(inside, 4 * offset[:, 1] + offset[:, 0], 99).tolist()])
        if count >= 4 and key not in seen.sets:
            seen.sets.add(key)
            yield from _fitted(points, np.flatnonzero(inside), offset, across)


def _fitted(points: Points, inside: npt.NDArray[np.intp], offset: npt.NDArray[np.intp], across: int) -> list[Placing]:
    """The page through the discs of one window, then through all discs that turn out to agree."""
    centres = _CENTRES
    if across == 4:
        centres = centres[::-1].transpose(1, 0, 2)
    cells = centres[offset[inside, 1], offset[inside, 0]]
    if min(len(set(offset[inside, axis].tolist())) for axis in (0, 1)) < 2:
        return []
    guess = Placing(_fit(cells, points[inside]), len(cells))
    for tolerance in (0.03, 0.02, 0.012):
        if not _is_plausible(guess.matrix):
            return []
        guess = _widened(points, guess.matrix, tolerance * SMALL)
    return [guess] if guess.discs >= 4 and _is_plausible(guess.matrix) else []


def _widened(points: Points, matrix: Matrix, tolerance: float) -> Placing:
    """The page through every disc that lies where this guess expects one."""
    centres = _CENTRES.reshape(-1, 2)
    distance = np.linalg.norm(project(matrix, centres)[:, None] - points[None], axis=2)
    agrees = distance.min(axis=1) < tolerance
    if agrees.sum() < 4:
        return Placing(matrix, 0)
    return Placing(_fit(centres[agrees], points[distance.argmin(axis=1)[agrees]]), int(agrees.sum()))


def _fit(cells: Points, points: Points) -> Matrix:
    """Perspective through five discs or more; fewer say too little for it. Not finite where nothing fits."""
    if len(cells) >= 5:
        matrix, found = cv2.findHomography(cells, points)
        return np.asarray(matrix, float) if len(found) and matrix is not None else np.full((3, 3), np.nan)
    affine = np.linalg.lstsq(np.column_stack([cells, np.ones(len(cells))]), points, rcond=None)[0]
    return np.vstack([affine.T, [0.0, 0.0, 1.0]])


def _is_plausible(matrix: Matrix) -> bool:
    """Whether the page would lie face up and have a sensible size."""
    if not np.isfinite(matrix).all():
        return False
    area = cv2.contourArea(project(matrix, _CORNERS).astype(np.float32), oriented=True)
    return bool(0.05 * SMALL**2 < area < 4 * SMALL**2)


def project(matrix: Matrix, cells: Points) -> Points:
    """Cells to pixels."""
    flat = np.column_stack([cells, np.ones(len(cells))]) @ matrix.T
    depth = flat[:, 2:]
    projected: Points = flat[:, :2] / np.where(np.abs(depth) < 1e-9, 1e-9, depth)
    return projected
