"""Where the reader expects each field, in millimetres from the sheet's top left.

Declared here a second time, as cells between the form's lines, and never derived from the design files: a design that
puts a field in a wrong place must not read back as right. Of a form whose rows flow, a page has the cells of the fields
that are expected on it; whatever else stands there is outside.
"""

from __future__ import annotations

from collections.abc import Iterable

from kofu.paper.positions.cells import IMPRINT, NOWHERE, OUTSIDE, Cell, Grid, Positions, of_cells
from kofu.paper.positions.resident_record import RESIDENT_RECORD
from kofu.paper.positions.rows import INCOME, ITEMS, KOSEKI, LEVIES, SEAL, SUPPLEMENT
from kofu.rules import Kind

__all__ = [
    "GRIDS",
    "IMPRINT",
    "NOWHERE",
    "OUTSIDE",
    "RESIDENT_RECORD",
    "Cell",
    "Grid",
    "Positions",
    "of_cells",
    "pages_of",
]

GRIDS = {
    Kind.RESIDENT_RECORD_ITEMS: ITEMS,
    Kind.SEAL: SEAL,
    Kind.KOSEKI_FULL: KOSEKI,
    Kind.KOSEKI_INDIVIDUAL: KOSEKI,
    Kind.KOSEKI_SUPPLEMENT: SUPPLEMENT,
    Kind.TAXATION: LEVIES,
    Kind.NON_TAXATION: LEVIES,
    Kind.INCOME: INCOME,
    Kind.INCOME_TAX: LEVIES,
}


def pages_of(kind: Kind, expected: Iterable[tuple[int, str]]) -> tuple[Positions, ...]:
    """Page by page where the expected fields of a kind stand. Raises UnknownField for one the form does not have."""
    names: dict[int, list[str]] = {}
    for page, name in expected:
        if name not in {OUTSIDE, IMPRINT}:
            names.setdefault(page, []).append(name)
    if kind is Kind.RESIDENT_RECORD:
        return (RESIDENT_RECORD,) * len(names)
    return tuple(GRIDS[kind].of(names[page]) for page in sorted(names))
