"""The designs of the fronts as data: where each field, label and line stands, in millimetres (layouts/*.json)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kofu.paper.errors import UnknownField

Line = tuple[float, float, float, float]
"""From x, y to x, y"""


@dataclass(frozen=True, slots=True)
class Spot:
    """A field's box from the sheet's top left, its type size in points, and where in the box the text stands."""

    x: float
    y: float
    width: float
    height: float
    size: float
    side: str


@dataclass(frozen=True, slots=True)
class Layout:
    """One form."""

    fields: Mapping[str, Spot]
    symbol: tuple[float, float]
    places: tuple[Line, ...]
    """The stroke through each place (person or item) from its lower left to its upper right"""
    struck_together: bool
    """Whether one stroke goes through all empty places, or one through each"""
    as_json: bytes
    """The expanded design as the typesetter reads it"""


@cache
def load(form: str) -> Layout:
    """The design of a form. Raises UnknownField for a form that has none."""
    source = files("kofu.paper.front") / "layouts" / f"{form}.json"
    try:
        design = json.loads(source.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UnknownField(form=form) from None
    _expand(design)
    return Layout(
        fields={name: Spot(*spot) for name, spot in design["fields"].items()},
        symbol=(design["symbol"][0], design["symbol"][1]),
        places=tuple(design.pop("places")),
        struck_together=design.pop("struck_together"),
        as_json=json.dumps(design, ensure_ascii=False).encode(),
    )


def _expand(design: dict[str, Any]) -> None:
    """Write out the block of one person or item for each place of the sheet; ``name`` becomes ``p1_name`` and so on."""
    block = design.pop("blocks")
    left, right = block["strokes"]
    design["places"] = [(left, top + block["height"], right, top) for top in block["tops"]]
    design["struck_together"] = block["strike"] == "together"
    for place, top in enumerate(block["tops"], start=1):
        design["labels"] += [[x, y + top, *rest] for x, y, *rest in block["labels"]]
        design["lines"] += [[x1, y1 + top, x2, y2 + top] for x1, y1, x2, y2 in block["lines"]]
        design["fields"] |= {f"p{place}_{name}": [x, y + top, *rest] for name, (x, y, *rest) in block["fields"].items()}
