"""A short-lived PostgreSQL for tests: one server a run, a fresh database a test.

Only the server gives up root, not the tests. Where PostgreSQL's programs are missing, tests skip and say so.
"""

from __future__ import annotations

import atexit
import functools
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import psycopg
import pytest

_NAMES = itertools.count(1)
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "32MB",
}


def programs() -> Path | None:
    """The newest folder with PostgreSQL's server programs, which Debian does not put on PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def _as_nobody(folder: Path) -> dict[str, Any]:
    """How to start a program without root, which the server refuses to run as."""
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _wait(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    for _ in range(1500):
        if server.poll() is not None:
            raise RuntimeError(log.read_text())
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"no answer from PostgreSQL: {log.read_text()}")


def _stop(server: subprocess.Popen[bytes], folder: Path) -> None:
    server.send_signal(signal.SIGINT)
    server.wait(30)
    shutil.rmtree(folder, ignore_errors=True)


@functools.cache
def _server() -> str | None:
    """Start the run's one server; its connection string without a database, or None without programs."""
    binaries = programs()
    if binaries is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    identity = _as_nobody(folder)
    log = folder / "log"

    def run(command: Sequence[str | Path], output: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, **identity)

    with log.open("wb") as output:
        initdb: list[str | Path] = [
            *(binaries / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust"),
            *("-E", "UTF8", "--no-locale", "-N"),
        ]
        if run(initdb, output).wait() != 0:
            raise RuntimeError(log.read_text())
        options = [word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}")]
        server = run([binaries / "postgres", "-D", folder / "data", "-k", folder, *options], output)
    atexit.register(_stop, server, folder)
    address = f"host={folder} user=postgres"
    _wait(server, f"{address} dbname=postgres", log)
    return address


def new_database() -> str:
    """Make an empty database and return its connection string; skips the test without PostgreSQL."""
    address = _server()
    if address is None:
        pytest.skip("PostgreSQL's server programs (initdb, postgres) are not installed")
    name = f"kofu_{next(_NAMES)}"
    with psycopg.connect(f"{address} dbname=postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{address} dbname={name}"


@pytest.fixture
def postgresql() -> str:
    """The connection string of an empty database."""
    return new_database()
