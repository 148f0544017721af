"""An issuance's money under any order of reports, beside a small model that says what the books should hold."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kofu.clock import JAPAN
from kofu.errors import KofuError
from kofu.issuance.canonical import Json
from kofu.issuance.centre.payments import tell_report
from kofu.issuance.centre.records import IssuanceRecord, issuance_stream, read_issuance
from kofu.issuance.centre.vocabulary import CentreState
from kofu.issuance.ledger import balance
from kofu.issuance.memory_store import MemoryStore
from kofu.issuance.messages import Report
from kofu.issuance.states import COPY_TABLE, CopyEvent, CopyState, Event, State
from kofu.issuance.store import Row, Work

ISSUANCE, TERMINAL, AKASHI = "c" * 32, "kiosk-001", "282031"
NOON = datetime(2026, 7, 8, 12, tzinfo=JAPAN)
CASH, RESERVED, FEES = f"cash:{TERMINAL}", f"reserved:{AKASHI}", f"fees:{AKASHI}"


class IssuanceMachine(RuleBasedStateMachine):
    """Reports come in any order, doubled and out of place; the model follows only those the table allows."""

    @initialize(copies=st.integers(1, 5), each=st.integers(0, 1000))
    def pay(self, copies: int, each: int) -> None:
        self.each, self.copies = each, [CopyState.WAITING] * copies
        self.is_withdrawn = False
        self.seen: set[tuple[CopyEvent, int]] = set()
        self.store = MemoryStore()
        applied: dict[str, Json] = {
            "session": "d" * 32,
            "terminal": TERMINAL,
            "municipality": AKASHI,
            "application": "e" * 64,
            "kind": "resident_record",
            "copies": copies,
            "fee": each * copies,
            "received_at": 0,
        }
        numbers = [f"{number:040d}" for number in range(copies)]
        stream = issuance_stream(ISSUANCE)
        rows = (
            Row(stream, 1, Event.APPLY, State.APPLIED, NOON, applied),
            Row(stream, 2, Event.PREPARE, State.PREPARED, NOON, {"manifest": "f" * 64, "numbers": numbers}),
            Row(stream, 3, Event.DELIVER, State.DELIVERED, NOON),
            Row(stream, 4, Event.PAY, State.PAID, NOON),
        )
        self.store.commit(Work(rows=rows[:3]))
        self.store.commit(Work(rows=rows[3:], entries=self.record.books.reserve(copies)))

    @property
    def record(self) -> IssuanceRecord:
        record = read_issuance(ISSUANCE, self.store.rows(issuance_stream(ISSUANCE)))
        assert record is not None
        return record

    def tell(self, event: str, index: int | None) -> bool:
        report = Report.model_validate(
            {
                "version": 1,
                "terminal": TERMINAL,
                "issuance": ISSUANCE,
                "event": event,
                "copy_index": index,
                "at": 0,
            }
        )
        try:
            step = tell_report(CentreState(issuance=self.record), report, NOON + timedelta(seconds=1))
        except KofuError:
            return False
        self.store.commit(step.work)
        return True

    @rule(event=st.sampled_from(CopyEvent), index=st.integers(0, 6))
    def report(self, event: CopyEvent, index: int) -> None:
        was_told = index < len(self.copies) and (event, index) in self.seen
        is_allowed = not self.is_withdrawn and index < len(self.copies) and (self.copies[index], event) in COPY_TABLE
        assert self.tell(event, index) is (was_told or is_allowed)
        if is_allowed and not was_told:
            self.copies[index] = COPY_TABLE[self.copies[index], event]
            self.seen.add((event, index))

    @rule()
    def withdraw(self) -> None:
        begun = any(copy is not CopyState.WAITING for copy in self.copies)
        assert self.tell("withdrawn", None) is (self.is_withdrawn or not begun)
        self.is_withdrawn = self.is_withdrawn or not begun

    @invariant()
    def the_books_say_what_the_model_says(self) -> None:
        entries = self.store.entries()
        printed = self.copies.count(CopyState.PRINTED)
        back = len(self.copies) if self.is_withdrawn else self.copies.count(CopyState.REFUNDED)
        held = len(self.copies) - printed - back
        told = tuple(balance(entries, account) for account in (CASH, RESERVED, FEES))
        assert told == (-self.each * (printed + held), self.each * held, self.each * printed)
        assert sum(told) == 0


IssuanceMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestIssuanceMoney = IssuanceMachine.TestCase
