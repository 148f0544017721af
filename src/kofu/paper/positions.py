"""Where the reader expects each field, in millimetres from the sheet's top left.

Declared here a second time, as cells between the form's lines, and never derived from the design files: a design that
puts a field in a wrong place must not read back as right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

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
    """The cells of one form, by the millimetre rows they touch."""

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
    rows: dict[int, tuple[tuple[Cell, str], ...]] = {}
    for field, cell in cells:
        for row in range(int(cell[1]), int(cell[3]) + 1):
            rows[row] = (*rows.get(row, ()), (cell, field))
    return Positions(rows, imprint)


_FOOT: tuple[tuple[str, Cell], ...] = (
    ("sentence", (12, 251, 155, 258)),
    ("issued_on", (12, 258, 110, 265)),
    ("mayor", (12, 265, 116, 274)),
    ("number", (28, 283, 110, 290)),
)

_PERSON: tuple[tuple[str, float, int, float, int], ...] = (
    # field, left edge, first row, right edge, rows: rows of 4.5 mm counted from the top of the person's place
    ("ordinal", 12, 1, 18, 12),
    ("reading", 42, 1, 118, 1),
    ("name", 42, 2, 118, 2),
    ("second_reading_label", 18, 4, 42, 1),
    ("second_reading", 42, 4, 118, 1),
    ("second_name_label", 18, 5, 42, 1),
    ("second_name", 42, 5, 118, 1),
    ("birth", 42, 6, 82, 1),
    ("sex", 91, 6, 98, 1),
    ("relationship", 107, 6, 118, 1),
    ("honseki_label", 18, 7, 42, 1),
    ("honseki", 42, 7, 198, 1),
    ("previous_label", 18, 8, 42, 1),
    ("previous", 42, 8, 198, 1),
    ("pair1_label", 18, 9, 52, 1),
    ("pair1", 52, 9, 118, 1),
    ("pair2_label", 118, 9, 150, 1),
    ("pair2", 150, 9, 198, 1),
    ("pair3_label", 18, 10, 52, 1),
    ("pair3", 52, 10, 118, 1),
    ("pair4_label", 118, 10, 150, 1),
    ("pair4", 150, 10, 198, 1),
    ("remarks", 42, 11, 198, 2),
    ("my_number", 150, 1, 198, 1),
    ("resident_code", 150, 2, 198, 1),
    ("became_label", 118, 3, 150, 1),
    ("became", 150, 3, 198, 1),
    ("since", 150, 4, 198, 1),
    ("notified", 150, 5, 198, 1),
    ("first_label", 118, 6, 150, 1),
    ("first", 150, 6, 198, 1),
)


def _persons() -> Iterator[tuple[str, Cell]]:
    for place in range(4):
        for field, left, row, right, rows in _PERSON:
            top = 33.5 + 54.0 * place + 4.5 * (row - 1)
            yield f"p{place + 1}_{field}", (left, top, right, top + 4.5 * rows)


RESIDENT_RECORD = of_cells(
    (
        ("title", (50, 6, 160, 18)),
        ("page", (160, 6, 199, 18)),
        ("address", (36, 19, 198, 25.5)),
        ("head", (36, 25.5, 198, 32)),
        *_FOOT,
        *_persons(),
    )
)


def _listed(top: float, lines: int) -> Iterator[tuple[str, Cell]]:
    for place in range(lines):
        upper = top + 6.25 * place
        yield f"p{place + 1}_label", (12, upper, 58, upper + 6.25)
        yield f"p{place + 1}_text", (58, upper, 198, upper + 6.25)


_HEAD: tuple[tuple[str, Cell], ...] = (("title", (40, 6, 165, 18)), ("page", (165, 6, 199, 18)))

PLAIN = of_cells((*_HEAD, *_FOOT, *_listed(23.5, 36)))
SEAL = of_cells((*_HEAD, *_FOOT, *_listed(68.25, 29)), imprint=(58, 23.5, 198, 68.25))

BY_FORM = {"resident_record": RESIDENT_RECORD, "plain": PLAIN, "seal": SEAL}
