"""The tables of messages in ``docs/protocol.md``: form and bounds from the types, meanings from a data file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic.fields import FieldInfo

from kofu.issuance import messages
from kofu.issuance.messages import Message, Signable
from kofu.rules import Reason

NAMES: Mapping[str, Any] = {
    "id": messages.Id,
    "hash": messages.Hash,
    "municipality code": messages.Code,
    "name": messages.Name,
    "number": messages.Number,
    "kind": messages.KindCode,
    "option": messages.OptionCode,
    "seconds": messages.Seconds,
    "yen": messages.Amount,
    "count": messages.Count,
    "bytes (16)": messages.Bytes16,
    "bytes (32)": messages.Bytes32,
    "bytes (64)": messages.Bytes64,
    "bytes (≤ 8 KiB)": messages.SmallBlob,
    "bytes (≤ 256 KiB)": messages.Blob,
    "bytes (≤ 32 MiB)": messages.PagesBlob,
    "phrase": messages.Phrase,
}
_PLAIN = {bool: "true or false", str: "text", int: "integer", NoneType: "null"}


def kinds() -> list[type[Message]]:
    """Every message type in the order of its definition."""
    found = [value for value in vars(messages).values() if isinstance(value, type) and issubclass(value, Message)]
    return [kind for kind in found if kind not in {Message, Signable}]


def markdown(path: Path) -> str:
    """One table a message."""
    meanings: Mapping[str, Mapping[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return "\n\n".join(_table(kind, meanings[kind.__name__]) for kind in kinds())


def _table(kind: type[Message], meanings: Mapping[str, str]) -> str:
    hints = get_type_hints(kind, include_extras=True)
    rows = [f"| `{name}` | {form(hints[name])} | {meanings[name]} |" for name in kind.model_fields]
    label = f" Label `{kind.label}`." if issubclass(kind, Signable) else ""
    promise = (kind.__doc__ or "").strip().partition("\n")[0].replace("``", "`")
    return "\n".join(
        [f"### {kind.__name__}", "", promise + label, "", "| field | form | meaning |", "|---|---|---|", *rows]
    )


def form(annotation: Any) -> str:
    """A type and its bounds in words."""
    for name, known in NAMES.items():
        if annotation == known:
            return name
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *metadata = get_args(annotation)
        return _bounded(inner, metadata)
    if origin in {Union, UnionType}:
        return " or ".join(form(option) for option in get_args(annotation))
    if origin is Literal:
        return ", ".join(f"`{_json(value)}`" for value in get_args(annotation))
    if origin is tuple:
        return f"list of {form(get_args(annotation)[0])}"
    if origin is dict:
        return "object of texts, integers, booleans and null"
    if isinstance(annotation, type) and issubclass(annotation, Message):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    return _PLAIN.get(annotation, "reason of the rules" if annotation is Reason else "?")


def _bounded(inner: Any, metadata: list[Any]) -> str:
    limits = [limit for each in metadata if isinstance(each, FieldInfo) for limit in each.metadata]
    at_least = next((limit.min_length for limit in limits if isinstance(limit, MinLen)), 0)
    at_most = next((limit.max_length for limit in limits if isinstance(limit, MaxLen)), None)
    least = next((limit.ge for limit in limits if isinstance(limit, Ge)), None)
    most = next((limit.le for limit in limits if isinstance(limit, Le)), None)
    if at_most is not None:
        return f"{form(inner)}, {at_least} to {at_most}"
    if most is not None:
        return f"{form(inner)}, {least} to {most}"
    pattern = next((each.pattern for each in metadata if getattr(each, "pattern", None)), None)
    return form(inner) if pattern is None else f"text like `{pattern}`"


def _json(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
