"""The feed over HTTP: in this process as WSGI, and once through gunicorn with mutual TLS."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from tests.registers.feeding import residents, sources
from tests.registers.people import CARD, NOW, family, measure
from tests.wire.parties import AKASHI, CENTRE, CERTIFICATES

from kofu.assembly.state import State
from kofu.cli.feed import open_feed
from kofu.clock import ManualClock
from kofu.municipality.feed import BATCHES, LINES, TOTALS, FeedEndpoint, with_feed
from kofu.pki.trust import Material
from kofu.registers.feed.batch import MOST_BYTES
from kofu.registers.feed.intake import FeedIntake
from kofu.registers.feed.memory_store import MemoryFeedStore
from kofu.registers.memory_store import MemoryRegisterStore
from kofu.towns.resident_system import ResidentSystem
from kofu.wire.tls import TlsFiles, client_context


class Peer:
    """A connection as gunicorn hands it over."""

    def __init__(self, der: bytes | None) -> None:
        self._der = der

    def getpeercert(self, binary_form: bool) -> bytes | None:
        return self._der


@pytest.fixture
def store() -> MemoryRegisterStore:
    return MemoryRegisterStore("282031")


@pytest.fixture
def endpoint(store: MemoryRegisterStore) -> FeedEndpoint:
    intake = FeedIntake(sources(), MemoryFeedStore(store))
    return FeedEndpoint(AKASHI, intake, [CERTIFICATES[AKASHI].channel], ManualClock(NOW))


def post(endpoint: Any, path: str, body: bytes, **changes: Any) -> tuple[str, dict[str, Any]]:
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": LINES,
        "wsgi.input": io.BytesIO(body),
        "gunicorn.socket": Peer(CERTIFICATES[AKASHI].der),
    } | changes
    statuses: list[str] = []
    pieces = endpoint(environ, lambda status, _headers: statuses.append(status))
    return statuses[0], json.loads(b"".join(pieces))


def test_a_batch_is_acknowledged_with_its_digest(endpoint: FeedEndpoint, store: MemoryRegisterStore) -> None:
    system = residents()
    status, told = post(endpoint, BATCHES, system.batch(family()))
    digest = system.entries[0].digest
    assert (status, told) == ("200 OK", {"source": "residents", "number": 1, "digest": digest, "repeated": False})
    assert store.snapshot(CARD, NOW).household
    assert post(endpoint, BATCHES, system.batches[0])[1]["repeated"]


def test_a_refused_batch_is_told_by_its_code(endpoint: FeedEndpoint) -> None:
    system = residents()
    system.batch()
    status, told = post(endpoint, BATCHES, system.batch(family()))
    assert (status, told["code"], told["facts"]["expected"]) == ("422 Unprocessable Content", "FEED_GAP", 1)


def test_totals_are_compared_and_nothing_is_released(endpoint: FeedEndpoint) -> None:
    system = residents()
    post(endpoint, BATCHES, system.batch(family()))
    assert post(endpoint, TOTALS, system.totals())[1]["differing"] == []
    lost = [measure(family()[0].subject)]  # type: ignore[arg-type]  # a person's id
    status, told = post(endpoint, TOTALS, system.totals(others=lost))
    assert (status, told["differing"]) == ("200 OK", [{"register": "restrictions", "theirs": 1, "ours": 0}])
    assert told["open_stops"] == [1]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"gunicorn.socket": None}, 403, "PROTOCOL_NO_CLIENT_CERTIFICATE"),
        ({"gunicorn.socket": Peer(CERTIFICATES[CENTRE].der)}, 403, "FEED_PEER_REFUSED"),
        ({"PATH_INFO": "/v1/feed/other"}, 404, "PROTOCOL_UNKNOWN_PATH"),
        ({"REQUEST_METHOD": "GET"}, 404, "PROTOCOL_UNKNOWN_PATH"),
        ({"CONTENT_LENGTH": ""}, 411, "PROTOCOL_LENGTH_MISSING"),
        ({"CONTENT_LENGTH": str(MOST_BYTES + 1)}, 413, "PROTOCOL_MESSAGE_TOO_LARGE"),
        ({"CONTENT_LENGTH": "999999"}, 400, "PROTOCOL_BODY_CUT_SHORT"),
        ({"CONTENT_TYPE": "application/json"}, 415, "PROTOCOL_NOT_JSON"),
        ({"HTTP_CONTENT_ENCODING": "gzip"}, 415, "PROTOCOL_NOT_JSON"),
    ],
)
def test_what_is_no_delivery_is_refused_before_it_is_read(
    endpoint: FeedEndpoint, store: MemoryRegisterStore, changes: dict[str, Any], status: int, code: str
) -> None:
    answered, told = post(endpoint, BATCHES, residents().batch(family()), **changes)
    assert (int(answered[:3]), told["code"]) == (status, code)
    assert store.rows() == []


def test_a_fault_tells_nothing_of_itself(endpoint: FeedEndpoint) -> None:
    status, told = post(endpoint, BATCHES, b"x", **{"wsgi.input": None})
    assert (status[:3], told) == ("500", {"code": "PROTOCOL_SERVER_FAULT", "facts": {}})


def test_feed_and_municipality_can_share_a_port(endpoint: FeedEndpoint) -> None:
    def other(environ: Any, start_response: Any) -> list[bytes]:
        start_response("204 No Content", [])
        return [b"{}"]

    both = with_feed(other, endpoint)
    assert post(both, "/v1/ask-offer", b"")[0] == "204 No Content"
    assert post(both, BATCHES, residents().batch())[0] == "200 OK"


@pytest.fixture
def served(state: State) -> Iterator[tuple[str, ssl.SSLContext]]:
    """``kofu feed serve`` in a process of its own: its address, and a resident system's side of TLS."""
    command = [sys.executable, "-m", "kofu.cli.main", "feed", "serve", "akashi", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": "src"}
    process = subprocess.Popen(
        [sys.executable, "-c", "from kofu.cli.main import main; main()", *command[3:], "--state", str(state.folder)],
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stderr is not None
    try:
        found = next(filter(None, (re.search(r"https://[0-9.:]+", line) for line in process.stderr)))
        tls = state.folder / "tls"
        files = TlsFiles(tls / "282031.crt", tls / "282031.key", tls / "authority.crt")
        yield found.group(), client_context(files, AKASHI, Material.TEST)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
    assert process.returncode == 0


def test_a_resident_system_delivers_over_mutual_tls(state: State, served: tuple[str, ssl.SSLContext]) -> None:
    address, context = served
    feed = open_feed(state, "akashi")
    file = feed.system_file("residents")
    facts = [fact for fact in family() if fact.kind.register.value in ("residents", "cards")]
    system, data = ResidentSystem.load(file).tell(facts, NOW)
    with httpx2.Client(verify=context, trust_env=False) as client:
        answer = client.post(address + BATCHES, content=data, headers={"Content-Type": LINES})
        assert (answer.status_code, answer.json()["number"]) == (200, 1)
        totals = client.post(address + TOTALS, content=system.count(NOW), headers={"Content-Type": LINES})
        assert (totals.status_code, totals.json()["differing"]) == (200, [])
    assert feed.registers.snapshot(CARD, NOW).household
