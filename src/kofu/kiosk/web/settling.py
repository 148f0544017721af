"""What staff settle, and what a kiosk finds in its journal after a power cut (facts D-13, F-25; design §5.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kofu.clock import Clock
from kofu.errors import KofuError
from kofu.issuance.kiosk.journal import journal_stream, note, report
from kofu.issuance.kiosk.refunds import NothingToRefund, copies_of
from kofu.issuance.states import CopyEvent, CopyState, Event, State
from kofu.issuance.store import Row, Work
from kofu.kiosk.terminal import Terminal
from kofu.kiosk.web.money import CoinUnit
from kofu.money import NOTHING, Yen

_IN_HAND = (State.APPLIED, State.DELIVERED, State.PAID, State.PRINTING)


class PowerCut(KofuError):
    """Why a session found open after a power cut was withdrawn."""

    code = "KIOSK_POWER_LOST"
    summary = "the power was cut during the session; nothing was charged"


@dataclass(frozen=True, slots=True)
class Settler:
    """Brings to rest what a session left open, from the journal alone."""

    terminal: Terminal
    unit: CoinUnit
    clock: Clock

    def settle(self, issuance: str, came_out: bool) -> Yen:
        """Copies in doubt came out or not, as staff saw; failed ones are paid back. How much. Raises NoChange."""
        rows = self.terminal.journal.rows(journal_stream(issuance))
        event = CopyEvent.PRINTED if came_out else CopyEvent.FAILED
        self.terminal.journal.commit(self._moved(issuance, rows, [(CopyState.UNRESOLVED, event)]))
        try:
            return self.terminal.refund(issuance)
        except NothingToRefund:
            self.terminal.flush()
            return NOTHING

    def recover(self) -> str | None:
        """Bring every issuance the journal left open to rest; the one that staff must look at, if any.

        Before paying everything is withdrawn and the coins go back. A copy that had begun is in doubt; none is printed
        again by itself. Coins whose booking was written belong to the machine until staff have looked.
        """
        needs_staff: str | None = None
        for stream in self.terminal.journal.streams("issuance/", _IN_HAND):
            issuance = stream.removeprefix("issuance/")
            rows = self.terminal.journal.rows(stream)
            if rows[-1].state != State.PRINTING:
                self._withdraw(issuance, rows)
            elif self._put_in_doubt(issuance, rows):
                needs_staff = issuance
        self.unit.return_all()
        self.terminal.flush()
        return needs_staff

    def _withdraw(self, issuance: str, rows: tuple[Row, ...]) -> None:
        at = self.clock.now()
        work = note(issuance, rows[-1].sequence + 1, Event.WITHDRAW, State.WITHDRAWN, at, code=PowerCut.code)
        self.terminal.journal.commit(
            work.and_also(report(self.terminal.role.settings, issuance, "withdrawn", None, at))
        )

    def _put_in_doubt(self, issuance: str, rows: tuple[Row, ...]) -> bool:
        """Whether staff must look: copies had begun, were still to come, or wait to be paid back."""
        changes = [(CopyState.PRINTING, CopyEvent.UNKNOWN), (CopyState.WAITING, CopyEvent.FAILED)]
        work = self._moved(issuance, rows, changes)
        if work.rows:
            self._book_escrow(rows)
            self.terminal.journal.commit(work)
        return bool(work.rows or _in_state(rows, CopyState.UNRESOLVED) or _in_state(rows, CopyState.FAILED))

    def _book_escrow(self, rows: tuple[Row, ...]) -> None:
        """The power went between "paid" and the coins' way into the box: they belong there."""
        amount = next(row for row in rows if row.event == Event.PAY).data["amount"]
        if isinstance(amount, int) and self.unit.slot().escrow >= amount:
            self.unit.keep(Yen(amount))

    def _moved(self, issuance: str, rows: tuple[Row, ...], changes: Sequence[tuple[CopyState, CopyEvent]]) -> Work:
        """Rows and reports for every copy in one of the states."""
        work, at = Work(), self.clock.now()
        moves = [(index, event) for state, event in changes for index in _in_state(rows, state)]
        for place, (index, event) in enumerate(moves, rows[-1].sequence + 1):
            work = work.and_also(note(issuance, place, event, State.PRINTING, at, copy=index))
            work = work.and_also(report(self.terminal.role.settings, issuance, event, index, at))
        return work


def _in_state(rows: tuple[Row, ...], state: CopyState) -> list[int]:
    return [index for index, copy in enumerate(copies_of(rows)) if copy is state]
