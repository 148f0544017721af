"""Fact payloads as canonical JSON: sorted keys, no blanks, characters as they are.

Driven by the fields of the payload's dataclass, compiled once a type. Fields that are None or empty are left out.
Reading is strict: an unknown key, a missing field or a value of another type is PayloadInvalid.
"""

from __future__ import annotations

import json
import types
from base64 import b64decode, b64encode
from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from kofu.clock import JAPAN
from kofu.errors import KofuError

T = TypeVar("T")
Converter = Callable[[Any], Any]


class PayloadInvalid(KofuError):
    """A fact's payload has not the fields and types of its kind; facts name field, shape of the value, and reason."""

    code = "REGISTER_PAYLOAD_INVALID"
    summary = "the content of this fact does not have the form its kind asks for"


class _FieldFault(ValueError):
    """Which field is wrong, what stands there, and what should."""

    def __init__(self, field: str, value: object, reason: str) -> None:
        super().__init__()
        self.field = field
        self.value = value
        self.reason = reason

    def below(self, name: str) -> _FieldFault:
        """The same fault as seen from the payload that holds the field."""
        return _FieldFault(f"{name}.{self.field}" if self.field else name, self.value, self.reason)


def _same(value: Any) -> Any:
    return value


def _moment_text(moment: datetime) -> str:
    return moment.astimezone(JAPAN).isoformat()


def _encoder(kind: Any) -> Converter:
    hashable: Hashable = kind
    if isinstance(kind, NewType):
        return _encoder(kind.__supertype__)
    if get_origin(kind) in {Union, types.UnionType}:
        inner = _encoder(next(part for part in get_args(kind) if part is not type(None)))
        return lambda value: None if value is None else inner(value)
    if get_origin(kind) is tuple:
        return _tuple_encoder(get_args(kind))
    if is_dataclass(kind):
        return _dataclass_encoder(hashable)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda value: value.value
    simple: dict[Any, Converter] = {
        datetime: _moment_text,
        date: date.isoformat,
        bytes: lambda value: b64encode(value).decode(),
    }
    return simple.get(kind, _same)


def _tuple_encoder(parts: tuple[Any, ...]) -> Converter:
    if parts[-1] is Ellipsis:
        each = _encoder(parts[0])
        return lambda value: [each(item) for item in value]
    encoders = [_encoder(part) for part in parts]
    return lambda value: [encode(item) for encode, item in zip(encoders, value, strict=True)]


@cache
def _dataclass_encoder(kind: Any) -> Converter:
    hints = get_type_hints(kind)
    plan = [(field.name, _encoder(hints[field.name])) for field in fields(kind)]

    def encode(value: Any) -> dict[str, Any]:
        told = ((name, convert(getattr(value, name))) for name, convert in plan)
        return {name: content for name, content in told if content is not None and content != []}

    return encode


def _exactly(kind: type) -> Converter:
    def check(value: Any) -> Any:
        if type(value) is not kind:
            raise ValueError
        return value

    return check


def _read_moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(JAPAN)


def _decoder(kind: Any) -> Converter:
    hashable: Hashable = kind
    if isinstance(kind, NewType):
        return _decoder(kind.__supertype__)
    if get_origin(kind) in {Union, types.UnionType}:
        inner = _decoder(next(part for part in get_args(kind) if part is not type(None)))
        return lambda value: None if value is None else inner(value)
    if get_origin(kind) is tuple:
        return _tuple_decoder(get_args(kind))
    if is_dataclass(kind):
        return _dataclass_decoder(hashable)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    simple: dict[Any, Converter] = {
        datetime: _read_moment,
        date: date.fromisoformat,
        bytes: lambda value: b64decode(value, validate=True),
    }
    return simple.get(kind) or _exactly(kind)


def _tuple_decoder(parts: tuple[Any, ...]) -> Converter:
    if parts[-1] is Ellipsis:
        each = _decoder(parts[0])
        return lambda value: tuple(each(item) for item in _exactly(list)(value))
    decoders = [_decoder(part) for part in parts]
    return lambda value: tuple(decode(item) for decode, item in zip(decoders, _exactly(list)(value), strict=True))


@cache
def _dataclass_decoder(kind: Any) -> Converter:
    hints = get_type_hints(kind)
    plan = {field.name: _decoder(hints[field.name]) for field in fields(kind)}
    needed = {f.name for f in fields(kind) if f.default is MISSING and not _optional(hints[f.name])}
    blank = {f.name: None if _optional(hints[f.name]) else () for f in fields(kind) if f.default is MISSING}
    absent = {name: value for name, value in blank.items() if name not in needed}

    def decode(value: Any) -> Any:
        _check_names(value, needed, plan)
        told = dict(absent)
        for name, content in value.items():
            try:
                told[name] = plan[name](content)
            except _FieldFault as fault:
                raise fault.below(name) from None
            except (ValueError, TypeError, KeyError, OverflowError):
                raise _FieldFault(name, content, f"needs {expected(hints[name])}") from None
        return kind(**told)

    return decode


def _check_names(value: Any, needed: set[str], known: Mapping[str, object]) -> None:
    if type(value) is not dict:
        raise _FieldFault("", value, "needs an object")
    for name in value:
        if name not in known:
            shown = name if name.isascii() and name.isidentifier() and len(name) <= 40 else ""
            raise _FieldFault(shown, value[name], "unknown field")
    for name in sorted(needed - value.keys()):
        raise _FieldFault(name, None, "missing")


_EXPECTED = {str: "a text", int: "a whole number", bool: "true or false", date: "a day like 2026-07-08"}
_EXPECTED |= {datetime: "a moment like 2026-07-08T10:00:00+09:00", bytes: "base64"}


def expected(hint: Any) -> str:
    """What a field of this type takes, in words."""
    if isinstance(hint, NewType):
        return expected(hint.__supertype__)
    if get_origin(hint) in {Union, types.UnionType}:
        return expected(next(part for part in get_args(hint) if part is not type(None)))
    if get_origin(hint) is tuple:
        return "a list"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return "one of " + ", ".join(str(member.value) for member in hint)
    return _EXPECTED.get(hint, "an object")


LONGEST_SHAPE = 24


def shape(value: object) -> str:
    """What a value looks like without saying what it is: 9 for digits, a for letters, x for the rest."""
    match value:
        case None:
            return "absent"
        case str():
            marks = "".join(_mark(character) for character in value[:LONGEST_SHAPE])
            return f"{marks}{'...' if len(value) > LONGEST_SHAPE else ''} ({len(value)} characters)"
        case list() | dict():
            return f"{type(value).__name__} of {len(value)}"
    return type(value).__name__


def _mark(character: str) -> str:
    if character.isascii():
        kinds = ((character.isdigit(), "9"), (character.isalpha(), "a"), (character.isprintable(), character))
        return next((mark for holds, mark in kinds if holds), "?")
    return "x"


def _optional(hint: Any) -> bool:
    """Whether the encoder may have left a field of this type out."""
    return type(None) in get_args(hint) or (get_origin(hint) is tuple and get_args(hint)[-1] is Ellipsis)


def encode_payload(value: object) -> str:
    """The canonical JSON of a payload dataclass."""
    kind: Any = type(value)
    content = _dataclass_encoder(kind)(value)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decode_payload(kind: type[T], text: str) -> T:
    """Read what ``encode_payload`` wrote. Raises PayloadInvalid."""
    try:
        content: object = json.loads(text)
    except (ValueError, RecursionError):
        raise PayloadInvalid(payload=kind.__name__) from None
    return read_payload(kind, content)


def read_payload(kind: type[T], content: object) -> T:
    """A payload from parsed JSON. Raises PayloadInvalid, which names the field and the shape of what stands there."""
    type_of_payload: Any = kind
    try:
        result: T = _dataclass_decoder(type_of_payload)(content)
    except _FieldFault as fault:
        raise PayloadInvalid(
            payload=kind.__name__, field=fault.field or None, shape=shape(fault.value), reason=fault.reason
        ) from None
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        raise PayloadInvalid(payload=kind.__name__) from None
    return result
