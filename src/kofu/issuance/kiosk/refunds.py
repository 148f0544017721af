"""Paying back what was not printed: staff allow it, the coin unit pays, the centre is told (facts D-13, F-25)."""

from __future__ import annotations

from datetime import datetime

from kofu.errors import KofuError
from kofu.issuance.kiosk.journal import journal_stream, note, report
from kofu.issuance.kiosk.vocabulary import KioskSettings
from kofu.issuance.states import CopyEvent, CopyState, Event, State, advance_copy
from kofu.issuance.store import Row, Store, Work
from kofu.money import Yen, yen


class NothingToRefund(KofuError):
    """No copy of this issuance failed, or every failed one was paid back already."""

    code = "MONEY_NOTHING_TO_REFUND"
    summary = "no copy of this issuance waits for its money back"


def refund(settings: KioskSettings, journal: Store, issuance: str, at: datetime) -> tuple[Yen, Work]:
    """How much goes back for the failed copies, and what to write before it is paid. Raises NothingToRefund."""
    rows = journal.rows(journal_stream(issuance))
    failed = [index for index, copy in enumerate(copies_of(rows)) if copy is CopyState.FAILED]
    if not failed:
        raise NothingToRefund
    work = Work()
    for place, index in enumerate(failed):
        sequence = rows[-1].sequence + 1 + place
        work = work.and_also(note(issuance, sequence, CopyEvent.REFUNDED, State.PRINTING, at, copy=index))
        work = work.and_also(report(settings, issuance, CopyEvent.REFUNDED, index, at))
    return yen(_fee_each(rows) * len(failed)), work


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


def _fee_each(rows: tuple[Row, ...]) -> int:
    return _number(rows[0], "fee") // _number(rows[0], "copies")


def _number(row: Row, name: str) -> int:
    value = row.data[name]
    if not isinstance(value, int):
        raise TypeError("a journal row holds something else than was written")
    return value
