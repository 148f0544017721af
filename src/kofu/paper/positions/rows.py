"""Positions of the forms whose rows flow, of the seal certificate and of the tax certificates."""

from __future__ import annotations

from kofu.paper.positions.cells import Cell, Grid

FOOT: dict[str, Cell] = {
    "sentence": (12, 249.8, 156, 256.5),
    "issued_on": (12, 258, 110, 265),
    "mayor": (12, 265, 116, 274),
    "number": (28, 283, 110, 290),
}
_HEAD: dict[str, Cell] = {"title": (32, 6, 168, 18.5), "page": (168, 6, 199, 18)}

KOSEKI = Grid(
    fixed=FOOT | {"page": (60, 10, 115, 20), "title": (115, 10, 198, 20)},
    top=23.5,
    pitch=5.625,
    count=40,
    cells={"label": (12, 64, 1), "text": (64, 198, 1), "removed": (23, 49, 2)},
)

SUPPLEMENT = Grid(
    fixed=FOOT
    | _HEAD
    | {"honseki": (38, 21, 198, 27.75), "first": (38, 27.75, 118, 34.5), "compiled": (152, 27.75, 198, 34.5)},
    top=36.5,
    pitch=5.9,
    count=36,
    cells={
        "ordinal": (12, 18, 3),
        "reading_label": (18, 38, 1),
        "reading": (38, 96, 1),
        "birth_label": (96, 114, 1),
        "birth": (114, 158, 1),
        "sex_label": (158, 176, 1),
        "sex": (176, 198, 1),
        "name_label": (18, 38, 2),
        "name": (38, 158, 2),
        "removed": (158, 198, 2),
        "address_heading": (18, 150, 1),
        "since_heading": (150, 198, 1),
        "again": (18, 150, 1),
        "place": (12, 18, 1),
        "address": (18, 150, 1),
        "since": (150, 198, 1),
        "end": (18, 198, 1),
    },
)

ITEMS = Grid(
    fixed=FOOT
    | _HEAD
    | {"address": (38, 21, 198, 27.75), "head_label": (12, 27.75, 38, 34.5), "head": (38, 27.75, 198, 34.5)},
    top=36.5,
    pitch=5.3,
    count=40,
    cells={
        "ordinal": (12, 18, 3),
        "reading_label": (18, 52, 1),
        "reading": (52, 198, 1),
        "name_label": (18, 52, 2),
        "name": (52, 198, 2),
        "left_label": (18, 52, 1),
        "left": (52, 108, 1),
        "right_label": (108, 142, 1),
        "right": (142, 198, 1),
        "wide_label": (18, 52, 1),
        "wide": (52, 198, 1),
        "end": (18, 198, 1),
    },
)

SEAL = Grid(
    fixed=FOOT
    | {
        "title": (32, 8, 168, 22),
        "page": (168, 6, 199, 18),
        "name": (116, 30, 198, 56),
        "second_label": (92, 56, 116, 72),
        "second": (116, 56, 198, 72),
        "birth": (116, 72, 198, 92),
        "sex": (116, 92, 198, 112),
        "address1": (36, 112, 198, 121.2),
        "address2": (36, 121.2, 198, 129),
        "address3": (36, 129, 198, 138),
        "end": (12, 138, 198, 148),
    },
    imprint=(12, 38, 92, 112),
)


def _dependants() -> dict[str, Cell]:
    cells = ("spouse", "specific", "parents", "aged", "general", "young", "together", "severe", "disabled")
    return {f"dependants_{name}": (12 + 20.7 * i, 173.5, 32.7 + 20.7 * i, 180) for i, name in enumerate(cells)}


_INCOMES: dict[str, Cell] = (
    FOOT
    | _HEAD
    | {
        "year": (32, 18.5, 168, 28),
        "name": (36, 29, 118, 36),
        "birth": (142, 29, 198, 36),
        "address": (36, 36, 198, 43),
        "january": (36, 43, 198, 50),
        "income_total": (78, 152.6, 113, 159),
        "deduction_total": (160, 152.6, 198, 159),
    }
    | _dependants()
)
_ROWS = {
    "income_label": (12, 43, 1),
    "revenue": (43, 78, 1),
    "income": (78, 113, 1),
    "deduction_label": (115, 160, 1),
    "deduction": (160, 198, 1),
}
INCOME = Grid(
    fixed=_INCOMES | {"remarks": (36, 183, 198, 190), "end": (12, 190.5, 198, 200)},
    top=59,
    pitch=5.85,
    count=16,
    cells=_ROWS,
)
LEVIES = Grid(
    fixed=_INCOMES
    | {
        "base": (52, 183, 113, 189.5),
        "status": (142, 183, 198, 189.5),
        "municipal_label": (12, 198.5, 52, 205.5),
        "municipal_equal": (52, 198.5, 100, 205.5),
        "municipal_income": (100, 198.5, 148, 205.5),
        "municipal_total": (148, 198.5, 198, 205.5),
        "prefectural_label": (12, 205.5, 52, 212.5),
        "prefectural_equal": (52, 205.5, 100, 212.5),
        "prefectural_income": (100, 205.5, 148, 212.5),
        "prefectural_total": (148, 205.5, 198, 212.5),
        "forest": (148, 212.5, 198, 219.5),
        "total": (148, 219.5, 198, 227.5),
        "remarks": (36, 230.5, 198, 237.5),
        "end": (12, 238, 198, 246),
    },
    top=59,
    pitch=5.85,
    count=16,
    cells=_ROWS,
)
