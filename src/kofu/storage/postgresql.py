"""PostgreSQL through psycopg 3: one connection for each thread, kept."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal, cast

import psycopg
from psycopg import errors
from psycopg import sql as statements

from kofu.storage import ConstraintRefused, DatabaseUnavailable, DuplicateKey, NestedTransaction, Row, Value


@contextmanager
def _translated() -> Iterator[None]:
    """Raise the storage errors for psycopg's own; only the primary message is taken, details would show values."""
    try:
        yield
    except errors.UniqueViolation as refused:
        raise DuplicateKey(rule=refused.diag.constraint_name) from None
    except (psycopg.IntegrityError, errors.RaiseException) as refused:
        raise ConstraintRefused(rule=refused.diag.message_primary) from None
    except psycopg.OperationalError as failed:
        raise DatabaseUnavailable(cause=failed.sqlstate) from failed


class PostgresqlDatabase:
    """One database, named by its connection string (libpq); outside ``transaction()`` each statement commits."""

    vendor: Literal["postgresql"] = "postgresql"

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._local = threading.local()
        self._connections: list[psycopg.Connection[Row]] = []
        self._guard = threading.Lock()

    def _connection(self) -> psycopg.Connection[Row]:
        held: psycopg.Connection[Row] | None = getattr(self._local, "connection", None)
        return held if held is not None and not held.closed else self._connect()

    def _connect(self) -> psycopg.Connection[Row]:
        with _translated():
            connection = cast(psycopg.Connection[Row], psycopg.connect(self._conninfo, autocommit=True))
        self._local.connection = connection
        with self._guard:
            self._connections.append(connection)
        return connection

    def execute(self, sql: str, params: Sequence[Value] = ()) -> list[Row]:
        """Run one statement and return its rows."""
        with _translated():
            cursor = self._connection().execute(sql, tuple(params) or None)
            return cursor.fetchall() if cursor.description else []

    def execute_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run one statement once for each row of parameters."""
        with _translated(), self._connection().cursor() as cursor:
            cursor.executemany(sql, rows)

    def copy_in(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        """Add many rows by COPY."""
        statement = statements.SQL("COPY {} ({}) FROM STDIN").format(
            statements.Identifier(table), statements.SQL(", ").join(map(statements.Identifier, columns))
        )
        with _translated(), self._connection().cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is inside ``transaction()``."""
        return bool(getattr(self._local, "open", False))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Read committed; commit on the way out, roll back on any error."""
        if self.in_transaction:
            raise NestedTransaction
        self._local.open = True
        try:
            with _translated(), self._connection().transaction():
                yield
        finally:
            self._local.open = False

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._guard:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
        self._local = threading.local()
