from __future__ import annotations

import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.parties import (
    AKASHI,
    CENTRE,
    CERTIFICATES,
    KNOWN,
    LATER,
    OPEN,
    REVOKED,
    STRANGE,
    Recorder,
    call,
    centre,
    municipality,
)

from kofu.issuance.messages import AskOffer, CloseSession, OpenSession, SettleNumbers
from kofu.pki.tls import Party
from kofu.wire.application import PartyApplication
from kofu.wire.headers import HEADERS
from kofu.wire.table import CENTRE_ROUTES, MUNICIPALITY_ROUTES, SMALL_BYTES, Route

SETTLE = SettleNumbers(issuance="a" * 32, valid=(), void=(), erase=True).model_dump_json().encode()


def test_a_listed_terminal_is_answered_under_its_own_name() -> None:
    application, server = centre()
    response = call(application, "/v1/open-session", OPEN)
    assert (response.status, response.json["session"]) == (200, "5e" * 16)
    assert server.seen == [(OpenSession(terminal=KNOWN.id), KNOWN.id)]


def test_a_refusal_of_the_role_is_422_with_its_code() -> None:
    application, _ = centre()
    close = CloseSession(session="5e" * 16).model_dump_json().encode()
    response = call(application, "/v1/close-session", close)
    assert (response.status, response.json) == (422, {"code": "SESSION_UNKNOWN", "facts": {}})


def test_the_centre_of_the_trust_list_is_answered_by_a_municipality() -> None:
    application, server = municipality()
    assert call(application, "/v1/settle-numbers", SETTLE, CENTRE).status == 422
    assert [peer for _, peer in server.seen] == [CENTRE.id]


@pytest.mark.parametrize(
    ("peer", "code"),
    [
        (None, "PROTOCOL_NO_CLIENT_CERTIFICATE"),
        (STRANGE, "TRUST_UNKNOWN_TERMINAL"),
        (REVOKED, "TRUST_KEY_REVOKED"),
        (LATER, "TRUST_KEY_NOT_IN_FORCE"),
        (CENTRE, "TRUST_UNKNOWN_TERMINAL"),
        (AKASHI, "TRUST_UNKNOWN_TERMINAL"),
    ],
)
def test_nobody_else_reaches_the_centre(peer: Party | None, code: str) -> None:
    application, server = centre()
    response = call(application, "/v1/open-session", OPEN, peer)
    assert (response.status, response.json["code"], server.seen) == (403, code, [])


@pytest.mark.parametrize("peer", [KNOWN, STRANGE, AKASHI])
def test_nobody_but_the_centre_reaches_a_municipality(peer: Party) -> None:
    application, server = municipality()
    response = call(application, "/v1/settle-numbers", SETTLE, peer)
    assert (response.status, response.json["code"], server.seen) == (403, "TRUST_UNKNOWN_CENTRE", [])


def test_a_header_that_names_a_certificate_is_not_believed() -> None:
    application, server = centre()
    claim: dict[str, Any] = {
        "HTTP_X_CLIENT_CERT": CERTIFICATES[KNOWN].certificate_pem.decode(),
        "HTTP_X_CLIENT_VERIFY": "SUCCESS",
    }
    assert call(application, "/v1/open-session", OPEN, None, **claim).status == 403
    assert server.seen == []


@pytest.mark.parametrize(
    ("body", "changes", "status", "code"),
    [
        (b"", {}, 400, "PROTOCOL_MALFORMED_MESSAGE"),
        (b"[]", {}, 400, "PROTOCOL_MALFORMED_MESSAGE"),
        (b"{", {}, 400, "PROTOCOL_MALFORMED_MESSAGE"),
        (b'{"terminal":"\xff"}', {}, 400, "PROTOCOL_MALFORMED_MESSAGE"),
        (b'{"terminal":7}', {}, 400, "PROTOCOL_MALFORMED_MESSAGE"),
        (b'{"terminal":"000001","more":1}', {}, 400, "PROTOCOL_MALFORMED_MESSAGE"),
        (b'{"terminal":"' + b"1" * 65 + b'"}', {}, 400, "PROTOCOL_MALFORMED_MESSAGE"),
        (b"[" * 4000, {}, 400, "PROTOCOL_MALFORMED_MESSAGE"),
        (b" " * SMALL_BYTES + OPEN, {}, 413, "PROTOCOL_MESSAGE_TOO_LARGE"),
        (OPEN, {"CONTENT_LENGTH": None}, 411, "PROTOCOL_LENGTH_MISSING"),
        (OPEN, {"CONTENT_LENGTH": "-1"}, 411, "PROTOCOL_LENGTH_MISSING"),
        (OPEN, {"CONTENT_LENGTH": "9" * 30}, 411, "PROTOCOL_LENGTH_MISSING"),
        (OPEN, {"CONTENT_LENGTH": str(len(OPEN) + 1)}, 400, "PROTOCOL_BODY_CUT_SHORT"),
        (OPEN, {"CONTENT_TYPE": "text/plain"}, 415, "PROTOCOL_NOT_JSON"),
        (OPEN, {"CONTENT_TYPE": None}, 415, "PROTOCOL_NOT_JSON"),
        (OPEN, {"HTTP_CONTENT_ENCODING": "gzip"}, 415, "PROTOCOL_NOT_JSON"),
    ],
)
def test_what_is_not_the_message_never_reaches_the_role(
    body: bytes, changes: dict[str, Any], status: int, code: str
) -> None:
    application, server = centre()
    response = call(application, "/v1/open-session", body, **changes)
    assert (response.status, response.json["code"], server.seen) == (status, code, [])


Made = tuple[PartyApplication, Recorder]


@pytest.fixture(scope="module")
def both() -> tuple[Made, Made]:
    return centre(), municipality()


@given(st.sampled_from(CENTRE_ROUTES + MUNICIPALITY_ROUTES), st.binary(max_size=300))
def test_no_bytes_at_all_make_a_server_fail(both: tuple[Made, Made], route: Route, body: bytes) -> None:
    is_centres = route in CENTRE_ROUTES
    application, server = both[0] if is_centres else both[1]
    response = call(application, route.path, body, KNOWN if is_centres else CENTRE)
    assert (response.status, response.json["code"]) == (400, "PROTOCOL_MALFORMED_MESSAGE")
    assert server.seen == []


def test_a_malformed_message_is_not_repeated_in_the_answer() -> None:
    application, _ = municipality()
    body = AskOffer(statement=b"x", certificate=b"y", signature=b"z").model_dump_json().encode()
    response = call(application, "/v1/ask-offer", body.replace(b'"statement"', b'"HANAKO"'), CENTRE)
    assert response.status == 400
    assert b"HANAKO" not in response.body


@pytest.mark.parametrize("path", ["/", "/v1/order", "/v1/open-session/", "/v2/open-session", "/docs", "/%00"])
def test_other_paths_are_unknown(path: str) -> None:
    application, server = centre()
    response = call(application, path, OPEN)
    assert (response.status, response.json["code"], server.seen) == (404, "PROTOCOL_UNKNOWN_PATH", [])


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "HEAD", "PROPFIND"])
def test_messages_are_posted_and_nothing_else(method: str) -> None:
    application, server = centre()
    response = call(application, "/v1/open-session", OPEN, REQUEST_METHOD=method)
    assert (response.status, response.headers["Allow"], server.seen) == (405, "POST", [])


def test_health_says_nothing_and_asks_for_nobody() -> None:
    application, server = centre()
    response = call(application, "/health", peer=None, REQUEST_METHOD="GET")
    assert (response.status, response.body, server.seen) == (204, b"", [])


@pytest.mark.parametrize("path", ["/v1/open-session", "/nowhere", "/health", "/openapi.json"])
def test_nothing_is_stored_or_framed_on_the_way(path: str) -> None:
    application, _ = centre()
    response = call(application, path, OPEN)
    assert HEADERS.items() <= response.headers.items()
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_an_unforeseen_error_gives_no_word_away(caplog: pytest.LogCaptureFixture) -> None:
    application, server = centre()
    server.breaks = ValueError("明石花子")
    with caplog.at_level(logging.INFO, "kofu.http"):
        response = call(application, "/v1/open-session", OPEN)
    assert (response.status, response.json["code"]) == (500, "PROTOCOL_SERVER_FAULT")
    assert "花子" not in caplog.text + response.body.decode()
    assert "type=ValueError" in caplog.text


def test_the_log_names_event_path_status_and_peer(caplog: pytest.LogCaptureFixture) -> None:
    application, _ = centre()
    with caplog.at_level(logging.INFO, "kofu.http"):
        call(application, "/v1/open-session", OPEN)
        call(application, "/v1/open-session", OPEN, STRANGE)
        call(application, "/hanako", b"hanako")
    assert [record.getMessage() for record in caplog.records if record.name == "kofu.http"] == [
        f"party=centre:kofu-test event={event} path={path} status={status} duration_ms=0.0 peer={peer} code={code}"
        for event, path, status, peer, code in [
            ("request_answered", "/v1/open-session", 200, "000001", "-"),
            ("peer_refused", "/v1/open-session", 403, "-", "TRUST_UNKNOWN_TERMINAL"),
            ("request_malformed", "?", 404, "-", "PROTOCOL_UNKNOWN_PATH"),
        ]
    ]
