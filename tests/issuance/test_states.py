"""Every pair of state and event is decided or refused; what is not in the table changes nothing."""

from __future__ import annotations

from itertools import product

import pytest

from kofu.issuance.states import (
    COPY_FINAL,
    COPY_TABLE,
    FINAL,
    TABLE,
    CopyEvent,
    CopyState,
    Event,
    EventNotAllowed,
    State,
    advance,
    advance_copy,
    all_copies_ended,
)

BEFORE: tuple[State | None, ...] = (None, *State)


@pytest.mark.parametrize(("state", "event"), list(product(BEFORE, Event)))
def test_every_event_in_every_state_is_decided_or_refused(state: State | None, event: Event) -> None:
    if (state, event) in TABLE:
        assert advance(state, event) is TABLE[state, event]
        return
    with pytest.raises(EventNotAllowed):
        advance(state, event)


@pytest.mark.parametrize(("state", "event"), list(product(CopyState, CopyEvent)))
def test_every_event_of_a_copy_is_decided_or_refused(state: CopyState, event: CopyEvent) -> None:
    if (state, event) in COPY_TABLE:
        assert advance_copy(state, event) is COPY_TABLE[state, event]
        return
    with pytest.raises(EventNotAllowed):
        advance_copy(state, event)


def test_states_without_a_way_out_are_the_final_ones() -> None:
    assert set(State) - {state for state, _ in TABLE} == FINAL
    assert set(CopyState) - {state for state, _ in COPY_TABLE} == COPY_FINAL


def test_every_state_is_reached_and_ends_somewhere() -> None:
    assert set(TABLE.values()) == set(State)
    for state in State:
        reached, open_states = {state}, {state}
        while open_states:
            open_states = {after for (before, _), after in TABLE.items() if before in open_states} - reached
            reached |= open_states
        assert reached & FINAL


def test_a_set_has_ended_when_every_copy_has() -> None:
    assert all_copies_ended([CopyState.PRINTED, CopyState.REFUNDED])
    assert not all_copies_ended([CopyState.PRINTED, CopyState.FAILED])


def test_nothing_is_printed_after_money_went_back() -> None:
    assert not any(state is CopyState.REFUNDED for state, _ in COPY_TABLE)
    assert not any(state is State.WITHDRAWN for state, _ in TABLE)
