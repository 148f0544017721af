"""Positions of the 住民票の写し, form 0010001: the same cells on every page."""

from __future__ import annotations

from collections.abc import Iterator

from kofu.paper.positions.cells import Cell, of_cells
from kofu.paper.positions.rows import FOOT

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
        *FOOT.items(),
        *_persons(),
    )
)
