"""The adapter's side of the vpcd protocol, spoken by a reader made of one socket."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kofu.card.errors import ReaderUnavailable
from kofu.card.simulated import CardFile, CardMemory, Fault, FaultKind, SimulatedCard, vpcd

SELECT = bytes.fromhex("00A4040C0AD392F000260100000001")
PATIENCE_SECONDS = 30


@dataclass
class Reader:
    """The reader's end of the line, and the card's thread."""

    line: socket.socket
    insertion: vpcd.Insertion
    thread: threading.Thread

    def send(self, payload: bytes) -> None:
        self.line.sendall(len(payload).to_bytes(2) + payload)

    def receive(self) -> bytes:
        length = int.from_bytes(self.line.recv(2, socket.MSG_WAITALL))
        return self.line.recv(length, socket.MSG_WAITALL)

    def ask(self, payload: bytes) -> bytes:
        self.send(payload)
        return self.receive()

    def card_left(self) -> bool:
        gone = self.line.recv(1) == b""
        self.thread.join(PATIENCE_SECONDS)
        return gone and not self.thread.is_alive()


@contextmanager
def inserted(card: SimulatedCard) -> Iterator[Reader]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        insertion = vpcd.Insertion(card, port=server.getsockname()[1])
        line = server.accept()[0]
    with line:
        line.settimeout(PATIENCE_SECONDS)
        thread = threading.Thread(target=insertion.run, daemon=True)
        thread.start()
        yield Reader(line, insertion, thread)
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()


def test_the_card_tells_its_atr_and_answers_commands(memory: CardMemory) -> None:
    with inserted(SimulatedCard(memory)) as reader:
        assert reader.ask(vpcd.SEND_ATR) == memory.atr
        reader.send(vpcd.POWER_ON)
        assert reader.ask(SELECT) == b"\x90\x00"
        assert reader.ask(SELECT + b"\x00" * 300) == b"\x67\x00"


def test_frames_may_come_in_pieces(memory: CardMemory) -> None:
    with inserted(SimulatedCard(memory)) as reader:
        for byte in len(SELECT).to_bytes(2) + SELECT:
            reader.line.sendall(bytes([byte]))
        assert reader.receive() == b"\x90\x00"


@pytest.mark.parametrize("signal", [vpcd.RESET, vpcd.POWER_ON, vpcd.POWER_OFF])
def test_power_and_reset_forget_the_pin(memory: CardMemory, signal: bytes) -> None:
    with inserted(SimulatedCard(memory)) as reader:
        reader.ask(SELECT)
        assert reader.ask(bytes.fromhex("0020009804") + b"1234") == b"\x90\x00"
        reader.send(signal)
        reader.ask(SELECT)
        assert reader.ask(bytes.fromhex("802A009701AA00")) == b"\x69\x82"


def test_an_empty_frame_is_passed_over(memory: CardMemory) -> None:
    with inserted(SimulatedCard(memory)) as reader:
        reader.send(b"")
        assert reader.ask(vpcd.SEND_ATR) == memory.atr


def test_a_removed_card_closes_the_line(memory: CardMemory) -> None:
    with inserted(SimulatedCard(replace(memory, faults=(Fault(FaultKind.REMOVED, at=2),)))) as reader:
        assert reader.ask(SELECT) == b"\x90\x00"
        reader.send(SELECT)
        assert reader.card_left()


def test_a_card_taken_out_ends_cleanly(memory: CardMemory) -> None:
    with inserted(SimulatedCard(memory)) as reader:
        reader.insertion.take_out()
        assert reader.card_left()


def test_a_reader_that_goes_ends_the_card(memory: CardMemory) -> None:
    with inserted(SimulatedCard(memory)) as reader:
        reader.line.sendall(b"\x00")
        reader.line.shutdown(socket.SHUT_RDWR)
        reader.thread.join(PATIENCE_SECONDS)
        assert not reader.thread.is_alive()


def test_without_a_reader_nothing_is_inserted(
    tmp_path: Path, memory: CardMemory, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(ReaderUnavailable):
        vpcd.serve(SimulatedCard(memory), port=port)
    file = CardFile(tmp_path / "card.json", memory)
    file.save()
    assert vpcd.main([str(file.path), "--port", str(port)]) == 1
    assert vpcd.main([str(tmp_path / "nobody.json"), "--port", str(port)]) == 1
    told = capsys.readouterr().err
    assert "CARD_READER_UNAVAILABLE" in told
    assert "CARD_FILE_INVALID" in told
