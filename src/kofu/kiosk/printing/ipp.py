"""IPP messages as bytes (RFC 8010): a header, groups of attributes, and the document. Collections included."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from kofu.errors import KofuError

VERSION = 0x0200
MOST_BYTES = 1 << 20
"""Longest answer that is read"""
MOST_DEPTH = 4
"""Deepest nesting of collections; media-col of IPP Everywhere has two"""
MOST_ATTRIBUTES = 4096


class MalformedIpp(KofuError):
    """An answer is no IPP message, or exceeds a bound."""

    code = "PRINTER_MALFORMED_ANSWER"
    summary = "the printer's answer is not an IPP message"


class Tag(IntEnum):
    """Delimiter and value tags (RFC 8010, 3.5)."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    UNSUPPORTED = 0x05
    NO_VALUE = 0x13
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    BEGIN_COLLECTION = 0x34
    END_COLLECTION = 0x37
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME_TYPE = 0x49
    MEMBER_NAME = 0x4A


class Operation(IntEnum):
    """Operations this client asks for (RFC 8011, 5.4.15)."""

    PRINT_JOB = 0x0002
    VALIDATE_JOB = 0x0004
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B


Value = int | bool | str | bytes | Mapping[str, "list[Value]"]
"""Numbers, truth values, texts and keywords, what is left as bytes, and collections."""
Attributes = Mapping[str, list[Value]]


@dataclass(frozen=True, slots=True)
class Typed:
    """A value with the tag it is sent under."""

    tag: Tag
    value: int | bool | str | Mapping[str, Typed]


@dataclass(frozen=True, slots=True)
class Answer:
    """A printer's answer: its status and its groups, in order."""

    status: int
    request_id: int
    groups: tuple[tuple[int, Attributes], ...] = field(repr=False)

    @property
    def succeeded(self) -> bool:
        """Whether the status is one of success (RFC 8011, 5.5)."""
        return self.status <= 0x00FF

    def group(self, tag: Tag) -> Attributes:
        """The first group of a kind; empty when there is none."""
        return next((attributes for kind, attributes in self.groups if kind == tag), {})

    def all_groups(self, tag: Tag) -> list[Attributes]:
        """Every group of a kind: one for each job of Get-Jobs."""
        return [attributes for kind, attributes in self.groups if kind == tag]


# Writing


def encode(operation: Operation, request_id: int, groups: Sequence[tuple[Tag, Sequence[tuple[str, Typed]]]]) -> bytes:
    """A request's bytes; the document follows them."""
    parts = [struct.pack(">HHI", VERSION, operation, request_id)]
    for tag, attributes in groups:
        parts.append(bytes([tag]))
        parts += [_attribute(name, typed) for name, typed in attributes]
    return b"".join(parts) + bytes([Tag.END])


def _attribute(name: str, typed: Typed) -> bytes:
    if isinstance(typed.value, Mapping):
        return _piece(Tag.BEGIN_COLLECTION, name, b"") + _members(typed.value) + _piece(Tag.END_COLLECTION, "", b"")
    return _piece(typed.tag, name, _bytes(typed.value))


def _members(members: Mapping[str, Typed]) -> bytes:
    return b"".join(
        _piece(Tag.MEMBER_NAME, "", name.encode()) + _attribute("", typed) for name, typed in members.items()
    )


def _bytes(value: int | bool | str) -> bytes:
    if isinstance(value, bool):
        return bytes([value])
    return struct.pack(">i", value) if isinstance(value, int) else value.encode()


def _piece(tag: int, name: str, value: bytes) -> bytes:
    told = name.encode()
    return struct.pack(">BH", tag, len(told)) + told + struct.pack(">H", len(value)) + value


# Reading


@dataclass
class _Reader:
    data: bytes
    place: int = 0
    seen: int = 0

    def take(self, count: int) -> bytes:
        if self.place + count > len(self.data):
            raise MalformedIpp
        self.place += count
        return self.data[self.place - count : self.place]

    def tag(self) -> int:
        return self.take(1)[0]

    def piece(self) -> tuple[str, bytes]:
        """Name and value after a value tag."""
        self.seen += 1
        if self.seen > MOST_ATTRIBUTES:
            raise MalformedIpp
        name = self.take(struct.unpack(">H", self.take(2))[0])
        value = self.take(struct.unpack(">H", self.take(2))[0])
        return _text(name), value


def decode(data: bytes) -> Answer:
    """Read an answer. Raises MalformedIpp."""
    if len(data) > MOST_BYTES:
        raise MalformedIpp
    reader = _Reader(data)
    _version, status, request_id = struct.unpack(">HHI", reader.take(8))
    return Answer(status, request_id, tuple(_groups(reader)))


def _groups(reader: _Reader) -> Iterator[tuple[int, Attributes]]:
    tag = reader.tag()
    while tag != Tag.END:
        if tag > 0x0F:
            raise MalformedIpp
        attributes: dict[str, list[Value]] = {}
        kind, tag, name = tag, reader.tag(), ""
        while tag > 0x0F:
            told, raw = reader.piece()
            name = told or name
            if not name:
                raise MalformedIpp
            attributes.setdefault(name, []).append(_value(reader, tag, raw, 0))
            tag = reader.tag()
        yield kind, attributes


def _value(reader: _Reader, tag: int, raw: bytes, depth: int) -> Value:
    if tag == Tag.BEGIN_COLLECTION:
        return _collection(reader, depth + 1)
    if tag in {Tag.INTEGER, Tag.ENUM}:
        if len(raw) != 4:
            raise MalformedIpp
        return int(struct.unpack(">i", raw)[0])
    if tag == Tag.BOOLEAN:
        if len(raw) != 1:
            raise MalformedIpp
        return raw != b"\0"
    return _text(raw) if 0x40 <= tag <= 0x5F else raw


def _collection(reader: _Reader, depth: int) -> Mapping[str, list[Value]]:
    if depth > MOST_DEPTH:
        raise MalformedIpp
    members: dict[str, list[Value]] = {}
    name = ""
    while True:
        tag = reader.tag()
        told, raw = reader.piece()
        if told:
            raise MalformedIpp
        if tag == Tag.END_COLLECTION:
            return members
        if tag == Tag.MEMBER_NAME:
            name = _text(raw)
        elif not name or tag <= 0x0F:
            raise MalformedIpp
        else:
            members.setdefault(name, []).append(_value(reader, tag, raw, depth))


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedIpp from None
