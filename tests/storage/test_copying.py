"""Adding many rows at once, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.postgres import new_database

from kofu.storage import Database, DuplicateKey
from kofu.storage.postgresql import PostgresqlDatabase
from kofu.storage.sqlite import SqliteDatabase


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with one small table."""
    sqlite = request.param == "sqlite"
    made: Database = SqliteDatabase(tmp_path / "c.sqlite") if sqlite else PostgresqlDatabase(new_database())
    made.execute("CREATE TABLE thing (number BIGINT PRIMARY KEY, name TEXT)")
    yield made
    made.close()


def test_rows_arrive_as_they_are(database: Database) -> None:
    rows = [(1, "葛\U000e0101飾"), (2, None), (3, 'tab\t, backslash \\N, quote "')]
    with database.transaction():
        database.copy_in("thing", ["number", "name"], iter(rows))
    assert database.execute("SELECT number, name FROM thing ORDER BY number") == rows


def test_a_row_that_is_refused_takes_all_others_with_it(database: Database) -> None:
    with pytest.raises(DuplicateKey), database.transaction():
        database.copy_in("thing", ["number", "name"], [(1, "a"), (2, "b"), (1, "c")])
    assert database.execute("SELECT number FROM thing") == []
