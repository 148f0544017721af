"""The five promises (design §2) as checks over what the parties wrote down, what came out of printers, and money.

Each promise has a safety side, asked of one issuance at any time, and a liveness side, asked once all is at rest: a
service that refuses everything keeps no promise. Tests, simulation, consoles and ``kofu inspect`` ask the same classes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from kofu.issuance.alarms import Standing, alarm_prefix, standing_of_alarm
from kofu.issuance.centre.records import IssuanceRecord, issuance_stream, read_issuance
from kofu.issuance.ledger import Step, balance
from kofu.issuance.municipality.numbers import Status, status_of
from kofu.issuance.states import COPY_FINAL, FINAL, CopyState, State
from kofu.issuance.store import Row, Store


@dataclass(frozen=True, slots=True)
class Violation:
    """A promise that was broken: which, by which issuance (or none), and how, without content."""

    promise: str
    issuance: str
    told: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked for on the screen, as an observer beside them knows it."""

    issuance: str
    terminal: str
    municipality: str
    persons: frozenset[str]
    """Whom the holder may ask for and did ask for"""
    copies: int
    fee: int
    card_is_good: bool = True
    """False for a card whose certificate had been revoked long enough to be known"""
    must_be_printed: bool = False
    """Eligible, and nothing went wrong that could excuse a failure"""

    @property
    def fee_each(self) -> int:
        """The fee of one copy."""
        return self.fee // self.copies


@dataclass(frozen=True, slots=True)
class Page:
    """One page as a reader of the paper sees it."""

    number: str
    """Forty digits; empty where the reader cannot tell"""
    page: int
    pages: int
    persons: frozenset[str]
    has_seal: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One copy that came out of a printer, whoever meant it to."""

    issuance: str
    """Of the job it was printed for"""
    copy_index: int
    pages: tuple[Page, ...]
    outdated: tuple[str, ...] = ()
    """What it says that the register did not say at the moment of issue, by field names"""


@dataclass(frozen=True, slots=True)
class Coins:
    """What a terminal's coin unit counted for one issuance."""

    kept: int = 0
    paid_back: int = 0


@dataclass
class Evidence:
    """Everything the promises are judged by."""

    centre: Store
    municipalities: Mapping[str, Store]
    kiosks: Mapping[str, Store]
    asked: dict[str, Asked] = field(default_factory=dict)
    sheets: dict[str, list[Sheet]] = field(default_factory=dict)
    coins: dict[str, Coins] = field(default_factory=dict)
    contradictions: dict[str, str] = field(default_factory=dict)
    """Issuances whose municipality-signed data is known to contradict itself, with the municipality"""
    permissions_while_halted: list[str] = field(default_factory=list)
    """Issuances whose payment was permitted while an alarm of the municipality stood open"""
    history_lost: set[str] = field(default_factory=set)
    """Issuances one of whose copies a device forgot: the only excuse for being in doubt"""
    left_behind: Callable[[], Iterable[str]] = tuple
    """Places where content still lies although its session is over"""

    def record(self, issuance: str) -> IssuanceRecord | None:
        """The centre's record of an issuance."""
        return read_issuance(issuance, self.centre.rows(issuance_stream(issuance)))


class Promise(Protocol):
    """One promise; its class name in words is ``name``."""

    name: ClassVar[str]
    sentence: ClassVar[str]

    def broken_by(self, evidence: Evidence, issuance: str) -> Iterator[str]:
        """How one issuance breaks it, at any time."""

    def broken_at_rest(self, evidence: Evidence) -> Iterator[tuple[str, str]]:
        """Issuance (or nothing) and how, once all faults are repaired and nothing is under way."""


class OwnPaper:
    """Promise 1."""

    name: ClassVar[str] = "own_paper"
    sentence: ClassVar[str] = "A printed page holds only data of persons the card holder may ask for and did ask for."

    def broken_by(self, evidence: Evidence, issuance: str) -> Iterator[str]:
        """Persons, numbers and completeness of every sheet against what was asked for."""
        asked = evidence.asked.get(issuance)
        for sheet in evidence.sheets.get(issuance, ()):
            if asked is None:
                yield "printed without having been asked for"
                continue
            if not asked.card_is_good:
                yield "printed for a revoked card"
            yield from self._wrong(sheet, asked)

    def _wrong(self, sheet: Sheet, asked: Asked) -> Iterator[str]:
        printed = frozenset[str]().union(*(page.persons for page in sheet.pages))
        if not printed <= asked.persons:
            yield f"{len(printed - asked.persons)} other person(s) on paper"
        elif printed != asked.persons:
            yield "somebody asked for is missing on paper"
        if len({page.number for page in sheet.pages}) > 1:
            yield "pages of several documents in one set"
        if [page.page for page in sheet.pages] != list(range(1, sheet.pages[0].pages + 1 if sheet.pages else 1)):
            yield "the set is not complete"
        if not all(page.has_seal for page in sheet.pages):
            yield "a page without its seal"

    def broken_at_rest(self, evidence: Evidence) -> Iterator[tuple[str, str]]:
        """Every eligible, undisturbed request is printed; numbers are settled."""
        for asked in evidence.asked.values():
            if asked.must_be_printed and len(evidence.sheets.get(asked.issuance, ())) != asked.copies:
                yield asked.issuance, "an eligible request was not printed"
        numbers: dict[str, str] = {}
        for issuance, sheets in evidence.sheets.items():
            for number in {page.number for sheet in sheets for page in sheet.pages if page.number}:
                if numbers.setdefault(number, issuance) != issuance:
                    yield issuance, "a number stands on papers of two issuances"


class FreshFacts:
    """Promise 2."""

    name: ClassVar[str] = "fresh_facts"
    sentence: ClassVar[str] = "What is printed is the register's state at the moment of issue."

    def broken_by(self, evidence: Evidence, issuance: str) -> Iterator[str]:
        """Every field of every sheet against the register's history."""
        for sheet in evidence.sheets.get(issuance, ()):
            if sheet.outdated:
                yield f"outdated: {', '.join(sheet.outdated)}"

    def broken_at_rest(self, evidence: Evidence) -> Iterator[tuple[str, str]]:
        """A printed copy's number is valid, and only a printed copy's."""
        for issuance, asked in evidence.asked.items():
            record = evidence.record(issuance)
            if record is None or not record.numbers:
                continue
            store = evidence.municipalities[asked.municipality]
            for number, copy in zip(record.numbers, record.copies, strict=True):
                if (status_of(store, number) is Status.VALID) != (copy is CopyState.PRINTED):
                    yield issuance, f"the number of a copy {copy.value} is {status_of(store, number).value}"


class MoneyIsPaper:
    """Promise 3."""

    name: ClassVar[str] = "money_is_paper"
    sentence: ClassVar[str] = (
        "A fee is kept exactly when one set was printed, copy by copy; every yen is accounted for."
    )

    def broken_by(self, evidence: Evidence, issuance: str) -> Iterator[str]:
        """No copy twice; and once the issuance has ended, coins, paper and ledger agree."""
        sheets, asked = evidence.sheets.get(issuance, ()), evidence.asked.get(issuance)
        if len({sheet.copy_index for sheet in sheets}) < len(sheets):
            yield "a copy was printed twice"
        record = evidence.record(issuance)
        if asked is None or record is None:
            return
        yield from self._ledger(evidence, record)
        if record.state in FINAL:
            coins = evidence.coins.get(issuance, Coins())
            if coins.kept - coins.paid_back != asked.fee_each * len(sheets):
                yield f"{coins.kept - coins.paid_back} yen kept for {len(sheets)} copies at {asked.fee_each} yen"

    def _ledger(self, evidence: Evidence, record: IssuanceRecord) -> Iterator[str]:
        """In every committed state: what is reserved belongs to open copies, what is earned to printed ones."""
        entries = evidence.centre.entries(record.issuance)
        if not entries:
            if any(copy is CopyState.PRINTED for copy in record.copies):
                yield "printed without an entry in the books"
            return
        each = record.books.fee_each
        is_paid_back = record.state is State.WITHDRAWN
        open_copies = 0 if is_paid_back else sum(copy not in COPY_FINAL for copy in record.copies)
        printed = sum(copy is CopyState.PRINTED for copy in record.copies)
        if balance(entries, f"reserved:{record.municipality}") != each * open_copies:
            yield "what is reserved is not what is open"
        if balance(entries, f"fees:{record.municipality}") != each * printed:
            yield "what is earned is not what is printed"
        if len({(entry.copy_index, entry.step) for entry in entries}) < len(entries):
            yield "a copy's money moved twice"
        ends = [entry.copy_index for entry in entries if entry.step is not Step.RESERVE]
        if len(set(ends)) < len(ends):
            yield "a copy's money was both earned and paid back"

    def broken_at_rest(self, evidence: Evidence) -> Iterator[tuple[str, str]]:
        """Every issuance has ended, and in doubt was only what a device forgot."""
        for issuance in evidence.asked:
            record = evidence.record(issuance)
            if record is not None and record.state not in FINAL:
                yield issuance, f"never ended: {record.state.value}"
            was_in_doubt = record is not None and any(row.event == "copy_unknown" for row in record.rows)
            if was_in_doubt and issuance not in evidence.history_lost:
                yield issuance, "in doubt although no device had forgotten it"
            yield from ((issuance, told) for told in self.broken_by(evidence, issuance))
        cash = sum(balance(evidence.centre.entries(), account) for account in _accounts(evidence))
        if cash != 0:
            yield "", f"the books are off by {cash} yen"


def _accounts(evidence: Evidence) -> set[str]:
    return {account for entry in evidence.centre.entries() for account in (entry.debit, entry.credit)}


class NothingStays:
    """Promise 4."""

    name: ClassVar[str] = "nothing_stays"
    sentence: ClassVar[str] = "Page content and PIN are kept nowhere but on paper and in the registers."

    def broken_by(self, evidence: Evidence, issuance: str) -> Iterator[str]:
        """Nothing can be said while the session may still be under way."""
        del evidence, issuance
        yield from ()

    def broken_at_rest(self, evidence: Evidence) -> Iterator[tuple[str, str]]:
        """No envelope, no spool file, no message waits; no row holds content."""
        for code, store in evidence.municipalities.items():
            yield from ((name.partition("/")[2], f"an envelope stayed at {code}") for name in store.blobs())
        parties = {"centre": evidence.centre, **evidence.kiosks}
        for party, store in parties.items():
            if store.blobs():
                yield "", f"bytes stayed at {party}"
            if store.outbox():
                yield "", f"a message of {party} was never delivered"
        yield from (("", told) for told in evidence.left_behind())


class AlarmsStayOpen:
    """Promise 5."""

    name: ClassVar[str] = "alarms_stay_open"
    sentence: ClassVar[str] = "A contradiction halts issuing until two different operators close it with a cause."

    def broken_by(self, evidence: Evidence, issuance: str) -> Iterator[str]:
        """Nothing is permitted while an alarm stands open."""
        if issuance in evidence.permissions_while_halted:
            yield "permitted although an alarm stood open"

    def broken_at_rest(self, evidence: Evidence) -> Iterator[tuple[str, str]]:
        """Every contradiction opened its alarm, and every closed alarm was closed properly."""
        stores = {"centre": evidence.centre, **evidence.municipalities}
        for issuance, municipality in evidence.contradictions.items():
            stream = f"{alarm_prefix(municipality)}{issuance}"
            if not any(store.rows(stream) for store in (evidence.centre, evidence.municipalities[municipality])):
                yield issuance, "a contradiction opened no alarm"
        for store in stores.values():
            for stream in store.streams("alarm/", ("open", "closed")):
                if not is_properly_closed(store.rows(stream)):
                    yield stream.rpartition("/")[2], "an alarm was closed without two operators and a cause"


def is_properly_closed(rows: Sequence[Row]) -> bool:
    """Whether an alarm is open, or was closed by two different operators with a cause."""
    standing = standing_of_alarm(rows)
    return standing is not Standing.IMPROPER


PROMISES: tuple[Promise, ...] = (OwnPaper(), FreshFacts(), MoneyIsPaper(), NothingStays(), AlarmsStayOpen())


def violations_of(evidence: Evidence, issuance: str) -> list[Violation]:
    """Every promise that one issuance breaks now."""
    return [
        Violation(promise.name, issuance, told)
        for promise in PROMISES
        for told in promise.broken_by(evidence, issuance)
    ]


def violations_at_rest(evidence: Evidence) -> list[Violation]:
    """Every promise broken once all is at rest, liveness included."""
    found = [
        Violation(promise.name, issuance, told)
        for promise in PROMISES
        for issuance, told in promise.broken_at_rest(evidence)
    ]
    return list(dict.fromkeys(found))
