"""What the session makes of status words, from a card that answers by a list."""

from __future__ import annotations

import pytest

from kofu.card.apdu import Command, Instruction
from kofu.card.errors import (
    AccessDenied,
    CardError,
    MalformedResponse,
    NotThisCard,
    PinBlocked,
    UnexpectedAnswer,
    WrongPin,
)
from kofu.card.session import CardSession, der_size


class Listed:
    """Answers from a list and keeps what it was sent."""

    atr = b""

    def __init__(self, *answers: str) -> None:
        self._answers = [bytes.fromhex(answer) for answer in answers]
        self.sent: list[str] = []

    def transmit(self, command: bytes) -> bytes:
        self.sent.append(command.hex().upper())
        return self._answers.pop(0)

    def close(self) -> None:
        self._answers.clear()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("63C2", WrongPin),
        ("63C1", WrongPin),
        ("6300", WrongPin),
        ("63C0", PinBlocked),
        ("6984", PinBlocked),
        ("6983", PinBlocked),
        ("6982", UnexpectedAnswer),
        ("6700", UnexpectedAnswer),
        ("6C04", UnexpectedAnswer),
        ("6104", UnexpectedAnswer),
        ("1234", UnexpectedAnswer),
        ("90", MalformedResponse),
        ("", MalformedResponse),
    ],
)
def test_verify_is_sent_once_whatever_the_answer(answer: str, error: type[CardError]) -> None:
    card = Listed(answer)
    with pytest.raises(error) as raised:
        CardSession(card).verify(b"1234")
    assert card.sent == ["002000800431323334"]
    assert "1234" not in str(raised.value).replace("status=1234", "")


@pytest.mark.parametrize(("answer", "remaining"), [("63C2", 2), ("63C1", 1), ("6300", None)])
def test_a_wrong_pin_says_how_many_attempts_remain(answer: str, remaining: int | None) -> None:
    with pytest.raises(WrongPin) as raised:
        CardSession(Listed(answer)).verify(b"9999")
    assert raised.value.attempts_remaining == remaining


@pytest.mark.parametrize(
    ("answer", "left"), [("63C3", 3), ("63C0", 0), ("6984", 0), ("6983", 0), ("6300", None), ("9000", None)]
)
def test_blocked_is_never_taken_for_tries_left(answer: str, left: int | None) -> None:
    assert CardSession(Listed(answer)).tries_left() == left


def test_a_corrected_length_is_followed_once() -> None:
    card = Listed("6C03", "0102039000")
    assert CardSession(card).ask(Command(0, 0xB0, 0, 0, expected=4)) == b"\x01\x02\x03"
    assert card.sent == ["00B0000004", "00B0000003"]
    with pytest.raises(UnexpectedAnswer):
        CardSession(Listed("6C03", "6C04")).ask(Command(0, 0xB0, 0, 0, expected=4))


def test_a_long_answer_is_collected() -> None:
    card = Listed("01026102", "030461FF", "059000")
    assert CardSession(card).ask(Command(0x80, 0x2A, 0, 0x80, b"x", 2)) == b"\x01\x02\x03\x04\x05"
    assert card.sent[1:] == ["00C0000002", "00C00000FF"]


def test_a_card_with_endless_answers_is_left() -> None:
    with pytest.raises(UnexpectedAnswer):
        CardSession(Listed(*["0161FF"] * 300)).ask(Command(0, 0xB0, 0, 0, expected=4))


@pytest.mark.parametrize(
    ("answer", "error"),
    [("6982", AccessDenied), ("6984", PinBlocked), ("6B00", UnexpectedAnswer), ("6D00", UnexpectedAnswer)],
)
def test_a_refused_command_has_a_typed_error(answer: str, error: type[CardError]) -> None:
    with pytest.raises(error):
        CardSession(Listed(answer)).ask(Command(0, Instruction.READ_BINARY, 0, 0, expected=4))


def test_selecting_tells_absent_from_broken() -> None:
    with pytest.raises(NotThisCard):
        CardSession(Listed("6A82")).select_application(b"\xd3\x92")
    with pytest.raises(UnexpectedAnswer):
        CardSession(Listed("6F00")).select_application(b"\xd3\x92")
    assert not CardSession(Listed("6A82")).select_file(0x000A)
    with pytest.raises(UnexpectedAnswer):
        CardSession(Listed("6A86")).select_file(0x000A)


@pytest.mark.parametrize(
    ("head", "size"),
    [
        ("30050000", 7),
        ("3081FF00", 258),
        ("308205DC", 1504),
        ("30830100", None),
        ("00000000", None),
        ("30800000", None),
    ],
)
def test_a_certificate_is_as_long_as_its_header_says(head: str, size: int | None) -> None:
    assert der_size(bytes.fromhex(head)) == size


def test_reading_stops_at_the_der_and_not_at_the_file() -> None:
    card = Listed("308200049000", "020304059000")
    assert CardSession(card).read_der() == bytes.fromhex("3082000402030405")
    assert card.sent == ["00B0000004", "00B0000404"]


@pytest.mark.parametrize("second", ["9000", "0102030405069000"])
def test_a_read_of_nothing_or_too_much_is_refused(second: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        CardSession(Listed("308200049000", second)).read_der()


@pytest.mark.parametrize("head", ["3082FFFF9000", "300100009000"])
def test_an_impossible_length_is_refused_before_reading_on(head: str) -> None:
    card = Listed(head)
    with pytest.raises(UnexpectedAnswer):
        CardSession(card).read_der()
    assert len(card.sent) == 1
