"""The one byte form of everything that is signed or hashed (docs/protocol.md §2).

JSON with sorted keys and no spaces, UTF-8, numbers only as integers within ±2^53: equal to RFC 8785 for these values.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from kofu.errors import KofuError

Json: TypeAlias = "str | int | bool | None | Sequence[Json] | Mapping[str, Json]"

LARGEST_INTEGER = 2**53 - 1


class NotCanonical(KofuError):
    """Bytes are not the canonical form of any value, or a value has no canonical form."""

    code = "PROTOCOL_NOT_CANONICAL"
    summary = "the message is not in canonical form"


def encode(value: Json) -> bytes:
    """The canonical bytes of a value. Raises NotCanonical for floats, lone surrogates and integers beyond ±2^53."""
    _check(value)
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    except UnicodeEncodeError:
        raise NotCanonical from None


def decode(data: bytes) -> Json:
    """Parse canonical bytes; anything that would not encode to the same bytes raises NotCanonical."""
    try:
        value: Json = json.loads(data)
        if encode(value) != data:
            raise NotCanonical
    except (ValueError, RecursionError):
        raise NotCanonical from None
    return value


def digest(label: str, *parts: bytes) -> bytes:
    """SHA-256 over a label, a zero byte, and each part preceded by its length in eight bytes."""
    state = hashlib.sha256(label.encode() + b"\0")
    for part in parts:
        state.update(len(part).to_bytes(8, "big"))
        state.update(part)
    return state.digest()


def _check(value: Json) -> None:
    match value:
        case bool() | str() | None:
            return
        case int() if abs(value) <= LARGEST_INTEGER:
            return
        case Mapping():
            for key, inner in value.items():
                if not key.isascii():
                    raise NotCanonical
                _check(inner)
        case list() | tuple():
            for inner in value:
                _check(inner)
        case _:
            raise NotCanonical
