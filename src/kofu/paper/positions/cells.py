"""What a position is: a cell in millimetres from the sheet's top left, and quick ways to find the one at a point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from kofu.paper.errors import UnknownField

OUTSIDE = "outside"
"""Every place that belongs to no field"""

IMPRINT = "imprint"
"""The picture of a registered seal"""

Cell = tuple[float, float, float, float]
"""Left, top, right, bottom"""

NOWHERE: tuple[Cell, str] = ((0.0, 0.0, 0.0, 0.0), OUTSIDE)
"""No cell"""


@dataclass(frozen=True, slots=True)
class Positions:
    """The cells of one page, by the millimetre rows they touch."""

    by_row: Mapping[int, tuple[tuple[Cell, str], ...]]
    imprint: Cell | None = None
    """Where the picture of a registered seal stands on the first page"""

    def cell_at(self, x: float, y: float) -> tuple[Cell, str]:
        """The cell that holds this point and its field, or NOWHERE."""
        for found in self.by_row.get(int(y), ()):
            left, top, right, bottom = found[0]
            if left <= x < right and top <= y < bottom:
                return found
        return NOWHERE


def of_cells(cells: Iterable[tuple[str, Cell]], imprint: Cell | None = None) -> Positions:
    """Positions that answer quickly."""
    rows: dict[int, list[tuple[Cell, str]]] = {}
    for name, cell in cells:
        for row in range(int(cell[1]), int(cell[3]) + 1):
            rows.setdefault(row, []).append((cell, name))
    return Positions({row: tuple(found) for row, found in rows.items()}, imprint)


@dataclass(frozen=True, eq=False)
class Grid:
    """A form: cells that are always there, and cells that may stand in each of its rows."""

    fixed: Mapping[str, Cell]
    top: float = 0.0
    pitch: float = 0.0
    count: int = 0
    cells: Mapping[str, tuple[float, float, int]] = field(default_factory=dict)
    """Left, right and how many rows high"""
    imprint: Cell | None = None

    def cell(self, name: str) -> Cell:
        """Where a field stands; ``p3_text`` is the cell ``text`` of the third row. Raises UnknownField."""
        if name in self.fixed:
            return self.fixed[name]
        row, _, cell = name.partition("_")
        if row[:1] != "p" or not row[1:].isdigit() or not 1 <= int(row[1:]) <= self.count or cell not in self.cells:
            raise UnknownField(field=name)
        left, right, rows = self.cells[cell]
        upper = self.top + self.pitch * (int(row[1:]) - 1)
        return left, upper, right, upper + self.pitch * rows

    def of(self, names: Iterable[str]) -> Positions:
        """The positions of a page that has these fields. Raises UnknownField."""
        return _of_names(self, tuple(names))


@lru_cache(maxsize=64)
def _of_names(grid: Grid, names: tuple[str, ...]) -> Positions:
    return of_cells(((name, grid.cell(name)) for name in names), grid.imprint)
