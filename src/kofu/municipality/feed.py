"""The feed over HTTP: where resident systems deliver batches and totals (docs/feed.md §6).

A WSGI application of its own, so that it may listen on another port, in another network, than the one the centre asks.
Mutual TLS says which machine delivers; the signature inside says whose facts they are. Both are needed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from kofu.clock import Clock
from kofu.errors import KofuError
from kofu.pki.tls import Party, channel_of
from kofu.registers.feed.batch import MOST_BYTES
from kofu.registers.feed.errors import FeedError, FeedPeerRefused
from kofu.registers.feed.intake import FeedIntake
from kofu.registers.feed.reconciliation import Reconciliation
from kofu.wire.errors import (
    BodyCutShort,
    LengthMissing,
    MessageTooLarge,
    NoClientCertificate,
    NotJson,
    RequestRefused,
    ServerFault,
    UnknownPath,
)
from kofu.wire.events import Entry, Event, log_fault, log_request

PREFIX = "/v1/feed/"
BATCHES, TOTALS = f"{PREFIX}batches", f"{PREFIX}totals"
LINES = "application/x-ndjson"
REFUSED_STATUS, UNAVAILABLE_STATUS = 422, 503
_LENGTH = re.compile(r"[0-9]{1,12}")
_PHRASES = {200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 411: "Length Required"}
_PHRASES |= {413: "Content Too Large", 415: "Unsupported Media Type", 422: "Unprocessable Content"}
_PHRASES |= {500: "Internal Server Error", 503: "Service Unavailable"}


class FeedEndpoint:
    """Answers a municipality's resident systems, known by the SHA-256 of their TLS certificates (``channels``)."""

    def __init__(self, party: Party, intake: FeedIntake, channels: Iterable[str], clock: Clock) -> None:
        self._party = party
        self._intake = intake
        self._channels = frozenset(channels)
        self._clock = clock
        self._paths: Mapping[str, Callable[[bytes, datetime], dict[str, Any]]] = {
            BATCHES: self._take_batch,
            TOTALS: self._take_totals,
        }

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """One delivery."""
        begun = self._clock.ticks()
        status, told = self._answer(environ)
        body = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
        start_response(
            f"{status} {_PHRASES[status]}",
            [("Content-Type", "application/json"), ("Content-Length", str(len(body)))],
        )
        self._log(environ, status, str(told.get("code", "-")), (self._clock.ticks() - begun) * 1000)
        return [body]

    def _answer(self, environ: WSGIEnvironment) -> tuple[int, dict[str, Any]]:
        try:
            self._check_peer(environ)
            take = self._paths.get(environ.get("PATH_INFO", ""))
            if take is None or environ.get("REQUEST_METHOD") != "POST":
                raise UnknownPath
            return 200, take(_body(environ), self._clock.now())
        except RequestRefused as error:
            return error.status, _failed(error)
        except FeedPeerRefused as error:
            return 403, _failed(error)
        except FeedError as error:
            return REFUSED_STATUS, _failed(error)
        except KofuError as error:
            return UNAVAILABLE_STATUS, _failed(error)
        except Exception as error:  # noqa: BLE001  # the last line of defence: no trace or text of it may leave
            log_fault(error)
            return 500, _failed(ServerFault())

    def _check_peer(self, environ: WSGIEnvironment) -> None:
        ask = getattr(environ.get("gunicorn.socket"), "getpeercert", None)
        certificate = ask(binary_form=True) if ask else None
        if not certificate:
            raise NoClientCertificate
        if channel_of(certificate) not in self._channels:
            raise FeedPeerRefused

    def _take_batch(self, data: bytes, at: datetime) -> dict[str, Any]:
        receipt = self._intake.receive(data, at)
        entry = receipt.entry
        return {"source": entry.source, "number": entry.number, "digest": entry.digest, "repeated": receipt.repeated}

    def _take_totals(self, data: bytes, at: datetime) -> dict[str, Any]:
        return shown(self._intake.compare(data, at))

    def _log(self, environ: WSGIEnvironment, status: int, code: str, milliseconds: float) -> None:
        path = environ.get("PATH_INFO", "")
        event = {200: Event.ANSWERED, 403: Event.PEER_REFUSED, 422: Event.REFUSED, 500: Event.FAULT}
        log_request(
            Entry(
                party=f"{self._party.kind.value}:{self._party.id}",
                event=event.get(status, Event.MALFORMED),
                path=path if path in self._paths else "?",
                status=status,
                milliseconds=milliseconds,
                peer="feed",
                code=code,
            )
        )


def with_feed(application: WSGIApplication, feed: WSGIApplication) -> WSGIApplication:
    """Both under one port: paths of the feed go to the feed, all others to the application."""

    def both(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        to_feed = str(environ.get("PATH_INFO", "")).startswith(PREFIX)
        return (feed if to_feed else application)(environ, start_response)

    return both


def shown(found: Reconciliation) -> dict[str, Any]:
    """A comparison as JSON; counts and digests say nothing of anybody."""
    return {
        "source": found.totals.source,
        "number": found.totals.number,
        "equal": [register.value for register in found.equal],
        "differing": [
            {
                "register": difference.register.value,
                "theirs": difference.theirs.facts,
                "ours": difference.ours.facts,
            }
            for difference in found.differing
        ],
        "released": list(found.released),
        "open_stops": list(found.kept),
    }


def _failed(error: KofuError) -> dict[str, Any]:
    return {"code": error.code, "facts": error.facts}


def _body(environ: WSGIEnvironment) -> bytes:
    length = str(environ.get("CONTENT_LENGTH", ""))
    if not _LENGTH.fullmatch(length):
        raise LengthMissing
    if int(length) > MOST_BYTES:
        raise MessageTooLarge(most_bytes=MOST_BYTES)
    if environ.get("CONTENT_TYPE", "").partition(";")[0].strip() != LINES or "HTTP_CONTENT_ENCODING" in environ:
        raise NotJson
    try:
        body: bytes = environ["wsgi.input"].read(int(length))
    except OSError:
        raise BodyCutShort from None
    if len(body) != int(length):
        raise BodyCutShort
    return body
