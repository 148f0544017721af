"""The columns of a CSV file of one kind of facts, taken from its payload, and rows to facts (docs/registers.md)."""

from __future__ import annotations

import json
import re
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from kofu.registers.bulk.errors import RowUnreadable
from kofu.registers.codec import expected, shape
from kofu.registers.facts import Fact
from kofu.registers.kinds import FactKind
from kofu.registers.lines import FactUnreadable, read_fact, read_json, write_line

_INTEGER = re.compile(r"-?[0-9]{1,16}")
_TRUTH = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, dotted where a payload lies in another, and what its cells take."""

    name: str
    hint: Any
    needed: bool
    """Empty cells are refused"""

    @property
    def takes(self) -> str:
        """What its cells take, in words."""
        return "JSON, a list" if get_origin(self.hint) is tuple else expected(self.hint)

    def read(self, cell: str) -> object:
        """The JSON value of a cell. Raises RowUnreadable."""
        if get_origin(self.hint) is tuple:
            try:
                return read_json(cell)
            except FactUnreadable:
                raise self._bad(cell) from None
        if self.hint is int:
            if not _INTEGER.fullmatch(cell):
                raise self._bad(cell)
            return int(cell)
        if self.hint is bool:
            if cell not in _TRUTH:
                raise self._bad(cell)
            return _TRUTH[cell]
        return cell

    def _bad(self, cell: str) -> RowUnreadable:
        return RowUnreadable(field=self.name, shape=shape(cell), reason=f"needs {self.takes}")


@cache
def payload_columns(kind: FactKind) -> tuple[Column, ...]:
    """The columns that hold a kind's payload."""
    return tuple(_flattened(kind.payload, "", needed=True))


def _flattened(payload: Any, prefix: str, *, needed: bool) -> Iterator[Column]:
    hints = get_type_hints(payload)
    for field in fields(payload):
        hint = _plain(hints[field.name])
        optional = hint is not _unaliased(hints[field.name])
        must = needed and not optional and field.default is MISSING and get_origin(hint) is not tuple
        name = f"{prefix}{field.name}"
        if is_dataclass(hint):
            yield from _flattened(hint, f"{name}.", needed=must)
        else:
            yield Column(name, hint, must)


def _unaliased(hint: Any) -> Any:
    return _unaliased(hint.__supertype__) if isinstance(hint, NewType) else hint


def _plain(hint: Any) -> Any:
    """The type without ``None``."""
    hint = _unaliased(hint)
    if get_origin(hint) in {Union, types.UnionType}:
        return _plain(next(part for part in get_args(hint) if part is not type(None)))
    return hint


def header(kind: FactKind) -> list[str]:
    """The first line of a kind's file."""
    return ["subject", "from", *(["key"] if kind.keyed else []), "corrects", "closed"] + [
        column.name for column in payload_columns(kind)
    ]


def fact_of_cells(kind: FactKind, names: Sequence[str], cells: Sequence[str]) -> Fact:
    """A fact from the cells of one line. Raises RowUnreadable, FactUnreadable, PayloadInvalid."""
    if len(cells) != len(names):
        raise RowUnreadable(reason=f"needs {len(names)} cells, has {len(cells)}")
    told = dict(zip(names, cells, strict=True))
    fact: dict[str, Any] = {"fact": kind.stored, "subject": told["subject"], "from": told["from"]}
    fact |= {name: told[name] for name in ("key", "corrects") if told.get(name)}
    if told.get("closed", "") not in {"", "true", "false"}:
        raise RowUnreadable(field="closed", shape=shape(told["closed"]), reason="needs true or nothing")
    fact["value"] = None if told.get("closed") == "true" else _payload(kind, told)
    return read_fact(fact)


def _payload(kind: FactKind, told: Mapping[str, str]) -> dict[str, Any]:
    payload: dict[str, Any] = {}
    for column in payload_columns(kind):
        cell = told.get(column.name, "")
        if cell == "":
            if column.needed:
                raise RowUnreadable(field=column.name, shape=shape(None), reason=f"needs {column.takes}")
            continue
        *path, last = column.name.split(".")
        inner = payload
        for step in path:
            inner = inner.setdefault(step, {})
        inner[last] = column.read(cell)
    return payload


def cells_of(fact: Fact) -> list[str]:
    """A fact as the cells of its kind's file, for templates, exports and tests."""
    told = read_json(write_line(fact))
    own = {name: told.get(name, "") for name in ("subject", "from", "key", "corrects")}
    own["closed"] = "true" if fact.value is None else ""
    return [own[name] if name in own else _cell(told["value"], name) for name in header(fact.kind)]


def _cell(payload: Any, name: str) -> str:
    for step in name.split("."):
        payload = None if payload is None else payload.get(step)
    if payload is None:
        return ""
    if isinstance(payload, bool):
        return "true" if payload else "false"
    if isinstance(payload, list):
        return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return str(payload)
