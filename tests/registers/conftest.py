"""One register store of each implementation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.postgres import new_database

from kofu.registers.memory_store import MemoryRegisterStore
from kofu.registers.schema import install
from kofu.registers.sql_store import SqlRegisterStore
from kofu.registers.store import RegisterStore
from kofu.storage import Database
from kofu.storage.postgresql import PostgresqlDatabase
from kofu.storage.sqlite import SqliteDatabase

AKASHI = "282031"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with the registers' tables."""
    made: Database = (
        SqliteDatabase(tmp_path / "registers.sqlite")
        if request.param == "sqlite"
        else PostgresqlDatabase(new_database())
    )
    install(made)
    yield made
    made.close()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RegisterStore]:
    """An empty store of Akashi's registers."""
    if request.param == "memory":
        yield MemoryRegisterStore(AKASHI)
        return
    made: Database = (
        SqliteDatabase(tmp_path / "registers.sqlite")
        if request.param == "sqlite"
        else PostgresqlDatabase(new_database())
    )
    install(made)
    yield SqlRegisterStore(AKASHI, made)
    made.close()
