"""A batch as bytes: header, facts, trailer, signature, one JSON value a line (docs/feed.md §3).

Reading trusts nothing before the signature fits: length, last line, key, signature, and only then the rest.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kofu.clock import in_japan
from kofu.errors import KofuError
from kofu.registers.characters import check_fact
from kofu.registers.facts import Fact
from kofu.registers.feed.errors import (
    FeedAltered,
    FeedControlTotal,
    FeedError,
    FeedFactsRefused,
    FeedMalformed,
    FeedOtherMunicipality,
    FeedOtherSource,
    FeedRegisterNotCarried,
    FeedTooLarge,
    FeedTruncated,
)
from kofu.registers.feed.sources import FeedSource, FeedSources, is_signed, key_id
from kofu.registers.feed.totals import Total
from kofu.registers.kinds import RegisterName
from kofu.registers.lines import LONGEST_LINE_BYTES, FactUnreadable, counted_line, read_fact, read_json, write_line

FORMAT = "kofu-feed/1"
GENESIS = "0" * 64
"""What the first batch of a source follows"""
MOST_BYTES = 32 * 1024 * 1024
MOST_FACTS = 50_000
LARGEST_NUMBER = 10**12
_SIGNED = b"kofu/feed/v1\0"
_SIGNATURE_BYTES = 400
_HEADER = {"feed", "municipality", "source", "number", "previous", "made_at", "registers", "facts"}

Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Entry:
    """One batch in its source's chain."""

    source: str
    number: int
    digest: str
    """SHA-256 of the whole file"""
    previous: str
    made_at: datetime
    registers: tuple[RegisterName, ...]
    facts: int


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch whose signature, form and totals were found good."""

    entry: Entry
    facts: tuple[Fact, ...]


def write_batch(municipality: str, entry: Entry, facts: Sequence[Fact], public_key: bytes, sign: Sign) -> bytes:
    """A batch as a resident system would send it; ``entry.digest`` and ``entry.facts`` are not used."""
    header = {
        "feed": FORMAT,
        "municipality": municipality,
        "source": entry.source,
        "number": entry.number,
        "previous": entry.previous,
        "made_at": in_japan(entry.made_at).isoformat(),
        "registers": sorted(register.value for register in entry.registers),
        "facts": len(facts),
    }
    lines = [line_of(header), *map(write_line, facts), line_of(trailer(entry.number, facts))]
    return sign_lines(b"".join(lines), public_key, sign)


def trailer(number: int, facts: Sequence[Fact]) -> dict[str, Any]:
    """The control totals of a batch."""
    kinds = Counter(fact.kind.stored for fact in facts)
    return {"end": number, "kinds": dict(sorted(kinds.items())), "total": total_of(facts).hex}


def total_of(facts: Sequence[Fact]) -> Total:
    """The total of facts, by the bytes they are recorded as."""
    return Total().plus(map(counted_line, facts))


def sign_lines(body: bytes, public_key: bytes, sign: Sign) -> bytes:
    """The body followed by its signature line."""
    signature = sign(_SIGNED + hashlib.sha256(body).digest())
    return body + line_of({"key": key_id(public_key), "signature": base64.b64encode(signature).decode()})


def open_signed(data: bytes, sources: FeedSources) -> tuple[bytes, FeedSource]:
    """The body under the signature, and whose it is.

    Raises FeedTooLarge, FeedTruncated, FeedMalformed, FeedUnknownKey, FeedAltered.
    """
    if len(data) > MOST_BYTES:
        raise FeedTooLarge(most_bytes=MOST_BYTES)
    if not data.endswith(b"\n"):
        raise FeedTruncated
    cut = data.rfind(b"\n", 0, len(data) - 1) + 1
    body, last = data[:cut], data[cut:]
    told = object_of(last, None) if len(last) <= _SIGNATURE_BYTES else {}
    if told.keys() != {"key", "signature"}:
        raise FeedTruncated
    try:
        signature = base64.b64decode(told["signature"], validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise FeedMalformed(line=None, reason="the signature is not base64") from None
    source, public = sources.signer(told["key"] if isinstance(told["key"], str) else "")
    if not is_signed(public, signature, _SIGNED + hashlib.sha256(body).digest()):
        raise FeedAltered(source=source.name)
    return body, source


def read_batch(data: bytes, sources: FeedSources) -> Batch:
    """A batch whose bytes are whole, signed and in themselves without contradiction. Raises FeedError."""
    body, source = open_signed(data, sources)
    lines = body.split(b"\n")[:-1]
    if len(lines) < 2:
        raise FeedMalformed(line=1, reason="needs a header and a trailer")
    entry = _read_header(object_of(lines[0], 1), sources, source, hashlib.sha256(data).hexdigest())
    if entry.facts > MOST_FACTS:
        raise FeedTooLarge(most_facts=MOST_FACTS)
    facts = tuple(_read_facts(lines[1:-1], entry))
    if len(facts) != entry.facts or object_of(lines[-1], len(lines)) != trailer(entry.number, facts):
        raise FeedControlTotal(source=source.name, number=entry.number)
    return Batch(entry, facts)


def check_addressee(told: Mapping[str, Any], sources: FeedSources, source: FeedSource) -> None:
    """Raise FeedOtherMunicipality or FeedOtherSource unless the document is for here and from its signer."""
    if told["municipality"] != sources.municipality:
        raise FeedOtherMunicipality(municipality=sources.municipality)
    if told["source"] != source.name:
        raise FeedOtherSource(source=source.name)


def _read_header(told: Mapping[str, Any], sources: FeedSources, source: FeedSource, digest: str) -> Entry:
    if told.keys() != _HEADER or told["feed"] != FORMAT:
        raise FeedMalformed(line=1, reason=f"not a header of {FORMAT}")
    check_addressee(told, sources, source)
    try:
        registers = tuple(map(RegisterName, told["registers"]))
        made_at = read_moment(told["made_at"])
    except (ValueError, TypeError, OverflowError):
        raise FeedMalformed(line=1, reason="a register or a moment of the header") from None
    if not set(registers) <= source.registers:
        raise FeedRegisterNotCarried(source=source.name)
    number, facts, previous = told["number"], told["facts"], told["previous"]
    if not (_is_count(number, 1) and _is_count(facts, 0) and is_digest(previous)):
        raise FeedMalformed(line=1, reason="number, facts or previous of the header")
    return Entry(source.name, number, digest, previous, made_at, registers, facts)


def _read_facts(lines: Sequence[bytes], entry: Entry) -> Iterator[Fact]:
    for place, line in enumerate(lines, 2):
        if len(line) > LONGEST_LINE_BYTES:
            raise FeedMalformed(line=place, reason="the line is too long")
        try:
            fact = read_fact(read_json(line))
            check_fact(fact)
        except KofuError as error:
            raise facts_refused(error, entry, place) from None
        if fact.kind.register not in entry.registers:
            raise FeedRegisterNotCarried(source=entry.source, line=place)
        yield fact


def facts_refused(error: KofuError, entry: Entry, line: int | None) -> FeedError:
    """The refusal of a signed batch because of what registers say of it, with the facts that help to find it."""
    about = {name: value for name, value in error.facts.items() if name not in {"source", "number", "line", "because"}}
    return FeedFactsRefused(source=entry.source, number=entry.number, line=line, because=error.code, **about)


def read_moment(text: object) -> datetime:
    """An aware moment. Raises ValueError, TypeError, OverflowError."""
    moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    if moment is None or moment.tzinfo is None:
        raise ValueError
    return in_japan(moment)


def is_digest(value: object) -> bool:
    """Whether this is a SHA-256 in lower hexadecimal."""
    return isinstance(value, str) and len(value) == 64 and set(value) <= set("0123456789abcdef")


def _is_count(value: object, least: int) -> bool:
    return type(value) is int and least <= value <= LARGEST_NUMBER


def object_of(line: bytes, place: int | None) -> dict[str, Any]:
    """The JSON object of a line. Raises FeedMalformed with the line's number."""
    try:
        told = read_json(line)
    except FactUnreadable as error:
        raise FeedMalformed(line=place, **error.facts) from None
    if not isinstance(told, dict):
        raise FeedMalformed(line=place, reason="needs an object")
    return told


def line_of(value: Mapping[str, Any]) -> bytes:
    """A canonical line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"
