"""SQLite for one process: write-ahead log, full synchronisation, one writer at a time (platform §1.3)."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from kofu.storage import ConstraintRefused, DatabaseUnavailable, DuplicateKey, NestedTransaction, Row, Value

_DUPLICATES = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}
_LOCKS: dict[str, threading.Lock] = {}
_LOCKS_GUARD = threading.Lock()


def _lock_of(path: Path) -> threading.Lock:
    """The process's one write lock for a file: SQLite's own busy handler sleeps and is unfair."""
    with _LOCKS_GUARD:
        return _LOCKS.setdefault(str(path.resolve()), threading.Lock())


@contextmanager
def _translated() -> Iterator[None]:
    """Raise the storage errors for SQLite's own; the text of a constraint names columns, never values."""
    try:
        yield
    except sqlite3.IntegrityError as refused:
        kind = DuplicateKey if refused.sqlite_errorcode in _DUPLICATES else ConstraintRefused
        raise kind(rule=str(refused)) from None
    except sqlite3.OperationalError as failed:
        raise DatabaseUnavailable(cause=failed.sqlite_errorname) from failed


class SqliteDatabase:
    """One database file. ``timeout_seconds`` is how long another process's lock is waited for."""

    vendor: Literal["sqlite"] = "sqlite"

    def __init__(self, path: Path, timeout_seconds: float = 10.0) -> None:
        self._path = path
        self._timeout_seconds = timeout_seconds
        self._write_lock = _lock_of(path)
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._guard = threading.Lock()

    def _connection(self) -> sqlite3.Connection:
        held: sqlite3.Connection | None = getattr(self._local, "connection", None)
        return held if held is not None else self._connect()

    def _connect(self) -> sqlite3.Connection:
        with _translated():
            connection = sqlite3.connect(
                self._path, timeout=self._timeout_seconds, isolation_level=None, check_same_thread=False
            )
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
        self._local.connection = connection
        with self._guard:
            self._connections.append(connection)
        return connection

    def execute(self, sql: str, params: Sequence[Value] = ()) -> list[Row]:
        """Run one statement and return its rows."""
        with _translated():
            return self._connection().execute(sql.replace("%s", "?"), tuple(params)).fetchall()

    def execute_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run one statement once for each row of parameters."""
        with _translated():
            self._connection().executemany(sql.replace("%s", "?"), rows)

    def copy_in(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        """Add many rows by one prepared statement."""
        marks = ", ".join(["%s"] * len(columns))
        self.execute_many(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608 - names

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is inside ``transaction()``."""
        return bool(getattr(self._local, "open", False))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the file's write lock; commit on the way out, roll back on any error."""
        if self.in_transaction:
            raise NestedTransaction
        with self._write_lock:
            connection = self._connection()
            with _translated():
                connection.execute("BEGIN IMMEDIATE")
            self._local.open = True
            try:
                yield
                with _translated():
                    connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            finally:
                self._local.open = False

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._guard:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
        self._local = threading.local()
