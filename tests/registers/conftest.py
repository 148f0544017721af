"""One register store of each implementation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from tests.postgres import new_database

from kofu.assembly.state import FORMAT, State
from kofu.pki.tls import Party, PartyKind, TlsAuthority, Validity
from kofu.registers.memory_store import MemoryRegisterStore
from kofu.registers.schema import install
from kofu.registers.sql_store import SqlRegisterStore
from kofu.registers.store import RegisterStore
from kofu.storage import Database
from kofu.storage.postgresql import PostgresqlDatabase
from kofu.storage.sqlite import SqliteDatabase

AKASHI = "282031"
AKASHI_PARTY = Party(PartyKind.MUNICIPALITY, AKASHI)
ALWAYS = Validity(datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC))


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


@pytest.fixture
def state(tmp_path: Path) -> State:
    """As much of a demonstration as the feed of one municipality needs."""
    folder = tmp_path / "state"
    folder.mkdir()
    (folder / "state.json").write_text(json.dumps({"format": FORMAT}))
    made = State(folder)
    install(made.municipality("282031")[1].database)
    authority = TlsAuthority(Random(5).randbytes, ALWAYS)
    identity = authority.issue(AKASHI_PARTY, ALWAYS, ["127.0.0.1"])
    tls = folder / "tls"
    tls.mkdir()
    (tls / "authority.crt").write_bytes(authority.certificate_pem)
    (tls / "282031.crt").write_bytes(identity.certificate_pem)
    (tls / "282031.key").write_bytes(identity.key_pem)
    (tls / "282031.key").chmod(0o600)
    return made
