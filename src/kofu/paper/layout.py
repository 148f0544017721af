"""The designs of the fronts as data: where each field, label and line stands, in millimetres (layouts/*.json).

A design may take over ``parts`` (layouts/parts/*.json) that several forms share, as the foot with the mayor's seal.
"""

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
    marks: Mapping[str, tuple[tuple[str, Line], ...]]
    """Lines that a sheet draws only where its content asks for them, each with its weight (hair or frame)"""
    symbol: tuple[float, float]
    places: tuple[Line, ...]
    """The stroke through each place (person or row) from its lower left to its upper right; none on a full form"""
    struck_together: bool
    """Whether one stroke goes through all empty places, or one through each"""
    numbering: str
    """How the sheets are numbered, with {page} and {pages}"""
    wide_numbering: bool
    """Whether in full-width digits"""
    as_json: bytes
    """What is the same on every sheet, as the typesetter reads it"""


@cache
def load(form: str) -> Layout:
    """The design of a form. Raises UnknownField for a form that has none."""
    design = _read(f"{form}.json")
    for part in design.pop("parts", []):
        _join(design, _read(f"parts/{part}.json"))
    places = _expand(design)
    numbering = design.pop("numbering", "{page}／{pages}")
    return Layout(
        fields={name: Spot(*spot) for name, spot in design.pop("fields").items()},
        marks={name: tuple(map(_weighed, lines)) for name, lines in design.pop("marks").items()},
        symbol=(design["symbol"][0], design["symbol"][1]),
        places=places,
        struck_together=design.pop("struck_together"),
        numbering=numbering,
        wide_numbering=design.pop("wide_numbering", False),
        as_json=json.dumps(design, ensure_ascii=False).encode(),
    )


def _read(name: str) -> dict[str, Any]:
    source = files("kofu.paper.front") / "layouts" / name
    try:
        design: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UnknownField(form=name) from None
    return {"labels": [], "boxes": [], "lines": [], "fields": {}, "marks": {}} | design


def _join(design: dict[str, Any], part: dict[str, Any]) -> None:
    """What a part brings; the design's own fields and marks win."""
    for name, value in part.items():
        if isinstance(value, list) and name in {"labels", "boxes", "lines"}:
            design[name] = [*value, *design[name]]
        elif name in {"fields", "marks"}:
            design[name] = value | design[name]
        else:
            design.setdefault(name, value)


def _weighed(line: list[Any]) -> tuple[str, Line]:
    x1, y1, x2, y2, *weight = line
    return weight[0] if weight else "hair", (x1, y1, x2, y2)


def _expand(design: dict[str, Any]) -> tuple[Line, ...]:
    """Write out the block of one person or row for each place of the sheet; ``name`` becomes ``p1_name`` and so on."""
    rows = design.pop("rows", None)
    design["struck_together"] = rows is not None and rows["strike"] == "together"
    if rows is None:
        return ()
    places: list[Line] = []
    left, right = rows["strokes"]
    for place in range(1, rows["count"] + 1):
        top = round(rows["top"] + (place - 1) * rows["pitch"], 3)
        places.append((left, top + rows["pitch"], right, top))
        design["labels"] += [[x, y + top, *rest] for x, y, *rest in rows.get("labels", [])]
        design["lines"] += [_lower(line, top) for line in rows.get("lines", [])]
        design["fields"] |= {f"p{place}_{name}": [x, y + top, *rest] for name, (x, y, *rest) in rows["fields"].items()}
        for name, lines in rows.get("marks", {}).items():
            design["marks"][f"p{place}_{name}"] = [_lower(line, top) for line in lines]
    return tuple(places) if rows["strike"] != "none" else ()


def _lower(line: list[Any], top: float) -> list[Any]:
    x1, y1, x2, y2, *rest = line
    return [x1, y1 + top, x2, y2 + top, *rest]
