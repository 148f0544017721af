"""Puts a simulated card into vpcd, the virtual reader of vsmartcard (card reference §3). For development machines."""

from __future__ import annotations

import argparse
import contextlib
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from kofu.card.errors import CardError, CardMute, CardRemoved, ReaderUnavailable
from kofu.card.simulated.card import SimulatedCard
from kofu.card.simulated.file import CardFile

HOST = "127.0.0.1"
PORT = 35963
POWER_OFF, POWER_ON, RESET, SEND_ATR = b"\x00", b"\x01", b"\x02", b"\x04"


class Insertion:
    """A simulated card inserted in vpcd: the card is the TCP client, closing the socket takes it out."""

    def __init__(
        self,
        card: SimulatedCard,
        host: str = HOST,
        port: int = PORT,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._card = card
        self._wait = wait
        try:
            self._socket = socket.create_connection((host, port))
        except OSError:
            raise ReaderUnavailable(host=host, port=port) from None
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def run(self) -> None:
        """Answer until the reader goes, the card is taken out, or an ordered fault removes it."""
        with contextlib.suppress(OSError, CardRemoved), self._socket:
            while (payload := self._receive_frame()) is not None:
                self._serve(payload)

    def take_out(self) -> None:
        """Take the card off the reader; may be called from another thread or a signal handler."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def _serve(self, payload: bytes) -> None:
        if payload == SEND_ATR:
            self._send_frame(self._card.atr)
        elif payload in {POWER_ON, POWER_OFF, RESET}:
            self._card.reset()
        elif payload:
            self._answer(payload)

    def _answer(self, command: bytes) -> None:
        if self._card.latency_seconds:
            self._wait(self._card.latency_seconds)
        with contextlib.suppress(CardMute):
            self._send_frame(self._card.transmit(command))

    def _send_frame(self, payload: bytes) -> None:
        self._socket.sendall(len(payload).to_bytes(2) + payload)

    def _receive_frame(self) -> bytes | None:
        length = self._receive(2)
        return None if length is None else self._receive(int.from_bytes(length))

    def _receive(self, length: int) -> bytes | None:
        """Exactly so many bytes; None when the reader closed."""
        received = b""
        while len(received) < length:
            # vpcd sends length and payload apart without TCP_NODELAY: a delayed acknowledgement costs 40 ms a
            # command. The option does not last, hence before every recv.
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            part = self._socket.recv(length - len(received))
            if not part:
                return None
            received += part
        return received


def serve(card: SimulatedCard, host: str = HOST, port: int = PORT) -> None:
    """Insert the card and answer until it is taken out. Raises ReaderUnavailable when no vpcd listens."""
    Insertion(card, host, port).run()


def main(arguments: list[str] | None = None) -> int:
    """``python -m kofu.card.simulated.vpcd FILE``: insert a card until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(description="Insert a simulated card into vpcd")
    parser.add_argument("file", type=Path)
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--port", type=int, default=PORT)
    wanted = parser.parse_args(arguments)
    try:
        insertion = Insertion(CardFile.load(wanted.file).card(), wanted.host, wanted.port)
    except CardError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: insertion.take_out())
    insertion.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
