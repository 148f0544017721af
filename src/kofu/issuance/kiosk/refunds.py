"""Paying back what was not printed: staff allow it, the coin unit pays, the centre is told (facts D-13, F-25)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from kofu.errors import KofuError
from kofu.issuance.canonical import Json
from kofu.issuance.kiosk.journal import journal_stream, note, report
from kofu.issuance.kiosk.vocabulary import KioskSettings
from kofu.issuance.states import (
    CopyEvent,
    CopyState,
    Event,
    EventNotAllowed,
    State,
    advance_copy,
    all_copies_ended,
)
from kofu.issuance.store import Row, Store, Work
from kofu.money import Yen, yen


class NothingToRefund(KofuError):
    """No copy of this issuance failed, or every failed one was paid back already."""

    code = "MONEY_NOTHING_TO_REFUND"
    summary = "no copy of this issuance waits for its money back"


class RefundReason(StrEnum):
    """Why a copy is paid back. A wrong choice and an exemption from fees are none (facts D-11 to D-16)."""

    JAM = "jam"
    POWER_CUT = "power_cut"
    PRINT_FAULT = "print_fault"


def refund(
    settings: KioskSettings, journal: Store, issuance: str, at: datetime, reason: RefundReason = RefundReason.JAM
) -> tuple[Yen, Work]:
    """How much goes back for the failed copies, and what to write before it is paid. Raises NothingToRefund."""
    rows = journal.rows(journal_stream(issuance))
    failed = [index for index, copy in enumerate(copies_of(rows)) if copy is CopyState.FAILED]
    if not failed:
        raise NothingToRefund
    moves = [(index, CopyEvent.REFUNDED) for index in failed]
    return yen(fee_each(rows) * len(failed)), move_copies(settings, issuance, rows, moves, at, reason)


def resolve(settings: KioskSettings, journal: Store, issuance: str, index: int, came_out: bool, at: datetime) -> Work:
    """Staff looked and say whether a copy in doubt came out. Raises EventNotAllowed for any other copy."""
    event = CopyEvent.PRINTED if came_out else CopyEvent.FAILED
    return move_copies(settings, issuance, journal.rows(journal_stream(issuance)), [(index, event)], at)


def move_copies(
    settings: KioskSettings,
    issuance: str,
    rows: tuple[Row, ...],
    moves: Sequence[tuple[int, CopyEvent]],
    at: datetime,
    reason: RefundReason | None = None,
) -> Work:
    """Journal rows and reports of several copies, after the rows there are. Raises EventNotAllowed."""
    copies, work = list(copies_of(rows)), Work()
    for sequence, (index, event) in enumerate(moves, start=rows[-1].sequence + 1):
        if not 0 <= index < len(copies):
            raise EventNotAllowed(copy=index, event=event)
        copies[index] = advance_copy(copies[index], event)
        stands = State.FINISHED if all_copies_ended(copies) else State.PRINTING
        told: dict[str, Json] = {"copy": index} if reason is None else {"copy": index, "reason": reason.value}
        work = work.and_also(note(issuance, sequence, event, stands, at, **told))
        work = work.and_also(report(settings, issuance, event, index, at))
    return work


def copies_of(rows: tuple[Row, ...]) -> tuple[CopyState, ...]:
    """Where each copy stands by the journal; empty before anything was paid."""
    if not any(row.event == Event.PAY for row in rows):
        return ()
    copies = [CopyState.WAITING] * _number(rows[0], "copies")
    for row in rows:
        if row.event in set(CopyEvent):
            index = _number(row, "copy")
            copies[index] = advance_copy(copies[index], CopyEvent(row.event))
    return tuple(copies)


def fee_each(rows: tuple[Row, ...]) -> int:
    """What one copy costs, in yen."""
    return _number(rows[0], "fee") // _number(rows[0], "copies")


def _number(row: Row, name: str) -> int:
    value = row.data[name]
    if not isinstance(value, int):
        raise TypeError("a journal row holds something else than was written")
    return value
