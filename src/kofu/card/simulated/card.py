"""The simulated card: a function of its memory, its powered state and a command. It knows no socket and no clock."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NoReturn

from kofu.card.apdu import SHORT_ANSWER, Command, Instruction, Response, StatusWord
from kofu.card.errors import CardMute, CardRemoved, MalformedCommand
from kofu.card.jpki import APPLICATION, FileId
from kofu.card.simulated import files, signer
from kofu.card.simulated.memory import CardMemory, FaultKind, Pin

GARBAGE_ANSWER = b"\x12\x34"
_PIN_OF = {FileId.USER_KEY: FileId.USER_PIN, FileId.SIGNATURE_KEY: FileId.SIGNATURE_PIN}
_SECURE_MESSAGING_BITS = 0x0C
_CHAINING_BIT = 0x10


class _Refusal(Exception):
    """The command ends in this status word."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


@dataclass(frozen=True, slots=True)
class _Powered:
    """What the card forgets without power."""

    application_selected: bool = False
    file: int | None = None
    verified: frozenset[int] = frozenset()
    waiting: bytes = b""
    commands: int = 0


class SimulatedCard:
    """A card made of data. ``keep`` is called with the memory at every change, before the card acts on it."""

    def __init__(self, memory: CardMemory, keep: Callable[[CardMemory], None] = lambda _memory: None) -> None:
        self._memory = memory
        self._keep = keep
        self._powered = _Powered()
        self._present = True
        self._tearing = False

    @property
    def memory(self) -> CardMemory:
        """What the card would keep if power went now."""
        return self._memory

    @property
    def atr(self) -> bytes:
        """The answer to reset."""
        return self._memory.atr

    @property
    def latency_seconds(self) -> float:
        """How long each answer is to be held back, by whoever carries it."""
        return self._memory.latency_milliseconds / 1000

    def reset(self) -> None:
        """Power on, or warm reset: nothing verified, nothing selected, and on the reader again."""
        self._powered = _Powered()
        self._present = True
        self._tearing = False

    def transmit(self, command: bytes) -> bytes:
        """Answer any bytes with a well-formed response. Only an ordered fault raises: CardRemoved, CardMute."""
        if not self._present:
            raise CardRemoved
        self._powered = replace(self._powered, commands=self._powered.commands + 1)
        fault = self._memory.fault_at(self._powered.commands)
        if fault is FaultKind.REMOVED:
            self._leave()
        if fault is FaultKind.MUTE:
            raise CardMute
        if fault is FaultKind.GARBAGE:
            return GARBAGE_ANSWER
        if fault is FaultKind.TORN:
            self._tearing = True
            self._answer(command)
            self._leave()
        if fault is FaultKind.OTHER_LENGTH:
            return self._other_length(command)
        return self._answer(command).encode()

    def _leave(self) -> NoReturn:
        self._present = False
        raise CardRemoved

    def _remember(self, memory: CardMemory) -> None:
        """Write to the memory that outlives power; a card being torn away gets no further."""
        self._keep(memory)
        self._memory = memory
        if self._tearing:
            self._leave()

    def _other_length(self, command: bytes) -> bytes:
        """6Cxx with the Le that was right all along; a command that expects nothing is answered as ever."""
        try:
            expected = Command.parse(command).expected
        except MalformedCommand:
            expected = None
        if expected is None or expected > SHORT_ANSWER:
            return self._answer(command).encode()
        return Response(b"", 0x6C00 | expected % SHORT_ANSWER).encode()

    def _answer(self, command: bytes) -> Response:
        try:
            return self._limited(Command.parse(command))
        except MalformedCommand:
            return Response(b"", StatusWord.WRONG_LENGTH)
        except _Refusal as refusal:
            return Response(b"", refusal.status)

    def _limited(self, command: Command) -> Response:
        """The answer within Le; the rest waits for GET RESPONSE (61xx)."""
        if command.instruction == Instruction.GET_RESPONSE:
            data = self._powered.waiting
        else:
            self._powered = replace(self._powered, waiting=b"")
            data = self._perform(command)
        limit = command.expected or 0
        self._powered = replace(self._powered, waiting=data[limit:])
        status = 0x6100 | min(len(data) - limit, 0xFF) if len(data) > limit else StatusWord.SUCCESS
        return Response(data[:limit], status)

    def _perform(self, command: Command) -> bytes:
        self._check_class(command)
        if command.instruction == Instruction.SELECT:
            return self._select(command)
        verbs: dict[int, Callable[[Command], bytes]] = {
            Instruction.READ_BINARY: self._read,
            Instruction.VERIFY: self._verify,
            Instruction.CHANGE_PIN: self._change_pin,
            Instruction.SIGN: self._sign,
        }
        verb = verbs.get(command.instruction)
        if verb is None:
            raise _Refusal(StatusWord.INSTRUCTION_UNKNOWN)
        if not self._powered.application_selected:
            raise _Refusal(StatusWord.CONDITIONS_NOT_SATISFIED)
        return verb(command)

    @staticmethod
    def _check_class(command: Command) -> None:
        """Class 00, and 80 for signing. No secure messaging, no chaining."""
        if command.cla == (0x80 if command.instruction == Instruction.SIGN else 0x00):
            return
        if command.cla & _CHAINING_BIT:
            raise _Refusal(StatusWord.CHAINING_UNKNOWN)
        if command.cla & _SECURE_MESSAGING_BITS:
            raise _Refusal(StatusWord.SECURE_MESSAGING_UNKNOWN)
        raise _Refusal(StatusWord.CLASS_UNKNOWN)

    def _select(self, command: Command) -> bytes:
        if (command.p1, command.p2) == (0x04, 0x0C):
            return self._select_application(command.data)
        if (command.p1, command.p2) == (0x02, 0x0C):
            return self._select_file(command.data)
        # OpenSC probes foreign cards with other parameters and wants "not found" for what is not here.
        raise _Refusal(StatusWord.WRONG_PARAMETERS if command.p1 == 0x02 else StatusWord.FILE_NOT_FOUND)

    def _select_application(self, identifier: bytes) -> bytes:
        if self._memory.token is None or identifier != APPLICATION:
            raise _Refusal(StatusWord.FILE_NOT_FOUND)
        keeps = self._memory.reselect_keeps_pin
        verified = self._powered.verified if keeps else frozenset()
        self._powered = replace(self._powered, application_selected=True, file=None, verified=verified)
        return b""

    def _select_file(self, data: bytes) -> bytes:
        file = int.from_bytes(data)
        exists = file in files.readable_files(self._memory) or file in files.internal_files(self._memory)
        if not (self._powered.application_selected and len(data) == 2 and exists):
            raise _Refusal(StatusWord.FILE_NOT_FOUND)
        self._powered = replace(self._powered, file=file)
        return b""

    def _named_file(self, p2: int) -> int:
        """The file P2 names: 80 the selected one, 80 + short identifier (1–30) that one, which selects it."""
        if p2 & 0xE0 != 0x80:
            raise _Refusal(StatusWord.WRONG_PARAMETERS)
        if p2 & 0x1F:
            self._select_file((p2 & 0x1F).to_bytes(2))
        if self._powered.file is None:
            raise _Refusal(StatusWord.NO_CURRENT_FILE)
        return self._powered.file

    def _read(self, command: Command) -> bytes:
        if command.data or command.expected is None:
            raise _Refusal(StatusWord.WRONG_LENGTH)
        by_short_identifier = command.p1 & 0x80
        file = self._named_file(command.p1 if by_short_identifier else 0x80)
        offset = command.p2 if by_short_identifier else command.p1 << 8 | command.p2
        content = files.readable_files(self._memory).get(file)
        if content is None:
            raise _Refusal(StatusWord.NOT_THIS_KIND_OF_FILE)
        self._check_readable(file)
        if offset >= len(content):
            raise _Refusal(StatusWord.OUTSIDE_FILE)
        return content[offset : offset + command.expected]

    def _check_readable(self, file: int) -> None:
        """The signature certificate wants its PIN; a phone wants one before the user certificate too."""
        token = self._memory.token
        guarded = {FileId.SIGNATURE_CERTIFICATE: FileId.SIGNATURE_PIN}
        if token is not None and token.is_phone:
            guarded[FileId.USER_CERTIFICATE] = FileId.USER_PIN
        pin = next((pin for of, pin in guarded.items() if of == file), None)
        if pin is not None and not self._is_verified(pin):
            raise _Refusal(StatusWord.SECURITY_NOT_SATISFIED)

    def _is_verified(self, pin: int) -> bool:
        """Whether the PIN was shown, or the phone looked at its holder itself."""
        token = self._memory.token
        by_device = pin == FileId.USER_PIN and token is not None and token.verifies_holder_itself
        return by_device or pin in self._powered.verified

    def _pin(self, file: int) -> Pin:
        pins = {FileId.USER_PIN: self._memory.user_pin, FileId.SIGNATURE_PIN: self._memory.signature_pin}
        pin = next((pin for of, pin in pins.items() if of == file), None)
        if pin is None:
            raise _Refusal(StatusWord.NOT_THIS_KIND_OF_FILE)
        return pin

    def _write_pin(self, file: int, pin: Pin) -> None:
        is_user = file == FileId.USER_PIN
        memory = self._memory
        self._remember(replace(memory, user_pin=pin) if is_user else replace(memory, signature_pin=pin))

    def _verify(self, command: Command) -> bytes:
        """VERIFY; without data it only tells the tries left. The try is spent and kept before comparing."""
        file = self._checked_pin_file(command, p1=0x00)
        pin = self._pin(file)
        if not command.data:
            raise _Refusal(0x63C0 | pin.tries_left)
        if pin.tries_left == 0:
            raise _Refusal(StatusWord.REFERENCE_NOT_USABLE)
        self._powered = replace(self._powered, verified=self._powered.verified - {file})
        pin = pin.spent()
        self._write_pin(file, pin)
        if not hmac.compare_digest(command.data, pin.value.encode("ascii")):
            raise _Refusal(0x63C0 | pin.tries_left)
        self._write_pin(file, pin.restored())
        self._powered = replace(self._powered, verified=self._powered.verified | {file})
        return b""

    def _checked_pin_file(self, command: Command, p1: int) -> int:
        if command.p1 != p1:
            raise _Refusal(StatusWord.WRONG_PARAMETERS)
        return self._named_file(command.p2)

    def _change_pin(self, command: Command) -> bytes:
        file = self._checked_pin_file(command, p1=0x01)
        pin = self._pin(file)
        if not self._is_verified(file):
            raise _Refusal(StatusWord.SECURITY_NOT_SATISFIED)
        if not _is_valid_pin(file, command.data):
            raise _Refusal(StatusWord.WRONG_DATA)
        self._write_pin(file, replace(pin, value=command.data.decode("ascii")).restored())
        return b""

    def _sign(self, command: Command) -> bytes:
        file = self._named_file(command.p2)
        credential = self._memory.user if file == FileId.USER_KEY else self._memory.signature
        pin = next((pin for key, pin in _PIN_OF.items() if key == file), None)
        if pin is None or credential is None:
            raise _Refusal(StatusWord.NOT_THIS_KIND_OF_FILE)
        if not self._is_verified(pin):
            raise _Refusal(StatusWord.SECURITY_NOT_SATISFIED)
        try:
            return signer.sign(credential.key, command.p1, command.data)
        except signer.RefusedInput:
            raise _Refusal(StatusWord.CONDITIONS_NOT_SATISFIED) from None
        except signer.UnknownMode:
            raise _Refusal(StatusWord.WRONG_PARAMETERS) from None


def _is_valid_pin(file: int, value: bytes) -> bool:
    """Four digits for the user PIN; 6–16 of A–Z 0–9 for the signature PIN."""
    if file == FileId.USER_PIN:
        return len(value) == 4 and value.isdigit()
    return 6 <= len(value) <= 16 and value.isalnum() and value == value.upper()
