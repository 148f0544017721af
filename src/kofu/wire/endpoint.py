"""One request, from bytes to bytes: who asks, how much, is it well-formed, what does the role say.

Nothing a peer can send leads past these checks; everything refused has a failure code and changes nothing.
"""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse

from kofu.errors import KofuError
from kofu.issuance.messages import Failed, MalformedMessage, Message, Request
from kofu.issuance.servers import failed
from kofu.wire.deployment import Deployment
from kofu.wire.errors import BodyCutShort, LengthMissing, MessageTooLarge, NotJson, RequestRefused, ServerFault
from kofu.wire.events import Event, log_fault
from kofu.wire.peers import FindPeer, channel_of_request
from kofu.wire.table import JSON, REFUSED_STATUS, Route

_LENGTH = re.compile(r"[0-9]{1,12}")
_JSON_TYPE = re.compile(r"application/json(; *charset=utf-8)?", re.IGNORECASE)
NOBODY = "-"


class Told(HttpResponse):
    """A message as a response, with what the log needs to know of it."""

    def __init__(self, message: Message, status: int, event: Event, peer: str = NOBODY) -> None:
        super().__init__(message.model_dump_json().encode(), content_type=JSON, status=status)
        self.event = event
        self.peer = peer
        self.code = message.code if isinstance(message, Failed) else NOBODY


def identify(deployment: Deployment, find_peer: FindPeer, request: HttpRequest) -> str:
    """The party asking. Raises NoClientCertificate, TrustError."""
    return find_peer(deployment.trust, channel_of_request(request), deployment.clock.now())


def refuse_peer(error: KofuError) -> Told:
    """The answer to somebody who may not ask at all."""
    return Told(failed(error), 403, Event.PEER_REFUSED)


def respond(deployment: Deployment, route: Route, request: HttpRequest, peer: str) -> Told:
    """Read the request, let the role answer, and write the answer down as JSON."""
    try:
        message = read_request(route, request)
    except RequestRefused as error:
        return Told(failed(error), error.status, Event.MALFORMED, peer)
    except MalformedMessage as error:
        return Told(failed(error), 400, Event.MALFORMED, peer)
    try:
        answer = deployment.server.answer(message, peer)
    except Exception as error:  # noqa: BLE001  # the last line of defence: no trace or text of it may leave
        log_fault(error)
        return Told(failed(ServerFault()), ServerFault.status, Event.FAULT, peer)
    if isinstance(answer, Failed):
        return Told(answer, REFUSED_STATUS, Event.REFUSED, peer)
    return Told(answer, 200, Event.ANSWERED, peer)


def read_request(route: Route, request: HttpRequest) -> Request:
    """The message in a request's body, strictly. Raises RequestRefused, MalformedMessage."""
    length = str(request.META.get("CONTENT_LENGTH", ""))
    if not _LENGTH.fullmatch(length):
        raise LengthMissing
    if int(length) > route.most_request_bytes:
        raise MessageTooLarge(most_bytes=route.most_request_bytes)
    if not _JSON_TYPE.fullmatch(request.headers.get("Content-Type", "")) or "Content-Encoding" in request.headers:
        raise NotJson
    try:
        body = request.read(int(length))
    except OSError:
        raise BodyCutShort from None
    if len(body) != int(length):
        raise BodyCutShort
    return route.request.from_bytes(body)
