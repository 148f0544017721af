"""A card that misbehaves at any command: a typed error, nothing lost, and a counter that is true."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.card.conversation import COMMANDS, VERIFY_AT, Counted, appoint, is_genuine, tries_left

from kofu.card.authenticate import authenticate
from kofu.card.errors import CardError, CardMute, CardRemoved, PinBlocked, UnexpectedAnswer
from kofu.card.simulated import CardMemory, Fault, FaultKind, InProcessConnection, SimulatedCard


@pytest.mark.parametrize("at", range(1, COMMANDS + 1))
@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.REMOVED, CardRemoved),
        (FaultKind.TORN, CardRemoved),
        (FaultKind.MUTE, CardMute),
        (FaultKind.GARBAGE, UnexpectedAnswer),
    ],
)
def test_a_fault_at_any_command_ends_in_its_error_and_the_counter_is_true(
    memory: CardMemory, at: int, kind: FaultKind, error: type[CardError]
) -> None:
    kept = [replace(memory, faults=(Fault(kind, at),))]
    connection = Counted(SimulatedCard(kept[0], kept.append))
    with pytest.raises(error):
        authenticate(connection, b"1234", appoint)
    assert len(connection.sent) == at
    assert connection.closings == 1
    left = kept[-1].user_pin
    assert left
    assert left.tries_left == (2 if (kind, at) == (FaultKind.TORN, VERIFY_AT) else 3)
    again = InProcessConnection(SimulatedCard(replace(kept[-1], faults=())))
    assert is_genuine(authenticate(again, b"1234", appoint))


def test_no_wrong_entry_is_free_when_the_card_is_pulled_at_verify(memory: CardMemory) -> None:
    faulty = replace(memory, faults=(Fault(FaultKind.TORN, VERIFY_AT),))
    card = SimulatedCard(faulty)
    for _ in range(3):
        with pytest.raises(CardRemoved):
            authenticate(InProcessConnection(card), b"9999", appoint)
    assert tries_left(card) == 0
    with pytest.raises(PinBlocked):
        authenticate(InProcessConnection(SimulatedCard(replace(card.memory, faults=()))), b"1234", appoint)


@pytest.mark.parametrize("at", range(1, COMMANDS + 1))
def test_a_card_that_wants_another_length_is_followed(memory: CardMemory, at: int) -> None:
    card = SimulatedCard(replace(memory, faults=(Fault(FaultKind.OTHER_LENGTH, at),)))
    assert is_genuine(authenticate(InProcessConnection(card), b"1234", appoint))
