"""The client against servers that misbehave: real sockets, each answering one connection with prepared bytes."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest

from kofu.issuance.messages import CloseSession, Failed, SessionClosed
from kofu.issuance.servers import PeerUnreachable
from kofu.wire.client import HttpPeer, Limits
from kofu.wire.table import SMALL_BYTES

ASK = CloseSession(session="5e" * 16)
CLOSED = SessionClosed(session="5e" * 16).model_dump_json().encode()
HASTY = Limits(connect_seconds=1, answer_seconds=0.3)


def response(body: bytes, status: str = "200 OK", *headers: bytes, length: int | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status}".encode(), b"Content-Type: application/json", *headers]
    lines.append(b"Content-Length: %d" % (len(body) if length is None else length))
    return b"\r\n".join([*lines, b"", body])


@contextmanager
def answering(*pieces: bytes, holds: bool = False) -> Iterator[tuple[str, list[bytes]]]:
    """A server that takes connections one after the other and answers each with the same pieces."""
    requests: list[bytes] = []
    done = threading.Event()

    def run(listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                requests.append(connection.recv(65_536))
                for piece in pieces:
                    connection.sendall(piece)
                if holds:
                    done.wait(10)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=run, args=(listener,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}", requests
        finally:
            done.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def ask(url: str, limits: Limits = Limits(answer_seconds=5)) -> object:  # noqa: B008  # frozen
    timeout = httpx2.Timeout(limits.answer_seconds, connect=limits.connect_seconds)
    with httpx2.Client(trust_env=False, timeout=timeout) as client:
        return HttpPeer(client, url, limits).ask(ASK)


def cause(url: str, limits: Limits = Limits(answer_seconds=5)) -> dict[str, object]:  # noqa: B008  # frozen
    with pytest.raises(PeerUnreachable) as unreachable:
        ask(url, limits)
    return dict(unreachable.value.facts)


def test_an_answer_is_the_message_that_belongs_to_the_request() -> None:
    with answering(response(CLOSED)) as (url, requests):
        assert ask(url) == SessionClosed(session="5e" * 16)
    assert requests[0].startswith(b"POST /v1/close-session HTTP/1.1\r\n")


def test_a_failure_is_an_answer_too() -> None:
    with answering(response(b'{"code":"SESSION_ENDED","facts":{}}', "422 Unprocessable Content")) as (url, _):
        assert ask(url) == Failed(code="SESSION_ENDED", facts={})


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"null", b"<html>", CLOSED[:-1], CLOSED[:-1] + b',"more":1}', b'{"session":"5E"}']
)
def test_an_answer_of_another_form_is_no_answer(body: bytes) -> None:
    with answering(response(body)) as (url, _):
        assert cause(url) == {"cause": "answer_malformed"}


@pytest.mark.parametrize("status", ["500 Server Error", "503 Unavailable", "302 Found", "204 No Content"])
def test_other_statuses_leave_unknown_what_was_done(status: str) -> None:
    headers = [b"Location: http://127.0.0.1:1/"] if status.startswith("3") else []
    with answering(response(b"", status, *headers)) as (url, requests):
        assert cause(url) == {"cause": "status", "status": int(status[:3])}
    assert len(requests) == 1


def test_an_answer_beyond_its_bound_is_not_read_on() -> None:
    with answering(response(b" " * (SMALL_BYTES + 1), length=1 << 40)) as (url, _):
        assert cause(url) == {"cause": "answer_too_large"}


def test_a_compressed_answer_is_not_unpacked() -> None:
    with answering(response(b"\x1f\x8b\x08\x00", "200 OK", b"Content-Encoding: gzip")) as (url, _):
        assert cause(url) == {"cause": "answer_malformed"}


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200", b"nonsense\r\n\r\n", response(CLOSED, length=1_000)])
def test_a_connection_that_breaks_is_asked_only_once(sent: bytes) -> None:
    with answering(sent) as (url, requests):
        assert cause(url) == {"cause": "connection_broken"}
    assert len(requests) == 1


def test_a_silent_server_is_given_up() -> None:
    with answering(holds=True) as (url, requests):
        assert cause(url, HASTY) == {"cause": "too_slow"}
    assert len(requests) == 1


def test_a_trickling_server_is_given_up_when_the_whole_takes_too_long() -> None:
    ticks = iter(range(1_000))
    with (
        answering(response(CLOSED)) as (url, _),
        httpx2.Client(trust_env=False) as client,
        pytest.raises(PeerUnreachable) as unreachable,
    ):
        HttpPeer(client, url, Limits(answer_seconds=0.5), ticks=lambda: float(next(ticks))).ask(ASK)
    assert unreachable.value.facts == {"cause": "too_slow"}
