"""Registers in a database, in plain SQL that SQLite and PostgreSQL both understand.

A snapshot is one statement and so one consistent read. Recording takes ``register_head`` for itself and issuing shares
it, so that a batch never slips in between re-checking the versions and signing (design §5).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Literal, cast

from kofu.clock import JAPAN, in_japan
from kofu.pki.identity import CardIdentity
from kofu.registers.applying import number_batch
from kofu.registers.facts import Fact, FactRow
from kofu.registers.freshness import Freshness, Stop, Watermark
from kofu.registers.history import History
from kofu.registers.kinds import RegisterName, card_group, kind_named
from kofu.registers.model import Snapshot
from kofu.registers.reading import Versions, snapshot_from, versions_from
from kofu.registers.schema import VISIBLE
from kofu.storage import Database, NoTransaction, Row, Value

COLUMNS = "sequence, kind, subject, slot_key, belongs_to, valid_from, recorded_at, payload, supersedes"
_AROUND = f"""
WITH start AS (
    SELECT subject FROM register_fact WHERE municipality = %s AND {{start}} AND {VISIBLE}
), near AS (
    SELECT belongs_to FROM register_fact
    WHERE municipality = %s AND subject IN (SELECT subject FROM start) AND {VISIBLE}
), people AS (
    SELECT subject FROM start
    UNION
    SELECT subject FROM register_fact
    WHERE municipality = %s AND belongs_to IN (SELECT belongs_to FROM near) AND {VISIBLE}
)
SELECT {COLUMNS} FROM register_fact
WHERE municipality = %s AND subject IN (SELECT subject FROM people) AND {VISIBLE}
"""  # noqa: S608 - only column names and placeholders are put together
"""IN rather than joins: for a join SQLite may build a filter over the whole table once it has statistics."""
INSERT_FACT = f"INSERT INTO register_fact (municipality, {COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"  # noqa: S608 - column names
_MARK = """
INSERT INTO register_mark (municipality, register, sequence, heard_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (municipality, register) DO UPDATE SET
    sequence = CASE WHEN excluded.sequence > register_mark.sequence
               THEN excluded.sequence ELSE register_mark.sequence END,
    heard_at = CASE WHEN excluded.heard_at > register_mark.heard_at
               THEN excluded.heard_at ELSE register_mark.heard_at END
"""
_OPEN_STOPS = """
SELECT number, register, cause, source, batch, stopped_at FROM feed_stop
WHERE municipality = %s AND NOT EXISTS (
    SELECT 1 FROM feed_release WHERE feed_release.municipality = feed_stop.municipality
       AND feed_release.stop = feed_stop.number)
ORDER BY number
"""
_AT_ONCE = 400
"""Subjects or groups asked for in one statement; SQLite takes 32,766 parameters, planners like fewer."""


class SqlRegisterStore:
    """Facts of one municipality in a database whose schema ``registers.schema`` made."""

    def __init__(self, municipality: str, database: Database) -> None:
        self.municipality = municipality
        self.database = database

    def snapshot(self, identity: CardIdentity, at: datetime) -> Snapshot:
        """Everything one issue may read, by one statement.

        Stops are counted before: one that comes between the two makes the versions differ when it is time to sign.
        """
        stopped = self._count_of_stops()
        snapshot = snapshot_from(self.municipality, identity, self._rows_of_card(identity), at)
        return replace(snapshot, versions=snapshot.versions + stopped)

    def _rows_of_card(self, identity: CardIdentity) -> list[FactRow]:
        return self.around("belongs_to", [card_group(identity.fingerprint())])

    @contextmanager
    def locked_versions(self, snapshot: Snapshot) -> Iterator[Versions]:
        """A transaction in which nothing is recorded; yields the versions now."""
        with self.database.transaction():
            yield self.lock_versions(snapshot)

    def lock_versions(self, snapshot: Snapshot) -> Versions:
        """The versions now; until the open transaction ends nothing is recorded. Raises NoTransaction."""
        if not self.database.in_transaction:
            raise NoTransaction
        self._lock_head("FOR SHARE")
        return versions_from(snapshot, self._rows_of_card(snapshot.identity)) + self._count_of_stops()

    def _count_of_stops(self) -> Versions:
        """How often the feed has stopped a register here, as one more version; none while it never did."""
        sql = "SELECT count(*) FROM feed_stop WHERE municipality = %s"
        [(count,)] = self.database.execute(sql, [self.municipality])
        return (("feed:stops", cast(int, count)),) if count else ()

    def apply(self, facts: Sequence[Fact], at: datetime) -> int:
        """Record a batch in one transaction, whole or not at all."""
        with self.database.transaction():
            last, recorded_at = self.lock_for_recording()
            return self.record_locked(facts, (last, recorded_at), at, at)

    def lock_for_recording(self) -> tuple[int, datetime | None]:
        """The last number and the moment it was recorded at; nothing else is recorded or signed until commit."""
        if not self.database.in_transaction:
            raise NoTransaction
        self.database.execute(
            "INSERT INTO register_head (municipality, last_sequence) VALUES (%s, 0) ON CONFLICT DO NOTHING",
            [self.municipality],
        )
        return self._lock_head("FOR UPDATE")

    def record_locked(
        self, facts: Sequence[Fact], head: tuple[int, datetime | None], at: datetime, heard_at: datetime
    ) -> int:
        """Record facts after ``lock_for_recording``; registers count as heard of at ``heard_at``."""
        rows = number_batch(facts, self._existing(facts), *head, at)
        self.database.execute_many(INSERT_FACT, (stored(self.municipality, row) for row in rows))
        return self._advance(rows, head[0], at, heard_at)

    def _lock_head(self, mode: str) -> tuple[int, datetime | None]:
        locking = mode if self.database.vendor == "postgresql" else ""
        sql = f"SELECT last_sequence, last_recorded_at FROM register_head WHERE municipality = %s {locking}"  # noqa: S608 - a constant
        for last, recorded_at in self.database.execute(sql, [self.municipality]):
            return cast(int, last), datetime.fromisoformat(str(recorded_at)) if recorded_at else None
        return 0, None

    def _existing(self, facts: Sequence[Fact]) -> list[FactRow]:
        subjects = sorted({fact.subject for fact in facts})
        groups = sorted({fact.belongs_to for fact in facts if fact.belongs_to})
        found = {row.sequence: row for row in self.around("subject", subjects)}
        found |= {row.sequence: row for row in self.around("belongs_to", groups)}
        return list(found.values())

    def _advance(self, rows: Sequence[FactRow], last: int, at: datetime, heard_at: datetime) -> int:
        reached = rows[-1].sequence if rows else last
        self.database.execute(
            "UPDATE register_head SET last_sequence = %s, last_recorded_at = %s WHERE municipality = %s",
            [reached, moment_text(at), self.municipality],
        )
        ends = {row.kind.register: row.sequence for row in rows}
        self._mark({register: ends[register] for register in sorted(ends, key=lambda name: name.value)}, heard_at)
        return reached

    def _mark(self, reached: dict[RegisterName, int], at: datetime) -> None:
        marks = [(self.municipality, register.value, last, moment_text(at)) for register, last in reached.items()]
        self.database.execute_many(_MARK, marks)

    def around(self, column: Literal["subject", "belongs_to"], values: Sequence[str]) -> list[FactRow]:
        """Rows of the start's subjects and of all who share a household, koseki or card with them."""
        rows: list[FactRow] = []
        for chunk in _chunks(values):
            start = f"{column} IN ({', '.join(['%s'] * len(chunk))})"
            params = [self.municipality, *chunk, *[self.municipality] * 3]
            rows += [row_of(found) for found in self.database.execute(_AROUND.format(start=start), params)]
        return rows

    def history(self, subjects: Collection[str]) -> History:
        """All rows of some persons or koseki."""
        rows: list[FactRow] = []
        for chunk in _chunks(sorted(set(subjects))):
            marks = ", ".join(["%s"] * len(chunk))
            sql = f"SELECT {COLUMNS} FROM register_fact WHERE municipality = %s AND subject IN ({marks}) AND {VISIBLE}"  # noqa: S608 - placeholders
            rows += [row_of(found) for found in self.database.execute(sql, [self.municipality, *chunk])]
        return History(self._as_seen(rows))

    def _as_seen(self, rows: list[FactRow]) -> list[FactRow]:
        """Rows of a bulk load count as recorded when they were swapped in, not when they were copied."""
        sql = """SELECT first_sequence, last_sequence, swapped_at FROM register_load
            WHERE municipality = %s AND swapped_at IS NOT NULL"""
        for first, last, swapped_at in self.database.execute(sql, [self.municipality]):
            at = datetime.fromisoformat(str(swapped_at))
            span = range(cast(int, first), cast(int, last) + 1)
            rows = [replace(row, recorded_at=at) if row.sequence in span else row for row in rows]
        return rows

    def heartbeat(self, registers: Iterable[RegisterName], at: datetime) -> None:
        """Note that these registers were heard of."""
        with self.database.transaction():
            self.mark_heard(registers, at)

    def mark_heard(self, registers: Iterable[RegisterName], at: datetime) -> None:
        """As ``heartbeat``, inside the transaction that is open."""
        self._mark(dict.fromkeys(sorted(registers, key=lambda name: name.value), 0), at)

    def freshness(self, stale_after: timedelta) -> Freshness:
        """The watermarks now."""
        sql = "SELECT register, sequence, heard_at FROM register_mark WHERE municipality = %s"
        marks = [
            Watermark(RegisterName(register), cast(int, sequence), datetime.fromisoformat(str(heard_at)))
            for register, sequence, heard_at in self.database.execute(sql, [self.municipality])
        ]
        return Freshness({mark.register: mark for mark in marks}, stale_after, self.stops())

    def stops(self) -> tuple[Stop, ...]:
        """The stops of the feed that nobody has ended."""
        return tuple(_stop(found) for found in self.database.execute(_OPEN_STOPS, [self.municipality]))


def stored(municipality: str, row: FactRow) -> tuple[Value, ...]:
    """A row as ``INSERT_FACT`` takes it."""
    return (
        municipality,
        row.sequence,
        row.kind.stored,
        row.subject,
        row.key,
        row.belongs_to,
        row.valid_from.isoformat(),
        moment_text(row.recorded_at),
        row.payload,
        row.supersedes,
    )


def _chunks(values: Sequence[str]) -> Iterator[list[str]]:
    remaining = iter(values)
    while chunk := list(islice(remaining, _AT_ONCE)):
        yield chunk


def moment_text(moment: datetime) -> str:
    """Japan time in a fixed width, so that the order of texts is the order of time."""
    return in_japan(moment).isoformat(timespec="microseconds")


def _stop(found: Row) -> Stop:
    number, register, cause, source, batch, stopped_at = found
    return Stop(
        number=cast(int, number),
        register=RegisterName(register),
        cause=str(cause),
        source=str(source),
        batch=cast("int | None", batch),
        stopped_at=datetime.fromisoformat(str(stopped_at)),
    )


def row_of(found: Row) -> FactRow:
    """A row as it is read by ``COLUMNS``."""
    sequence, kind, subject, key, belongs_to, valid_from, recorded_at, payload, supersedes = found
    return FactRow(
        sequence=cast(int, sequence),
        kind=kind_named(cast(str, kind)),
        subject=cast(str, subject),
        key=cast(str, key),
        belongs_to=cast("str | None", belongs_to),
        valid_from=date.fromisoformat(cast(str, valid_from)),
        recorded_at=datetime.fromisoformat(cast(str, recorded_at)).astimezone(JAPAN),
        payload=cast("str | None", payload),
        supersedes=cast("int | None", supersedes),
    )
