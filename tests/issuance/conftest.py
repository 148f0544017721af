"""Stores of every kind, and a town, for the tests that need them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import postgres
from tests.issuance.people import Town, town

from kofu.issuance.memory_store import MemoryStore
from kofu.issuance.sql_store import SqlStore, create_schema
from kofu.issuance.store import Store
from kofu.storage import Database
from kofu.storage.postgresql import PostgresqlDatabase
from kofu.storage.sqlite import SqliteDatabase


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    if request.param == "memory":
        yield MemoryStore()
        return
    database: Database
    if request.param == "sqlite":
        database = SqliteDatabase(tmp_path / "store.sqlite3")
    else:
        database = PostgresqlDatabase(postgres.new_database())
    create_schema(database)
    yield SqlStore(database)
    database.close()


@pytest.fixture
def here() -> Town:
    return town()
