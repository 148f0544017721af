"""One table for the life of an issuance, shared by kiosk, centre and municipality.

How to read it. An *issuance* (交付) is one application's life; it moves as a whole until printing begins, and from
then on its *copies* (部) move one by one. A row says: in this state, this event leads to that state. What is not in the
table is refused and changes nothing. States without a way out end the issuance:

    applied → prepared → delivered → paid → printing → finished■
       └ refused■  └──────────┴────────┴ withdrawn■ (nothing printed)    halted■ from everywhere before paid

    copy: waiting → printing → printed■ | failed → refunded■ | unresolved → printed■ or failed

An issuance may be withdrawn before it is heard of: the message that would begin it is still on its way, and is refused
when it comes (a fence). Every role writes the same events; none skips a state. Money follows the table and nothing
else: `paid` is reserved money, `printed` posts one copy's fee, `refunded` gives it back (promise 3).
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from kofu.errors import KofuError


class EventNotAllowed(KofuError):
    """The table has no row for this event in this state; nothing was changed."""

    code = "PROTOCOL_EVENT_NOT_ALLOWED"
    summary = "this is not possible in the present state"


class State(StrEnum):
    """Where an issuance stands."""

    APPLIED = "applied"
    REFUSED = "refused"
    PREPARED = "prepared"
    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"
    PAID = "paid"
    PRINTING = "printing"
    FINISHED = "finished"
    HALTED = "halted"


class Event(StrEnum):
    """What happens to an issuance."""

    APPLY = "apply"
    REFUSE = "refuse"
    PREPARE = "prepare"
    DELIVER = "deliver"
    WITHDRAW = "withdraw"
    PAY = "pay"
    START_COPY = "start_copy"
    FINISH = "finish"
    HALT = "halt"


class CopyState(StrEnum):
    """Where one copy stands."""

    WAITING = "waiting"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"
    UNRESOLVED = "unresolved"
    REFUNDED = "refunded"


class CopyEvent(StrEnum):
    """What happens to one copy; the values are those of ``messages.Report.event``."""

    STARTED = "copy_started"
    PRINTED = "copy_printed"
    FAILED = "copy_failed"
    UNKNOWN = "copy_unknown"
    REFUNDED = "copy_refunded"


TABLE: dict[tuple[State | None, Event], State] = {
    (None, Event.APPLY): State.APPLIED,
    (None, Event.WITHDRAW): State.WITHDRAWN,
    (State.APPLIED, Event.REFUSE): State.REFUSED,
    (State.APPLIED, Event.PREPARE): State.PREPARED,
    (State.APPLIED, Event.WITHDRAW): State.WITHDRAWN,
    (State.APPLIED, Event.HALT): State.HALTED,
    (State.PREPARED, Event.DELIVER): State.DELIVERED,
    (State.PREPARED, Event.WITHDRAW): State.WITHDRAWN,
    (State.PREPARED, Event.HALT): State.HALTED,
    (State.DELIVERED, Event.PAY): State.PAID,
    (State.DELIVERED, Event.WITHDRAW): State.WITHDRAWN,
    (State.DELIVERED, Event.HALT): State.HALTED,
    (State.PAID, Event.WITHDRAW): State.WITHDRAWN,
    (State.PAID, Event.START_COPY): State.PRINTING,
    (State.PRINTING, Event.START_COPY): State.PRINTING,
    (State.PAID, Event.FINISH): State.FINISHED,
    (State.PRINTING, Event.FINISH): State.FINISHED,
}

COPY_TABLE: dict[tuple[CopyState, CopyEvent], CopyState] = {
    (CopyState.WAITING, CopyEvent.STARTED): CopyState.PRINTING,
    (CopyState.WAITING, CopyEvent.FAILED): CopyState.FAILED,
    (CopyState.PRINTING, CopyEvent.PRINTED): CopyState.PRINTED,
    (CopyState.PRINTING, CopyEvent.FAILED): CopyState.FAILED,
    (CopyState.PRINTING, CopyEvent.UNKNOWN): CopyState.UNRESOLVED,
    (CopyState.UNRESOLVED, CopyEvent.PRINTED): CopyState.PRINTED,
    (CopyState.UNRESOLVED, CopyEvent.FAILED): CopyState.FAILED,
    (CopyState.FAILED, CopyEvent.REFUNDED): CopyState.REFUNDED,
}

FINAL = frozenset({State.REFUSED, State.WITHDRAWN, State.FINISHED, State.HALTED})
COPY_FINAL = frozenset({CopyState.PRINTED, CopyState.REFUNDED})


def advance(state: State | None, event: Event) -> State:
    """The state after an event. Raises EventNotAllowed."""
    try:
        return TABLE[state, event]
    except KeyError:
        raise EventNotAllowed(state=state, event=event) from None


def advance_copy(state: CopyState, event: CopyEvent) -> CopyState:
    """A copy's state after an event. Raises EventNotAllowed."""
    try:
        return COPY_TABLE[state, event]
    except KeyError:
        raise EventNotAllowed(state=state, event=event) from None


def all_copies_ended(copies: Iterable[CopyState]) -> bool:
    """Whether nothing more can happen to any copy."""
    return all(copy in COPY_FINAL for copy in copies)
