from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from tests.http import parties
from tests.http.conftest import CENTRE_PARTY, Running
from tests.http.resident import TERMINAL

from kofu.assembly.keys import CENTRE
from kofu.issuance.canonical import digest
from kofu.issuance.centre.records import SessionState, session_stream
from kofu.issuance.messages import (
    Apply,
    AskOffer,
    CloseSession,
    Failed,
    OpenSession,
    Order,
    Prove,
    Request,
    Reserve,
    SessionClosed,
    SessionOpened,
    SettleNumbers,
    Signed,
    TellReport,
)
from kofu.issuance.servers import PeerUnreachable
from kofu.pki.tls import Party, PartyKind, TlsAuthority, Validity
from kofu.pki.trust import Material
from kofu.wire.client import HttpPeer, open_client
from kofu.wire.table import CENTRE_ROUTES, MUNICIPALITY_ROUTES, SMALL_BYTES, Route
from kofu.wire.tls import TlsFiles, client_context

OTHER_TERMINAL = "lawson-0001"
SESSION, ISSUANCE = "5e" * 16, "15" * 16
SIGNED = Signed(payload=b"{}", signature=bytes(64))
TO_THE_CENTRE: dict[type[Request], tuple[Request, str]] = {
    Prove: (
        Prove(
            session=SESSION,
            municipality=parties.AKASHI,
            certificate=b"c",
            signature=b"s",
            signing_key=bytes(32),
            sealing_key=b"k",
        ),
        "SESSION_UNKNOWN",
    ),
    Apply: (Apply(session=SESSION, issuance=ISSUANCE, application=SIGNED, choices=b""), "SESSION_UNKNOWN"),
    Reserve: (Reserve(session=SESSION, issuance=ISSUANCE, reservation=SIGNED), "SESSION_UNKNOWN"),
    TellReport: (TellReport(issuance=ISSUANCE, report=SIGNED), "PROTOCOL_BAD_SIGNATURE"),
    CloseSession: (CloseSession(session=SESSION), "SESSION_UNKNOWN"),
    OpenSession: (OpenSession(terminal=OTHER_TERMINAL), "PROOF_OTHER_TERMINAL"),
}
TO_THE_MUNICIPALITY: dict[type[Request], tuple[Request, str]] = {
    AskOffer: (AskOffer(statement=b"{}", certificate=b"c", signature=b"s"), "PROTOCOL_MALFORMED_MESSAGE"),
    Order: (
        Order(session=SESSION, issuance=ISSUANCE, application=SIGNED, choices=b"", received_at=0),
        "SESSION_UNKNOWN",
    ),
    SettleNumbers: (SettleNumbers(issuance=ISSUANCE, valid=(), void=(), erase=False), "ISSUANCE_UNKNOWN"),
}


@pytest.mark.parametrize("route", CENTRE_ROUTES, ids=lambda route: route.request.__name__)
def test_every_message_of_a_terminal_reaches_the_centres_role(running: Running, route: Route) -> None:
    message, code = TO_THE_CENTRE[route.request]
    with running.to_centre() as client:
        answer = HttpPeer(client, parties.url(running.centre_port)).ask(message)
    assert isinstance(answer, Failed)
    assert answer.code == code


@pytest.mark.parametrize("route", MUNICIPALITY_ROUTES, ids=lambda route: route.request.__name__)
def test_every_message_of_the_centre_reaches_the_municipalitys_role(running: Running, route: Route) -> None:
    message, code = TO_THE_MUNICIPALITY[route.request]
    with running.to_municipality() as client:
        answer = HttpPeer(client, parties.url(running.municipality_port)).ask(message)
    assert isinstance(answer, Failed)
    assert answer.code == code


def test_a_session_opens_and_closes_on_one_connection(running: Running) -> None:
    with running.to_centre() as client:
        centre = HttpPeer(client, parties.url(running.centre_port))
        opened = centre.ask(OpenSession(terminal=TERMINAL))
        assert isinstance(opened, SessionOpened)
        assert opened.channel == running.state.keys.channel(TERMINAL)
        assert centre.ask(CloseSession(session=opened.session)) == SessionClosed(session=opened.session)


def test_a_session_belongs_to_the_terminal_that_opened_it(running: Running) -> None:
    with running.to_centre() as one, running.to_centre(OTHER_TERMINAL) as other:
        opened = HttpPeer(one, parties.url(running.centre_port)).ask(OpenSession(terminal=TERMINAL))
        assert isinstance(opened, SessionOpened)
        answer = HttpPeer(other, parties.url(running.centre_port)).ask(CloseSession(session=opened.session))
    assert isinstance(answer, Failed)
    assert answer.code == "SESSION_UNKNOWN"


def test_no_terminal_can_ask_a_municipality(running: Running) -> None:
    with running.to_municipality(TERMINAL) as client:
        answer = HttpPeer(client, parties.url(running.municipality_port)).ask(TO_THE_MUNICIPALITY[Order][0])
    assert isinstance(answer, Failed)
    assert answer.code == "TRUST_UNKNOWN_CENTRE"


def test_neither_centre_nor_municipality_is_a_terminal(running: Running) -> None:
    for name in (CENTRE, parties.AKASHI):
        with running.to_centre(name) as client:
            answer = HttpPeer(client, parties.url(running.centre_port)).ask(OpenSession(terminal=TERMINAL))
        assert isinstance(answer, Failed)
        assert answer.code == "TRUST_UNKNOWN_TERMINAL"


def test_a_client_without_a_certificate_gets_no_answer(running: Running) -> None:
    context = ssl.create_default_context(cafile=running.tls / "authority.crt")
    with open_client(context) as client, pytest.raises(PeerUnreachable):
        HttpPeer(client, parties.url(running.centre_port)).ask(OpenSession(terminal=TERMINAL))


def foreign(folder: Path) -> TlsAuthority:
    """An authority of the same name with other keys, and a terminal's certificate by it."""
    always = Validity(datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC))
    authority = TlsAuthority(lambda size: digest("foreign", bytes([size]))[:1] * size, always)
    made = authority.issue(Party(PartyKind.TERMINAL, TERMINAL), always)
    (folder / "foreign.crt").write_bytes(made.certificate_pem)
    (folder / "foreign.key").write_bytes(made.key_pem)
    return authority


def test_a_certificate_of_a_foreign_authority_gets_no_answer(running: Running, tmp_path: Path) -> None:
    foreign(tmp_path)
    files = TlsFiles(tmp_path / "foreign.crt", tmp_path / "foreign.key", running.tls / "authority.crt")
    with open_client(client_context(files, CENTRE_PARTY, Material.TEST)) as client, pytest.raises(PeerUnreachable):
        HttpPeer(client, parties.url(running.centre_port)).ask(OpenSession(terminal=TERMINAL))


def test_a_server_of_a_foreign_authority_is_not_asked(running: Running, tmp_path: Path) -> None:
    (tmp_path / "authority.crt").write_bytes(foreign(tmp_path).certificate_pem)
    own = parties.tls_files(running.tls, TERMINAL)
    files = TlsFiles(own.certificate, own.key, tmp_path / "authority.crt")
    with (
        open_client(client_context(files, CENTRE_PARTY, Material.TEST)) as client,
        pytest.raises(PeerUnreachable) as no,
    ):
        HttpPeer(client, parties.url(running.centre_port)).ask(OpenSession(terminal=TERMINAL))
    assert no.value.facts == {"cause": "no_connection"}


def test_a_municipality_is_not_taken_for_the_centre(running: Running) -> None:
    with running.to_centre() as client, pytest.raises(PeerUnreachable) as no:
        HttpPeer(client, parties.url(running.municipality_port)).ask(OpenSession(terminal=TERMINAL))
    assert no.value.facts == {"cause": "no_connection"}


def test_nobody_there_is_no_answer(running: Running) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with running.to_centre() as client, pytest.raises(PeerUnreachable):
            HttpPeer(client, parties.url(closed.getsockname()[1])).ask(OpenSession(terminal=TERMINAL))


def open_session(running: Running) -> None:
    assert post(running, OpenSession(terminal=TERMINAL).model_dump_json().encode()).status_code == 200


def sessions(running: Running) -> tuple[str, ...]:
    return running.state.centre_store().streams(session_stream(""), SessionState)


def post(running: Running, body: bytes, **headers: str) -> httpx2.Response:
    with running.to_centre() as client:
        url = parties.url(running.centre_port) + "/v1/open-session"
        return client.post(url, content=body, headers={"Content-Type": "application/json", **headers})


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "PROTOCOL_MALFORMED_MESSAGE"),
        (b'{"terminal":"%s","more":1}' % TERMINAL.encode(), 400, "PROTOCOL_MALFORMED_MESSAGE"),
        (b'{"terminal":null}', 400, "PROTOCOL_MALFORMED_MESSAGE"),
        (b" " * (SMALL_BYTES + 1), 413, "PROTOCOL_MESSAGE_TOO_LARGE"),
        (b" " * 5_000_000, 413, "PROTOCOL_MESSAGE_TOO_LARGE"),
    ],
    ids=["not json", "unknown field", "wrong type", "too large", "far too large"],
)
def test_bad_bodies_are_refused_and_change_nothing(running: Running, body: bytes, status: int, code: str) -> None:
    open_session(running)
    before = sessions(running)
    response = post(running, body)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert sessions(running) == before
    open_session(running)
    assert len(sessions(running)) == len(before) + 1


def test_a_body_without_stated_length_is_refused(running: Running) -> None:
    with running.to_centre() as client:
        url = parties.url(running.centre_port) + "/v1/open-session"
        response = client.post(url, content=iter([b"{}"]), headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["code"]) == (411, "PROTOCOL_LENGTH_MISSING")


def test_silent_connections_do_not_hold_the_server_up(running: Running) -> None:
    """More of them than the server has threads, each stopping in the middle of its handshake."""
    silent = [socket.create_connection(("127.0.0.1", running.centre_port)) for _ in range(6)]
    try:
        for connection in silent:
            connection.sendall(b"\x16")
        with running.to_centre() as client:
            answer = HttpPeer(client, parties.url(running.centre_port)).ask(CloseSession(session=SESSION))
        assert isinstance(answer, Failed)
    finally:
        for connection in silent:
            connection.close()


def test_a_request_that_never_ends_is_dropped(running: Running) -> None:
    own = parties.tls_files(running.tls, TERMINAL)
    context = client_context(own, CENTRE_PARTY, Material.TEST)
    with (
        socket.create_connection(("127.0.0.1", running.centre_port), timeout=20) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as connection,
    ):
        head = (
            "POST /v1/open-session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"
        )
        connection.sendall(head.encode() + b"{")
        reply = connection.recv(10_000)
    assert b" 400 " in reply.splitlines()[0]


def test_the_log_has_no_bodies_and_no_names(running: Running) -> None:
    with running.to_centre() as client:
        client.post(parties.url(running.centre_port) + "/hanako?name=hanako", content=b"hanako")
    told = running.log.read_text()
    assert "path=/v1/open-session" in told
    assert "hanako" not in told
    assert "gunicorn.socket" not in told
