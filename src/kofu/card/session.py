"""The conversation with one card application: select, read, verify; status words become errors with facts."""

from __future__ import annotations

from kofu.card.apdu import SHORT_ANSWER, Command, Instruction, Response, StatusWord
from kofu.card.connection import CardConnection
from kofu.card.errors import AccessDenied, NotThisCard, PinBlocked, UnexpectedAnswer, WrongPin

BLOCKED = {StatusWord.REFERENCE_NOT_USABLE, StatusWord.METHOD_BLOCKED}
LONGEST_FILE = 0x8000
_LONGEST_CHAIN = 256


def unexpected(instruction: int, response: Response) -> UnexpectedAnswer:
    """The error for a status word nobody asked for."""
    return UnexpectedAnswer(instruction=f"{instruction:02X}", status=f"{response.status:04X}")


class CardSession:
    """Commands to the application last selected. Only EF selections follow the first SELECT (card reference §6)."""

    def __init__(self, connection: CardConnection) -> None:
        self._connection = connection

    def send(self, command: Command) -> Response:
        """One command, one answer, nothing repeated."""
        return Response.parse(self._connection.transmit(command.encode()))

    def call(self, command: Command) -> Response:
        """Like ``send``, and follows 6Cxx (once) and 61xx. Not for VERIFY, which must never be repeated."""
        response = self.send(command)
        if response.right_length is not None:
            cla, instruction, p1, p2 = command.header
            response = self.send(Command(cla, instruction, p1, p2, command.data, response.right_length))
        return self._completed(response)

    def _completed(self, response: Response) -> Response:
        """Collect what 61xx says is waiting."""
        data = response.data
        for _ in range(_LONGEST_CHAIN):
            if response.more_bytes is None:
                return Response(data, response.status)
            response = self.send(Command(0x00, Instruction.GET_RESPONSE, 0, 0, expected=response.more_bytes))
            data += response.data
        raise unexpected(Instruction.GET_RESPONSE, response)

    def ask(self, command: Command) -> bytes:
        """Like ``call``, and returns the data of 9000. Raises AccessDenied, PinBlocked, UnexpectedAnswer."""
        response = self.call(command)
        if response.succeeded:
            return response.data
        if response.status == StatusWord.SECURITY_NOT_SATISFIED:
            raise AccessDenied
        if response.status in BLOCKED:
            raise PinBlocked
        raise unexpected(command.instruction, response)

    def select_application(self, identifier: bytes) -> None:
        """Select by AID without FCI. Raises NotThisCard when the card has no such application."""
        response = self.call(Command(0x00, Instruction.SELECT, 0x04, 0x0C, identifier))
        if response.status == StatusWord.FILE_NOT_FOUND:
            raise NotThisCard
        if not response.succeeded:
            raise unexpected(Instruction.SELECT, response)

    def select_file(self, file: int) -> bool:
        """Select an elementary file; False when the application has no such file."""
        response = self.call(Command(0x00, Instruction.SELECT, 0x02, 0x0C, file.to_bytes(2)))
        if response.status == StatusWord.FILE_NOT_FOUND:
            return False
        if not response.succeeded:
            raise unexpected(Instruction.SELECT, response)
        return True

    def read(self, offset: int, length: int) -> bytes:
        """Exactly ``length`` bytes of the selected file, in as many reads as the card needs."""
        content = b""
        while len(content) < length:
            wanted = min(length - len(content), SHORT_ANSWER)
            p1, p2 = divmod(offset + len(content), 0x100)
            part = self.ask(Command(0x00, Instruction.READ_BINARY, p1, p2, expected=wanted))
            if not 1 <= len(part) <= wanted:
                raise UnexpectedAnswer(instruction="B0", wanted=wanted, received=len(part))
            content += part
        return content

    def read_der(self) -> bytes | None:
        """The one DER SEQUENCE at the start of the selected file, without filler; None if none stands there."""
        head = self.read(0, 4)
        size = der_size(head)
        if size is None:
            return None
        if not 4 <= size <= LONGEST_FILE:
            raise UnexpectedAnswer(instruction="B0", length=size)
        return head + self.read(4, size - 4)

    def tries_left(self) -> int | None:
        """Tries the selected PIN has left, 0 when blocked, None when the card gives no number. Costs nothing."""
        response = self.send(Command(0x00, Instruction.VERIFY, 0x00, 0x80))
        if response.status in BLOCKED:
            return 0
        if response.tries is not None:
            return response.tries
        if response.status in {StatusWord.VERIFICATION_FAILED, StatusWord.SUCCESS}:
            return None
        raise unexpected(Instruction.VERIFY, response)

    def verify(self, pin: bytes) -> None:
        """Show the selected PIN to the card, once. Raises WrongPin, PinBlocked.

        63C0 is this very try blocking the PIN; 6984 (seen on cards) and 6983 (ISO) say it was blocked before.
        """
        response = self.send(Command(0x00, Instruction.VERIFY, 0x00, 0x80, pin))
        if response.succeeded:
            return
        if response.status in BLOCKED or response.tries == 0:
            raise PinBlocked
        if response.tries is not None or response.status == StatusWord.VERIFICATION_FAILED:
            raise WrongPin(response.tries)
        raise unexpected(Instruction.VERIFY, response)


def der_size(head: bytes) -> int | None:
    """Size in bytes of the DER SEQUENCE starting with these four bytes, header included; None if it is none."""
    if head[0] != 0x30:
        return None
    first = head[1]
    if first < 0x80:
        return 2 + first
    if first in {0x81, 0x82}:
        count = first & 0x7F
        return 2 + count + int.from_bytes(head[2 : 2 + count])
    return None
