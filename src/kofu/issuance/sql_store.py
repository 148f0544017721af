"""The store in SQLite or PostgreSQL, in SQL that both understand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from kofu.issuance.ledger import Entry, Step
from kofu.issuance.store import AlreadyClaimed, EntryExists, Outgoing, Row, StreamMoved, Work
from kofu.money import Yen
from kofu.storage import Database, DuplicateKey
from kofu.storage import Row as Columns

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS transition (
        stream TEXT NOT NULL, sequence INTEGER NOT NULL CHECK (sequence > 0), event TEXT NOT NULL, state TEXT NOT NULL,
        at TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (stream, sequence))""",
    """CREATE TABLE IF NOT EXISTS stream_head (
        stream TEXT NOT NULL PRIMARY KEY, sequence INTEGER NOT NULL, state TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS stream_head_state ON stream_head (state, stream)",
    """CREATE TABLE IF NOT EXISTS claim (
        space TEXT NOT NULL, claimed TEXT NOT NULL, owner TEXT NOT NULL, PRIMARY KEY (space, claimed))""",
    """CREATE TABLE IF NOT EXISTS entry (
        position INTEGER NOT NULL, issuance TEXT NOT NULL, copy_index INTEGER NOT NULL, step TEXT NOT NULL,
        debit TEXT NOT NULL, credit TEXT NOT NULL, amount INTEGER NOT NULL CHECK (amount >= 0),
        PRIMARY KEY (issuance, copy_index, step))""",
    "CREATE TABLE IF NOT EXISTS blob (name TEXT NOT NULL PRIMARY KEY, data {bytes} NOT NULL)",
    """CREATE TABLE IF NOT EXISTS outgoing (
        position INTEGER NOT NULL, name TEXT NOT NULL PRIMARY KEY, party TEXT NOT NULL, body TEXT NOT NULL)""",
)

APPEND_ONLY = ("transition", "claim", "entry")
"""Tables whose rows are never changed and never deleted; triggers see to it."""

_SQLITE_GUARD = """CREATE TRIGGER IF NOT EXISTS {table}_{verb} BEFORE {verb} ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""

_POSTGRESQL_FUNCTION = """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"""

_POSTGRESQL_GUARD = """CREATE OR REPLACE TRIGGER {table}_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"""


def create_schema(database: Database) -> None:
    """Make the tables and their guards where they are missing."""
    for statement in SCHEMA:
        database.execute(statement.format(bytes="BLOB" if database.vendor == "sqlite" else "BYTEA"))
    if database.vendor == "postgresql":
        database.execute(_POSTGRESQL_FUNCTION)
    for table in APPEND_ONLY:
        if database.vendor == "postgresql":
            database.execute(_POSTGRESQL_GUARD.format(table=table))
        else:
            for verb in ("UPDATE", "DELETE"):
                database.execute(_SQLITE_GUARD.format(table=table, verb=verb))


class SqlStore:
    """One party's store in its own database. ``create_schema`` must have run."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def rows(self, stream: str) -> tuple[Row, ...]:
        """See Store."""
        sql = "SELECT stream, sequence, event, state, at, data FROM transition WHERE stream = %s ORDER BY sequence"
        return tuple(_row(found) for found in self.database.execute(sql, (stream,)))

    def streams(self, prefix: str, states: Iterable[str]) -> tuple[str, ...]:
        """See Store."""
        wanted = tuple(states)
        places = ", ".join(["%s"] * len(wanted))
        sql = f"SELECT stream FROM stream_head WHERE state IN ({places}) AND substr(stream, 1, %s) = %s ORDER BY stream"  # noqa: S608 - placeholders only
        return tuple(str(name) for (name,) in self.database.execute(sql, (*wanted, len(prefix), prefix)))

    def owner(self, space: str, key: str) -> str | None:
        """See Store."""
        found = self.database.execute("SELECT owner FROM claim WHERE space = %s AND claimed = %s", (space, key))
        return str(found[0][0]) if found else None

    def entries(self, issuance: str | None = None) -> tuple[Entry, ...]:
        """See Store."""
        columns = "SELECT issuance, copy_index, step, debit, credit, amount FROM entry"
        if issuance is None:
            return tuple(map(_entry, self.database.execute(f"{columns} ORDER BY position, issuance, copy_index")))
        where = f"{columns} WHERE issuance = %s ORDER BY position, copy_index"
        return tuple(map(_entry, self.database.execute(where, (issuance,))))

    def blob(self, key: str) -> bytes | None:
        """See Store."""
        found = self.database.execute("SELECT data FROM blob WHERE name = %s", (key,))
        return bytes(found[0][0]) if found and isinstance(found[0][0], bytes | memoryview) else None

    def blobs(self) -> tuple[str, ...]:
        """See Store."""
        return tuple(str(name) for (name,) in self.database.execute("SELECT name FROM blob ORDER BY name"))

    def outbox(self) -> tuple[Outgoing, ...]:
        """See Store."""
        found = self.database.execute("SELECT name, party, body FROM outgoing ORDER BY position, name")
        return tuple(Outgoing(str(name), str(party), str(body)) for name, party, body in found)

    def commit(self, work: Work) -> None:
        """See Store."""
        if self.database.in_transaction:
            self._write(work)
            return
        with self.database.transaction():
            self._write(work)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """See Store."""
        with self.database.transaction():
            yield

    def _write(self, work: Work) -> None:
        for row in work.rows:
            self._append(row)
        for claim in work.claims:
            self._insert(AlreadyClaimed, "INSERT INTO claim VALUES (%s, %s, %s)", claim.space, claim.key, claim.owner)
        for entry in work.entries:
            self._enter(entry)
        for blob in work.put:
            sql = "INSERT INTO blob VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET data = excluded.data"
            self.database.execute(sql, (blob.key, blob.data))
        for name in work.erase:
            self.database.execute("DELETE FROM blob WHERE name = %s", (name,))
        for outgoing in work.post:
            self._post(outgoing)
        for name in work.posted:
            self.database.execute("DELETE FROM outgoing WHERE name = %s", (name,))

    def _append(self, row: Row) -> None:
        """A row follows the last one, or nothing is written: the primary key settles who was first."""
        before = self.database.execute("SELECT sequence FROM stream_head WHERE stream = %s", (row.stream,))
        if row.sequence != (before[0][0] if before else 0) + 1:  # type: ignore[operator]  # the column is INTEGER
            raise StreamMoved(sequence=row.sequence)
        data = json.dumps(row.data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        values = (row.stream, row.sequence, row.event, row.state, row.at.isoformat(), data)
        self._insert(StreamMoved, "INSERT INTO transition VALUES (%s, %s, %s, %s, %s, %s)", *values)
        head = (
            "INSERT INTO stream_head VALUES (%s, %s, %s) "
            "ON CONFLICT (stream) DO UPDATE SET sequence = excluded.sequence, state = excluded.state"
        )
        self.database.execute(head, (row.stream, row.sequence, row.state))

    def _enter(self, entry: Entry) -> None:
        sql = "INSERT INTO entry SELECT COALESCE(MAX(position), 0) + 1, %s, %s, %s, %s, %s, %s FROM entry"
        values = (entry.issuance, entry.copy_index, entry.step, entry.debit, entry.credit, entry.amount)
        self._insert(EntryExists, sql, *values)

    def _post(self, outgoing: Outgoing) -> None:
        sql = "INSERT INTO outgoing SELECT COALESCE(MAX(position), 0) + 1, %s, %s, %s FROM outgoing"
        self._insert(StreamMoved, sql, outgoing.key, outgoing.party, outgoing.body)

    def _insert(self, refusal: type[AlreadyClaimed | EntryExists | StreamMoved], sql: str, *values: str | int) -> None:
        try:
            self.database.execute(sql, values)
        except DuplicateKey:
            raise refusal from None


def _row(columns: Columns) -> Row:
    stream, sequence, event, state, at, data = columns
    return Row(
        str(stream), int(str(sequence)), str(event), str(state), datetime.fromisoformat(str(at)), json.loads(str(data))
    )


def _entry(columns: Columns) -> Entry:
    issuance, copy_index, step, debit, credit, amount = columns
    return Entry(str(issuance), int(str(copy_index)), Step(str(step)), str(debit), str(credit), Yen(int(str(amount))))
