"""The codec against the forms of ISO/IEC 7816-4, 5.1, and back and forth over all commands."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kofu.card.apdu import Command, Response
from kofu.card.connection import masked_command, masked_response
from kofu.card.errors import MalformedCommand, MalformedResponse

byte = st.integers(0, 255)
commands = st.builds(
    Command,
    byte,
    byte,
    byte,
    byte,
    st.one_of(st.binary(max_size=300), st.sampled_from([255, 256, 0xFFFF]).map(bytes)),
    st.one_of(st.none(), st.integers(1, 0x10000)),
)


@pytest.mark.parametrize(
    ("command", "encoded"),
    [
        (Command(0, 0x20, 0, 0x80), "00200080"),
        (Command(0, 0xB0, 0, 0, expected=256), "00B0000000"),
        (Command(0, 0xB0, 0, 0, expected=257), "00B00000000101"),
        (Command(0, 0xB0, 0, 0, expected=65536), "00B00000000000"),
        (Command(0, 0xA4, 2, 12, b"\x00\x0a"), "00A4020C02000A"),
        (Command(0x80, 0x2A, 0, 0x80, b"\x01\x02", 256), "802A00800201 0200"),
        (Command(0x80, 0x2A, 0, 0x80, b"\x01", 512), "802A0080 00 0001 01 0200"),
        (Command(0, 0xD6, 0, 0, bytes(256)), "00D60000 00 0100" + "00" * 256),
    ],
)
def test_each_form_is_written_as_the_standard_draws_it(command: Command, encoded: str) -> None:
    assert command.encode() == bytes.fromhex(encoded)
    assert Command.parse(bytes.fromhex(encoded)) == command


@given(commands)
def test_every_command_reads_back_as_written(command: Command) -> None:
    assert Command.parse(command.encode()) == command


@given(st.builds(Response, st.binary(max_size=300), st.integers(0, 0xFFFF)))
def test_every_response_reads_back_as_written(response: Response) -> None:
    assert Response.parse(response.encode()) == response


@given(st.binary(max_size=400))
def test_any_bytes_are_a_command_or_refused(encoded: bytes) -> None:
    with contextlib.suppress(MalformedCommand):
        assert Command.parse(Command.parse(encoded).encode()) == Command.parse(encoded)


@pytest.mark.parametrize(
    "encoded", ["", "00", "00A404", "00A400000201", "00A4000002010203 04", "00A40000000000 00", "00A40000 00 0002 01"]
)
def test_bytes_of_no_form_are_refused(encoded: str) -> None:
    with pytest.raises(MalformedCommand):
        Command.parse(bytes.fromhex(encoded))


@pytest.mark.parametrize(
    "fields", [{"cla": 256}, {"p1": -1}, {"expected": 0}, {"expected": 65537}, {"data": bytes(65536)}]
)
def test_values_outside_their_field_are_refused(fields: dict[str, object]) -> None:
    with pytest.raises(MalformedCommand):
        Command(**({"cla": 0, "instruction": 0xA4, "p1": 0, "p2": 0} | fields))  # type: ignore[arg-type]  # on purpose


@pytest.mark.parametrize("encoded", [b"", b"\x90"])
def test_an_answer_without_status_word_is_refused(encoded: bytes) -> None:
    with pytest.raises(MalformedResponse):
        Response.parse(encoded)


@pytest.mark.parametrize("cla", [0x00, 0x10, 0x80])
@pytest.mark.parametrize("instruction", [0x20, 0x21, 0x24, 0x25])
@given(pin=st.binary(min_size=1, max_size=300))
def test_the_trace_shows_neither_a_pin_nor_its_length(cla: int, instruction: int, pin: bytes) -> None:
    shown = masked_command(Command(cla, instruction, 0, 0x80, pin).encode())
    assert shown == f"{cla:02x} {instruction:02x} 00 80 ****"


def test_the_trace_shows_other_commands_and_only_the_size_of_answers() -> None:
    assert masked_command(bytes.fromhex("00A4020C020018")) == "00 a4 02 0c 02 00 18"
    assert masked_command(bytes.fromhex("00200080")) == "00 20 00 80"
    assert masked_response(b"secret\x90\x00") == "6 bytes, 9000"
