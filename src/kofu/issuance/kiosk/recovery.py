"""After a kill or a power cut: what the journal says was begun is finished or reversed, and never printed again.

Before payment everything goes back. After it the printer is asked by job name: what it reports settles the copy; what
it never heard of failed; where its memory is gone the copy is in doubt and staff look. The coin unit's counter tells
whether the fee had left the escrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from kofu.issuance.kiosk.journal import journal_stream, note, report
from kofu.issuance.kiosk.refunds import copies_of, fee_each, move_copies
from kofu.issuance.kiosk.vocabulary import KioskSettings
from kofu.issuance.states import CopyEvent, CopyState, Event, State
from kofu.issuance.store import Row, Store, Work
from kofu.money import Yen

_UNPAID = (State.APPLIED, State.DELIVERED)
_BEGUN = (State.PAID, State.PRINTING)


@dataclass(frozen=True, slots=True)
class Recovery:
    """What to write at a restart; afterwards whatever lies in escrow is given back."""

    work: Work = field(default_factory=Work)
    needs_staff: tuple[str, ...] = ()
    """Issuances with money to give back or a copy to look for"""


def job_name(issuance: str, index: int) -> str:
    """The name under which a copy is printed, once and never again."""
    return f"{issuance}-{index + 1}"


def recover(
    settings: KioskSettings,
    journal: Store,
    kept_so_far: Yen | None,
    outcome_of: Callable[[str], CopyEvent],
    at: datetime,
) -> Recovery:
    """Read the unfinished issuances and decide each.

    ``kept_so_far`` is the coin unit's counter, None where it has none; ``outcome_of`` asks the printer for a job:
    PRINTED, FAILED (also when it never had the job), or UNKNOWN.
    """
    work, staff = Work(), []
    for issuance in unfinished(journal):
        rows = journal.rows(journal_stream(issuance))
        if State(rows[-1].state) in _UNPAID:
            work = work.and_also(_withdraw(settings, issuance, rows, at))
            continue
        moves = list(_settle(issuance, rows, kept_so_far, outcome_of))
        settled = move_copies(settings, issuance, rows, moves, at)
        work = work.and_also(settled)
        if {CopyState.FAILED, CopyState.UNRESOLVED} & set(copies_of((*rows, *settled.rows))):
            staff.append(issuance)
    return Recovery(work, tuple(staff))


def unfinished(journal: Store) -> Iterator[str]:
    """Issuances whose journal does not end yet, those waiting for staff included."""
    for stream in journal.streams(journal_stream(""), (*_UNPAID, *_BEGUN)):
        yield stream.partition("/")[2]


def _withdraw(settings: KioskSettings, issuance: str, rows: tuple[Row, ...], at: datetime) -> Work:
    sequence = rows[-1].sequence + 1
    written = note(issuance, sequence, Event.WITHDRAW, State.WITHDRAWN, at, code="KIOSK_RESTARTED")
    return written.and_also(report(settings, issuance, "withdrawn", None, at))


def _settle(
    issuance: str, rows: tuple[Row, ...], kept_so_far: Yen | None, outcome_of: Callable[[str], CopyEvent]
) -> Iterator[tuple[int, CopyEvent]]:
    """Where each copy that was begun, or would have been, ends."""
    copies = copies_of(rows)
    if not any(copy in {CopyState.WAITING, CopyState.PRINTING} for copy in copies):
        return
    fee_lies_in_escrow = kept_so_far is not None and kept_so_far < _kept_before(rows) + fee_each(rows) * len(copies)
    for index, copy in enumerate(copies):
        if copy is CopyState.PRINTING and not fee_lies_in_escrow:
            yield index, outcome_of(job_name(issuance, index))
        elif copy in {CopyState.PRINTING, CopyState.WAITING}:
            yield index, CopyEvent.FAILED
            if fee_lies_in_escrow:
                yield index, CopyEvent.REFUNDED


def _kept_before(rows: tuple[Row, ...]) -> int:
    counter = next((row.data.get("counter") for row in rows if row.event == "coins_held"), None)
    return counter if isinstance(counter, int) else 0
