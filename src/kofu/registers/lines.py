"""A fact as one line of JSON: what feeds carry, bulk loads read, and totals are made of (docs/feed.md §2).

Names: ``fact`` (kind), ``subject``, ``from`` (day), ``value`` (payload; null closes the slot), and where they apply
``key`` and ``corrects``. Writing is canonical: sorted keys, no blanks, characters as they are, one line feed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from kofu.errors import KofuError
from kofu.registers.codec import encode_payload, read_payload, shape
from kofu.registers.errors import UnknownFactKind
from kofu.registers.facts import Fact, FactRow
from kofu.registers.kinds import kind_named

LONGEST_LINE_BYTES = 256 * 1024
"""A fact with the largest imprint is about a tenth of this"""
LARGEST_INTEGER = 2**53 - 1
_ID = re.compile(r"[0-9A-Za-z_.:-]{1,100}")
_NEEDED = {"fact", "subject", "from", "value"}
_KNOWN = _NEEDED | {"key", "corrects"}


class FactUnreadable(KofuError):
    """A line is no fact: not JSON, a key too many or too few, an id or a day of the wrong form."""

    code = "REGISTER_FACT_UNREADABLE"
    summary = "this is not a fact as docs/feed.md describes it"


def write_line(fact: Fact) -> bytes:
    """The fact's canonical line with its line feed."""
    corrects = {"corrects": fact.corrects.isoformat()} if fact.corrects else {}
    payload = "null" if fact.value is None else encode_payload(fact.value)
    return _line(fact.kind.stored, fact.subject, fact.key, fact.valid_from, payload, corrects)


def counted_line(fact: Fact) -> bytes:
    """The fact's line without what it corrects, as totals count it."""
    return write_line(replace(fact, corrects=None))


def row_line(row: FactRow) -> bytes:
    """The line of a recorded fact, without what it corrected; the same as ``counted_line``."""
    return _line(row.kind.stored, row.subject, row.key, row.valid_from, row.payload or "null", {})


def _line(kind: str, subject: str, key: str, valid_from: date, payload: str, corrects: Mapping[str, str]) -> bytes:
    told = {**corrects, "fact": kind, "from": valid_from.isoformat(), **({"key": key} if key else {})}
    head = json.dumps(told | {"subject": subject}, ensure_ascii=False, separators=(",", ":"))
    return f'{head[:-1]},"value":{payload}}}\n'.encode()


def read_json(line: bytes | str) -> Any:
    """One JSON value, strictly: no key twice, no NaN, integers within ±2^53, no fractions. Raises FactUnreadable."""
    try:
        text = line.decode("utf-8") if isinstance(line, bytes) else line
        return json.loads(
            text, object_pairs_hook=_once, parse_constant=_refuse, parse_float=_refuse, parse_int=_bounded
        )
    except UnicodeDecodeError:
        raise FactUnreadable(reason="not UTF-8") from None
    except (ValueError, RecursionError):
        raise FactUnreadable(reason="not JSON, or with a key twice, a fraction or an integer beyond 2^53") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) != len(pairs):
        raise ValueError
    return told


def _refuse(_text: str) -> None:
    raise ValueError


def _bounded(text: str) -> int:
    value = int(text) if len(text) < 20 else LARGEST_INTEGER + 1
    if abs(value) > LARGEST_INTEGER:
        raise ValueError
    return value


def read_fact(told: object) -> Fact:
    """A fact from parsed JSON. Raises FactUnreadable, UnknownFactKind, PayloadInvalid."""
    if not isinstance(told, dict):
        raise FactUnreadable(reason="needs an object", shape=shape(told))
    missing = sorted(_NEEDED - told.keys())
    if missing or not told.keys() <= _KNOWN:
        raise FactUnreadable(field=missing[0] if missing else None, reason="missing" if missing else "unknown field")
    if not isinstance(told["fact"], str):
        raise UnknownFactKind
    kind = kind_named(told["fact"])
    key = _id(told, "key") if "key" in told else ""
    if bool(key) is not kind.keyed:
        raise FactUnreadable(field="key", reason="missing" if kind.keyed else "this kind has none")
    value = None if told["value"] is None else read_payload(kind.payload, told["value"])
    corrects = _day(told, "corrects") if "corrects" in told else None
    return Fact(kind, _id(told, "subject"), _day(told, "from"), value, key, corrects)


def _id(told: Mapping[str, Any], name: str) -> str:
    value = told[name]
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise FactUnreadable(field=name, shape=shape(value), reason="needs 1 to 100 of A-Z a-z 0-9 _ . : -")
    return value


def _day(told: Mapping[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(told[name])
    except (ValueError, TypeError):
        raise FactUnreadable(field=name, shape=shape(told[name]), reason="needs a day like 2026-07-08") from None
