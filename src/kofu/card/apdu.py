"""Command and response APDUs, short and extended (ISO/IEC 7816-4:2020, 5.1 and 5.6). Pure values, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from kofu.card.errors import MalformedCommand, MalformedResponse

SHORT_DATA = 255
SHORT_ANSWER = 256
LONGEST_DATA = 0xFFFF
LONGEST_ANSWER = 0x10000


class Instruction(IntEnum):
    """Instructions the JPKI application knows (card reference §1)."""

    VERIFY = 0x20
    CHANGE_PIN = 0x24
    SIGN = 0x2A
    SELECT = 0xA4
    READ_BINARY = 0xB0
    GET_RESPONSE = 0xC0


class StatusWord(IntEnum):
    """Status words with a meaning here; 61xx, 63Cx and 6Cxx carry a number and are read from the response."""

    SUCCESS = 0x9000
    VERIFICATION_FAILED = 0x6300
    WRONG_LENGTH = 0x6700
    SECURE_MESSAGING_UNKNOWN = 0x6882
    CHAINING_UNKNOWN = 0x6884
    NOT_THIS_KIND_OF_FILE = 0x6981
    SECURITY_NOT_SATISFIED = 0x6982
    METHOD_BLOCKED = 0x6983
    REFERENCE_NOT_USABLE = 0x6984
    CONDITIONS_NOT_SATISFIED = 0x6985
    NO_CURRENT_FILE = 0x6986
    WRONG_DATA = 0x6A80
    FILE_NOT_FOUND = 0x6A82
    WRONG_PARAMETERS = 0x6A86
    OUTSIDE_FILE = 0x6B00
    INSTRUCTION_UNKNOWN = 0x6D00
    CLASS_UNKNOWN = 0x6E00


@dataclass(frozen=True, slots=True)
class Command:
    """One command. ``expected`` is the number of answer bytes wanted at most (Le), None for none."""

    cla: int
    instruction: int
    p1: int
    p2: int
    data: bytes = b""
    expected: int | None = None

    def __post_init__(self) -> None:
        header_fits = all(0 <= field <= 0xFF for field in self.header)
        answer_fits = self.expected is None or 1 <= self.expected <= LONGEST_ANSWER
        if not (header_fits and answer_fits and len(self.data) <= LONGEST_DATA):
            raise MalformedCommand

    @property
    def header(self) -> tuple[int, int, int, int]:
        """CLA, INS, P1, P2."""
        return self.cla, self.instruction, self.p1, self.p2

    def encode(self) -> bytes:
        """The command as bytes: short where it fits, else extended."""
        extended = len(self.data) > SHORT_DATA or (self.expected or 0) > SHORT_ANSWER
        return bytes(self.header) + (self._extended_body() if extended else self._short_body())

    def _short_body(self) -> bytes:
        length = bytes([len(self.data)]) if self.data else b""
        wanted = b"" if self.expected is None else bytes([self.expected % SHORT_ANSWER])
        return length + self.data + wanted

    def _extended_body(self) -> bytes:
        length = len(self.data).to_bytes(2) if self.data else b""
        wanted = b"" if self.expected is None else (self.expected % LONGEST_ANSWER).to_bytes(2)
        return b"\x00" + length + self.data + wanted

    @classmethod
    def parse(cls, encoded: bytes) -> Command:
        """Read a command of any of the seven forms (cases 1, 2–4 short, 2–4 extended). Raises MalformedCommand."""
        if not 4 <= len(encoded) <= 4 + 3 + LONGEST_DATA + 2:
            raise MalformedCommand(length=len(encoded))
        (cla, instruction, p1, p2), body = encoded[:4], encoded[4:]
        is_extended = len(body) >= 3 and body[0] == 0
        data, expected = _extended_fields(body[1:]) if is_extended else _short_fields(body)
        return cls(cla, instruction, p1, p2, data, expected)


def _short_fields(body: bytes) -> tuple[bytes, int | None]:
    if len(body) <= 1:
        return b"", (body[0] or SHORT_ANSWER) if body else None
    length, rest = body[0], body[1:]
    if length == 0 or len(rest) - length not in {0, 1}:
        raise MalformedCommand(length=len(body) + 4)
    return rest[:length], (rest[length] or SHORT_ANSWER) if len(rest) > length else None


def _extended_fields(body: bytes) -> tuple[bytes, int | None]:
    first = int.from_bytes(body[:2])
    if len(body) == 2:
        return b"", first or LONGEST_ANSWER
    rest = body[2:]
    if first == 0 or len(rest) - first not in {0, 2}:
        raise MalformedCommand(length=len(body) + 5)
    wanted = rest[first:]
    return rest[:first], (int.from_bytes(wanted) or LONGEST_ANSWER) if wanted else None


@dataclass(frozen=True, slots=True)
class Response:
    """One answer: data and status word."""

    data: bytes
    status: int

    def __post_init__(self) -> None:
        if not (0 <= self.status <= 0xFFFF and len(self.data) <= LONGEST_ANSWER):
            raise MalformedResponse(length=len(self.data) + 2)

    def encode(self) -> bytes:
        """Data, then the status word."""
        return self.data + self.status.to_bytes(2)

    @classmethod
    def parse(cls, encoded: bytes) -> Response:
        """Read an answer. Raises MalformedResponse."""
        if len(encoded) < 2:
            raise MalformedResponse(length=len(encoded))
        return cls(encoded[:-2], int.from_bytes(encoded[-2:]))

    @property
    def succeeded(self) -> bool:
        """Whether the status word is 9000."""
        return self.status == StatusWord.SUCCESS

    @property
    def tries(self) -> int | None:
        """The number in 63Cx; None for any other status word."""
        return self.status & 0x0F if self.status & 0xFFF0 == 0x63C0 else None

    @property
    def more_bytes(self) -> int | None:
        """The number in 61xx, bytes waiting for GET RESPONSE (00 = 256 or more)."""
        return (self.status & 0xFF or SHORT_ANSWER) if self.status >> 8 == 0x61 else None

    @property
    def right_length(self) -> int | None:
        """The number in 6Cxx, the Le the card wants instead (00 = 256)."""
        return (self.status & 0xFF or SHORT_ANSWER) if self.status >> 8 == 0x6C else None
