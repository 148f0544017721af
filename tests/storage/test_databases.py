"""What every database does for the stores above it, whichever it is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.postgres import new_database

from kofu.storage import ConstraintRefused, Database, DatabaseUnavailable, DuplicateKey, NestedTransaction
from kofu.storage.postgresql import PostgresqlDatabase
from kofu.storage.sqlite import SqliteDatabase

READ_LOCKED = {
    "sqlite": "SELECT word FROM number WHERE number = 0",
    "postgresql": "SELECT word FROM number WHERE number = 0 FOR UPDATE",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with one table of numbers."""
    made: Database = (
        SqliteDatabase(tmp_path / "numbers.sqlite") if request.param == "sqlite" else PostgresqlDatabase(new_database())
    )
    made.execute("CREATE TABLE number (number INTEGER PRIMARY KEY CHECK (number < 100), word TEXT)")
    yield made
    made.close()


def numbers(database: Database) -> list[object]:
    return [number for (number,) in database.execute("SELECT number FROM number ORDER BY number")]


def test_rows_come_back_as_they_were_written(database: Database) -> None:
    database.execute("INSERT INTO number VALUES (%s, %s)", [1, "葛\U000e0102 100%"])
    assert database.execute("SELECT * FROM number") == [(1, "葛\U000e0102 100%")]


def test_a_transaction_is_kept_whole(database: Database) -> None:
    states = [database.in_transaction]
    with database.transaction():
        states.append(database.in_transaction)
        database.execute_many("INSERT INTO number VALUES (%s, %s)", [(1, "a"), (2, None)])
    assert [*states, database.in_transaction] == [False, True, False]
    assert numbers(database) == [1, 2]


def test_a_transaction_with_an_error_leaves_nothing(database: Database) -> None:
    def write_and_fail() -> None:
        with database.transaction():
            database.execute("INSERT INTO number VALUES (1, 'a')")
            raise KeyError

    with pytest.raises(KeyError):
        write_and_fail()
    assert numbers(database) == []
    assert not database.in_transaction


def test_a_refused_row_undoes_its_transaction(database: Database) -> None:
    def write() -> None:
        with database.transaction():
            database.execute("INSERT INTO number VALUES (1, 'a')")
            database.execute("INSERT INTO number VALUES (100, 'too large')")

    with pytest.raises(ConstraintRefused):
        write()
    assert numbers(database) == []


def test_a_transaction_inside_another_is_an_error_and_the_outer_one_goes_on(database: Database) -> None:
    with database.transaction():
        with pytest.raises(NestedTransaction), database.transaction():
            pass
        database.execute("INSERT INTO number VALUES (1, 'a')")
    assert numbers(database) == [1]


def test_a_second_row_with_the_same_key_has_its_own_error(database: Database) -> None:
    database.execute("INSERT INTO number VALUES (1, 'first')")
    with pytest.raises(DuplicateKey) as refused:
        database.execute("INSERT INTO number VALUES (1, 'secret')")
    assert "secret" not in str(refused.value)


def test_writers_on_several_threads_take_turns(database: Database) -> None:
    database.execute("INSERT INTO number VALUES (0, '0')")

    def count() -> None:
        for _ in range(10):
            with database.transaction():
                [(word,)] = database.execute(READ_LOCKED[database.vendor])
                database.execute("UPDATE number SET word = %s WHERE number = 0", [str(int(str(word)) + 1)])

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert database.execute("SELECT word FROM number") == [("40",)]


def test_what_is_not_committed_is_not_seen_by_others(database: Database) -> None:
    seen: list[list[object]] = []
    with database.transaction():
        database.execute("INSERT INTO number VALUES (1, 'a')")
        other = threading.Thread(target=lambda: seen.append(numbers(database)))
        other.start()
        other.join(30)
    assert seen == [[]]


def test_a_database_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable):
        SqliteDatabase(tmp_path / "missing" / "file.sqlite").execute("SELECT 1")
    with pytest.raises(DatabaseUnavailable):
        PostgresqlDatabase(f"host={tmp_path} dbname=none").execute("SELECT 1")
