"""The one seam between kofu and a card: bytes in, bytes out; and a trace of it that shows no secret."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from kofu.card.apdu import Instruction
from kofu.card.errors import CardMute, CardRemoved, ReaderUnavailable

__all__ = ["CardConnection", "CardMute", "CardRemoved", "ReaderUnavailable", "TracedConnection", "masked_command"]

_SECRET = {Instruction.VERIFY, Instruction.VERIFY | 1, Instruction.CHANGE_PIN, Instruction.CHANGE_PIN | 1}


class CardConnection(Protocol):
    """An open way to one card, held exclusively. In-process, PC/SC, later remote."""

    @property
    def atr(self) -> bytes:
        """The answer to reset. Never decide on it: contactless readers make one up."""

    def transmit(self, command: bytes) -> bytes:
        """Send one APDU and return the answer. Raises CardRemoved, CardMute, ReaderUnavailable."""

    def close(self) -> None:
        """Reset the card, so that no verified PIN survives, and let go. Never raises; may be called again."""


def masked_command(command: bytes) -> str:
    """A command for the trace; of a PIN command only the header, neither data nor its length."""
    if len(command) > 4 and command[1] in _SECRET:
        return f"{command[:4].hex(' ')} ****"
    return command.hex(" ")


def masked_response(response: bytes) -> str:
    """An answer for the trace: its length and status word; content of cards is personal."""
    return f"{max(len(response) - 2, 0)} bytes, {response[-2:].hex()}"


class TracedConnection:
    """Passes everything on and tells ``write`` one line per command and per answer."""

    def __init__(self, connection: CardConnection, write: Callable[[str], None]) -> None:
        self._connection = connection
        self._write = write

    @property
    def atr(self) -> bytes:
        """The card's answer to reset."""
        return self._connection.atr

    def transmit(self, command: bytes) -> bytes:
        """Pass on one APDU, with a line before and after it."""
        self._write(f"> {masked_command(command)}")
        response = self._connection.transmit(command)
        self._write(f"< {masked_response(response)}")
        return response

    def close(self) -> None:
        """Close the connection underneath."""
        self._connection.close()
        self._write("closed")
