"""The one way to a database: plain SQL, SQLite or PostgreSQL.

A ``Database`` is the object a party owns; nothing below knows which kind it is but by ``vendor``. Statements use ``%s``
placeholders and SQL that both understand. One statement is one consistent read; what writes runs inside
``transaction()``, which on SQLite holds the file's only write lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Literal, Protocol

from kofu.errors import KofuError

Value = str | int | float | bytes | None
Row = tuple[Value, ...]
Vendor = Literal["sqlite", "postgresql"]


class NestedTransaction(KofuError):
    """A transaction was begun inside another one, which would hide when things are committed."""

    code = "STORE_NESTED_TRANSACTION"
    summary = "a transaction is open already on this thread"


class NoTransaction(KofuError):
    """A lock was asked for outside a transaction, where it would be gone at once."""

    code = "STORE_NO_TRANSACTION"
    summary = "this needs an open transaction"


class ConstraintRefused(KofuError):
    """The schema refused a row: a check, a trigger, a missing reference."""

    code = "STORE_CONSTRAINT_REFUSED"
    summary = "the database refused the change because it breaks a rule of the schema"


class DuplicateKey(ConstraintRefused):
    """A row with the same key exists; for idempotency keys and sequences the caller's cue to read it."""

    code = "STORE_DUPLICATE_KEY"
    summary = "a row with this key exists already"


class DatabaseUnavailable(KofuError):
    """The database did not answer, answered too late, or is locked by another process."""

    code = "STORE_UNAVAILABLE"
    summary = "the database cannot be reached or is busy"


class Database(Protocol):
    """What stores may ask of a database. Safe to use from several threads; each has its own connection."""

    @property
    def vendor(self) -> Vendor:
        """Which dialect the schema statements have to be in."""

    def execute(self, sql: str, params: Sequence[Value] = ()) -> list[Row]:
        """Run one statement and return its rows, none for a statement that yields none.

        Raises DuplicateKey, ConstraintRefused, DatabaseUnavailable.
        """

    def execute_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run one statement once for each row of parameters. Raises as ``execute``."""

    def copy_in(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        """Add many rows the quickest way the database has; triggers and constraints hold. Raises as ``execute``.

        Table and columns are names of the caller's own code, never input.
        """

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing for what this thread executes inside; raises NestedTransaction when one is open."""

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is inside ``transaction()``."""

    def close(self) -> None:
        """Close every connection; the object is of no use afterwards."""
