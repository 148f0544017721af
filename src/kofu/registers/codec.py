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
    """A fact's payload has not the fields and types of its kind."""

    code = "REGISTER_PAYLOAD_INVALID"
    summary = "the content of this fact does not have the form its kind asks for"


def _same(value: Any) -> Any:
    return value


def _moment_text(moment: datetime) -> str:
    return moment.astimezone(JAPAN).isoformat()


def _encoder(kind: Any) -> Converter:
    shape: Hashable = kind
    if isinstance(kind, NewType):
        return _encoder(kind.__supertype__)
    if get_origin(kind) in {Union, types.UnionType}:
        inner = _encoder(next(part for part in get_args(kind) if part is not type(None)))
        return lambda value: None if value is None else inner(value)
    if get_origin(kind) is tuple:
        return _tuple_encoder(get_args(kind))
    if is_dataclass(kind):
        return _dataclass_encoder(shape)
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
    return moment


def _decoder(kind: Any) -> Converter:
    shape: Hashable = kind
    if isinstance(kind, NewType):
        return _decoder(kind.__supertype__)
    if get_origin(kind) in {Union, types.UnionType}:
        inner = _decoder(next(part for part in get_args(kind) if part is not type(None)))
        return lambda value: None if value is None else inner(value)
    if get_origin(kind) is tuple:
        return _tuple_decoder(get_args(kind))
    if is_dataclass(kind):
        return _dataclass_decoder(shape)
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
        if type(value) is not dict or not needed <= value.keys() or not value.keys() <= plan.keys():
            raise ValueError
        return kind(**absent | {name: plan[name](content) for name, content in value.items()})

    return decode


def _optional(hint: Any) -> bool:
    """Whether the encoder may have left a field of this type out."""
    return type(None) in get_args(hint) or (get_origin(hint) is tuple and get_args(hint)[-1] is Ellipsis)


def encode_payload(value: object) -> str:
    """The canonical JSON of a payload dataclass."""
    shape: Any = type(value)
    content = _dataclass_encoder(shape)(value)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decode_payload(kind: type[T], text: str) -> T:
    """Read what ``encode_payload`` wrote. Raises PayloadInvalid."""
    shape: Any = kind
    try:
        content: Mapping[str, Any] = json.loads(text)
        result: T = _dataclass_decoder(shape)(content)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise PayloadInvalid(payload=kind.__name__) from None
    return result
