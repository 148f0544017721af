"""IPP's bytes: what is written is read back, and nothing malformed gets in."""

from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kofu.kiosk.printing.client import A4_HUNDREDTHS_OF_MILLIMETRES, PrintJob, _job_template
from kofu.kiosk.printing.ipp import MOST_DEPTH, MalformedIpp, Operation, Tag, Typed, decode, encode

HEADER = struct.pack(">HHI", 0x0200, 0, 7)


def piece(tag: int, name: bytes, value: bytes) -> bytes:
    return struct.pack(">BH", tag, len(name)) + name + struct.pack(">H", len(value)) + value


def test_a_request_is_the_bytes_of_rfc_8010() -> None:
    groups = [(Tag.OPERATION, [("attributes-charset", Typed(Tag.CHARSET, "utf-8"))])]
    assert encode(Operation.GET_JOBS, 1, groups) == (
        b"\x02\x00\x00\x0a\x00\x00\x00\x01\x01\x47\x00\x12attributes-charset\x00\x05utf-8\x03"
    )


def test_a_set_of_values_continues_under_an_empty_name() -> None:
    data = HEADER + b"\x04" + piece(Tag.KEYWORD, b"sides", b"one-sided") + piece(Tag.KEYWORD, b"", b"two") + b"\x03"
    assert decode(data).group(Tag.PRINTER) == {"sides": ["one-sided", "two"]}


def test_media_is_a_collection_in_a_collection_and_reads_back() -> None:
    template = _job_template(PrintJob("job", b"", "application/pdf"))
    read = decode(encode(Operation.PRINT_JOB, 7, [(Tag.JOB, template)])).group(Tag.JOB)
    x, y = A4_HUNDREDTHS_OF_MILLIMETRES
    assert read["media-col"] == [{"media-size": [{"x-dimension": [x], "y-dimension": [y]}]}]
    assert read["sides"] == ["two-sided-long-edge"]


def test_collections_deeper_than_the_bound_are_refused() -> None:
    begin = piece(Tag.BEGIN_COLLECTION, b"", b"")
    member = piece(Tag.MEMBER_NAME, b"", b"m")
    data = HEADER + b"\x04" + piece(Tag.BEGIN_COLLECTION, b"c", b"") + (member + begin) * MOST_DEPTH
    with pytest.raises(MalformedIpp):
        decode(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        HEADER,
        HEADER + b"\x44",
        HEADER + b"\x04" + piece(Tag.KEYWORD, b"", b"x") + b"\x03",
        HEADER + b"\x04" + piece(Tag.INTEGER, b"n", b"\x00") + b"\x03",
        HEADER + b"\x04" + piece(Tag.TEXT, b"t", b"\xff\xfe") + b"\x03",
        HEADER + b"\x04\x44\xff\xffshort",
    ],
    ids=["empty", "no end", "value before a group", "no name", "short number", "not UTF-8", "length beyond the end"],
)
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedIpp):
        decode(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(noise: bytes) -> None:
    with contextlib.suppress(MalformedIpp):
        decode(HEADER + noise)
