from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from tests.http import parties
from tests.http.resident import TERMINAL

from kofu.assembly.keys import CENTRE
from kofu.assembly.state import DEMO_START, State, open_state
from kofu.paper.characters import find_font
from kofu.paper.errors import FontUnusable
from kofu.pki.tls import Party, PartyKind

READY_SECONDS = 60
CENTRE_PARTY = Party(PartyKind.CENTRE, CENTRE)
AKASHI_PARTY = Party(PartyKind.MUNICIPALITY, parties.AKASHI)


@dataclass(frozen=True)
class Running:
    """A centre and a municipality in processes of their own."""

    state: State
    centre_port: int
    municipality_port: int
    log: Path

    @property
    def tls(self) -> Path:
        return self.state.folder / "tls"

    def to_centre(self, own: str = TERMINAL) -> httpx2.Client:
        """A client of the centre with the certificate of ``own``."""
        return parties.client(self.tls, own, CENTRE_PARTY)

    def to_municipality(self, own: str = CENTRE) -> httpx2.Client:
        """A client of the municipality with the certificate of ``own``."""
        return parties.client(self.tls, own, AKASHI_PARTY)


@contextmanager
def party(folder: Path, log: Path, name: str) -> Iterator[subprocess.Popen[str]]:
    """A server process; ended with SIGTERM, which it must obey."""
    command = [sys.executable, "-m", "tests.http.serve", str(folder), DEMO_START.isoformat(), name]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])}
    with log.open("a") as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        finally:
            process.kill()
            process.communicate()
    assert process.returncode == 0, log.read_text()


def port_of(process: subprocess.Popen[str], log: Path) -> int:
    """What the process prints when it is ready."""
    assert process.stdout is not None
    readable, _, _ = select.select([process.stdout], [], [], READY_SECONDS)
    line = process.stdout.readline() if readable else ""
    if not line:
        raise RuntimeError(f"the server did not start: {log.read_text()}")
    return int(line)


def tell(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    try:
        find_font(parties.FONTS)
    except FontUnusable:
        pytest.skip("IPAmj Mincho is not installed, so that a municipality cannot draw")
    folder = tmp_path_factory.mktemp("http")
    log = folder / "log"
    with (
        party(folder / "state", log, "municipality") as municipality,
        party(folder / "state", log, "centre") as centre,
    ):
        state = open_state(folder / "state", parties.book(), os.urandom)
        tell(municipality, "made")
        tell(centre, "made")
        municipality_port = port_of(municipality, log)
        tell(centre, str(municipality_port))
        yield Running(state, port_of(centre, log), municipality_port, log)
