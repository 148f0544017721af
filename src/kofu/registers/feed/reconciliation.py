"""Daily totals as a signed document, and what comparing them with the registers shows (docs/feed.md §5)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kofu.clock import in_japan
from kofu.registers.feed.batch import (
    Entry,
    Sign,
    check_addressee,
    is_digest,
    line_of,
    object_of,
    open_signed,
    read_moment,
    sign_lines,
)
from kofu.registers.feed.errors import FeedMalformed
from kofu.registers.feed.sources import FeedSource, FeedSources
from kofu.registers.feed.totals import Total
from kofu.registers.kinds import RegisterName

FORMAT = "kofu-totals/1"
_NAMES = {"totals", "municipality", "source", "number", "batch", "made_at", "registers"}


@dataclass(frozen=True, slots=True)
class Totals:
    """What a source counts in its registers right after its batch ``number``."""

    source: str
    number: int
    batch: str
    """Digest of that batch"""
    made_at: datetime
    registers: Mapping[RegisterName, Total]
    digest: str
    """SHA-256 of the whole file"""


@dataclass(frozen=True, slots=True)
class Difference:
    """A register whose totals differ."""

    register: RegisterName
    theirs: Total
    ours: Total


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What a comparison showed, and which stops it ended."""

    totals: Totals
    equal: tuple[RegisterName, ...]
    differing: tuple[Difference, ...]
    released: tuple[int, ...] = ()
    """Numbers of the stops that ended"""
    kept: tuple[int, ...] = ()
    """Numbers of the stops that stay open"""


def write_totals(
    municipality: str, after: Entry, totals: Mapping[RegisterName, Total], made_at: datetime, key: bytes, sign: Sign
) -> bytes:
    """A totals document as a resident system would send it after a batch."""
    told = {
        "totals": FORMAT,
        "municipality": municipality,
        "source": after.source,
        "number": after.number,
        "batch": after.digest,
        "made_at": in_japan(made_at).isoformat(),
        "registers": {name.value: {"facts": total.facts, "total": total.hex} for name, total in totals.items()},
    }
    return sign_lines(line_of(told), key, sign)


def read_totals(data: bytes, sources: FeedSources) -> Totals:
    """A signed totals document for this municipality. Raises FeedError."""
    body, source = open_signed(data, sources)
    told = object_of(body, 1)
    if told.keys() != _NAMES or told["totals"] != FORMAT:
        raise FeedMalformed(line=1, reason=f"not {FORMAT}")
    check_addressee(told, sources, source)
    try:
        return _read(told, source, hashlib.sha256(data).hexdigest())
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        raise FeedMalformed(line=1, reason="a value of the totals") from None


def _read(told: Mapping[str, Any], source: FeedSource, digest: str) -> Totals:
    registers = {RegisterName(name): _total(entry) for name, entry in told["registers"].items()}
    if set(registers) != source.registers or type(told["number"]) is not int or not is_digest(told["batch"]):
        raise ValueError
    return Totals(source.name, told["number"], told["batch"], read_moment(told["made_at"]), registers, digest)


def _total(entry: Mapping[str, Any]) -> Total:
    if entry.keys() != {"facts", "total"} or type(entry["facts"]) is not int or not is_digest(entry["total"]):
        raise ValueError
    return Total(entry["facts"], int(entry["total"], 16))
