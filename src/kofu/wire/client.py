"""A peer at the other end of an HTTP connection (platform.md §3: HTTP/1.1, one long-lived client per peer)."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass

import httpx2

from kofu.clock import SystemClock
from kofu.issuance.messages import Answer, MalformedMessage, Request
from kofu.issuance.servers import PeerUnreachable
from kofu.wire.table import FAILED_BYTES, JSON, ROUTES, Route, read_answer

KEEP_SECONDS = 20.0
"""How long an idle connection is kept: less than servers do (``runner.KEEP_SECONDS``), so that none closes under us."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a client waits, and how many connections it holds. A kiosk waits longer than its centre does."""

    connect_seconds: float = 3.0
    answer_seconds: float = 20.0
    """For the whole answer, from the request on"""
    connections: int = 16


_TICKS = SystemClock().ticks
TO_MUNICIPALITY = Limits(answer_seconds=20.0)
TO_CENTRE = Limits(answer_seconds=30.0, connections=4)


def open_client(context: ssl.SSLContext, limits: Limits = TO_CENTRE) -> httpx2.Client:
    """A client for one peer, to be kept and closed by its owner; safe to use from several threads.

    It follows no redirection, reads no proxy from the environment and repeats nothing by itself.
    """
    return httpx2.Client(
        verify=context,
        http1=True,
        http2=False,
        trust_env=False,
        follow_redirects=False,
        timeout=httpx2.Timeout(limits.answer_seconds, connect=limits.connect_seconds),
        limits=httpx2.Limits(
            max_connections=limits.connections,
            max_keepalive_connections=limits.connections,
            keepalive_expiry=KEEP_SECONDS,
        ),
        headers={"Accept": JSON, "Accept-Encoding": "identity", "User-Agent": "kofu"},
    )


class HttpPeer:
    """Whoever answers at ``base_url``, like ``https://centre.invalid:8443``. Nothing is asked twice."""

    def __init__(
        self,
        client: httpx2.Client,
        base_url: str,
        limits: Limits = TO_CENTRE,
        ticks: Callable[[], float] = _TICKS,
    ) -> None:
        self._client = client
        self._base_url = base_url.rstrip("/")
        self._limits = limits
        self._ticks = ticks

    def ask(self, message: Request) -> Answer:
        """The answer, ``Failed`` included. Raises PeerUnreachable for anything that is not certainly an answer."""
        route = ROUTES[type(message)]
        try:
            status, body = self._post(route, message.model_dump_json().encode())
            answer = read_answer(route, status, body)
        except httpx2.TimeoutException:
            raise PeerUnreachable(cause="too_slow") from None
        except httpx2.ConnectError:
            raise PeerUnreachable(cause="no_connection") from None
        except httpx2.HTTPError:
            raise PeerUnreachable(cause="connection_broken") from None
        except MalformedMessage:
            raise PeerUnreachable(cause="answer_malformed") from None
        if answer is None:
            raise PeerUnreachable(cause="status", status=status)
        return answer

    def _post(self, route: Route, body: bytes) -> tuple[int, bytes]:
        until = self._ticks() + self._limits.answer_seconds
        headers = {"Content-Type": JSON}
        with self._client.stream("POST", self._base_url + route.path, content=body, headers=headers) as response:
            most = route.most_answer_bytes if response.status_code == 200 else FAILED_BYTES
            return response.status_code, self._read(response, most, until)

    def _read(self, response: httpx2.Response, most_bytes: int, until: float) -> bytes:
        """The body as sent, within its bound and its time."""
        pieces: list[bytes] = []
        size = 0
        for piece in response.iter_raw():
            size += len(piece)
            if size > most_bytes:
                raise PeerUnreachable(cause="answer_too_large")
            if self._ticks() > until:
                raise PeerUnreachable(cause="too_slow")
            pieces.append(piece)
        return b"".join(pieces)
