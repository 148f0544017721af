"""A silent card ends at the deadline, whatever its driver does."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from kofu.card.authenticate import authenticate
from kofu.card.connection import CardConnection
from kofu.card.deadline import DeadlineConnection
from kofu.card.errors import CardMute, CardRemoved, ReaderUnavailable
from kofu.card.simulated import CardMemory, Fault, FaultKind, InProcessConnection, SimulatedCard

AMPLE_SECONDS = 30
SHORT_SECONDS = 0.05


def never(_seconds: float) -> None:
    raise AssertionError("this card has no latency")


def test_a_card_that_answers_is_not_changed_by_a_deadline(memory: CardMemory) -> None:
    plain = authenticate(InProcessConnection(SimulatedCard(memory), never), b"1234", lambda _: b"x")
    guarded = DeadlineConnection(lambda: InProcessConnection(SimulatedCard(memory)), AMPLE_SECONDS)
    assert guarded.atr == memory.atr
    assert authenticate(guarded, b"1234", lambda _: b"x") == plain
    guarded.close()


def test_a_driver_that_hangs_for_ever_ends_in_card_mute(memory: CardMemory) -> None:
    card = SimulatedCard(replace(memory, faults=(Fault(FaultKind.MUTE, at=5),)))
    hanging = InProcessConnection(card, patience_seconds=None)
    guarded = DeadlineConnection(lambda: hanging, SHORT_SECONDS)
    with pytest.raises(CardMute):
        authenticate(guarded, b"1234", lambda _: b"x")
    with pytest.raises(CardMute):
        guarded.transmit(b"\x00\xa4\x04\x0c")


def test_what_the_connection_raises_reaches_the_caller(memory: CardMemory) -> None:
    card = SimulatedCard(replace(memory, faults=(Fault(FaultKind.REMOVED, at=1),)))
    guarded = DeadlineConnection(lambda: InProcessConnection(card), AMPLE_SECONDS)
    with pytest.raises(CardRemoved):
        guarded.transmit(b"\x00\xa4\x04\x0c")
    guarded.close()


def test_a_reader_that_cannot_be_opened_says_so() -> None:
    def refuse() -> CardConnection:
        raise ReaderUnavailable

    with pytest.raises(ReaderUnavailable):
        DeadlineConnection(refuse, AMPLE_SECONDS)


def test_a_reader_that_opens_too_late_is_let_go(memory: CardMemory) -> None:
    released, closed = threading.Event(), threading.Event()

    class Late(InProcessConnection):
        def close(self) -> None:
            super().close()
            closed.set()

    def open_late() -> CardConnection:
        released.wait(AMPLE_SECONDS)
        return Late(SimulatedCard(memory))

    with pytest.raises(CardMute):
        DeadlineConnection(open_late, SHORT_SECONDS)
    released.set()
    assert closed.wait(AMPLE_SECONDS)


def test_latency_is_waited_for_once_a_command(memory: CardMemory) -> None:
    waited: list[float] = []
    card = SimulatedCard(replace(memory, latency_milliseconds=120))
    authenticate(InProcessConnection(card, waited.append), b"1234", lambda _: b"x")
    assert set(waited) == {0.12}
    assert len(waited) == 14


def test_a_closed_connection_carries_nothing(memory: CardMemory) -> None:
    connection = InProcessConnection(SimulatedCard(memory))
    connection.close()
    connection.close()
    with pytest.raises(CardRemoved):
        connection.transmit(b"\x00\xa4\x04\x0c")
