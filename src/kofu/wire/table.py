"""Which message goes where: one path, one kind of answer and two bounds for every request.

The bounds hold the largest message its fields allow, as JSON, with a little room; a test builds those messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kofu.issuance.messages import (
    Acknowledged,
    Answer,
    Apply,
    AskOffer,
    CloseSession,
    Failed,
    OpenSession,
    Order,
    OrderAnswer,
    Permission,
    Prove,
    Request,
    Reserve,
    SealedOffer,
    SessionClosed,
    SessionOpened,
    Settled,
    SettleNumbers,
    TellReport,
)

KIBIBYTE = 1024
SMALL_BYTES = 8 * KIBIBYTE
"""Identifiers, a nonce, a number of numbers"""
PROOF_BYTES = 48 * KIBIBYTE
"""Three small blobs of 8 KiB, in base64"""
SIGNED_BYTES = 360 * KIBIBYTE
"""One blob of 256 KiB, in base64"""
APPLICATION_BYTES = 720 * KIBIBYTE
"""Two of them"""
ENVELOPE_BYTES = 45 * KIBIBYTE * KIBIBYTE
"""Pages of 32 MiB and a manifest, in base64"""


@dataclass(frozen=True, slots=True)
class Route:
    """How one request travels, and what may answer it besides ``Failed``."""

    request: type[Request]
    path: str
    answer: type[Answer]
    most_request_bytes: int
    most_answer_bytes: int


CENTRE_ROUTES = (
    Route(OpenSession, "/v1/open-session", SessionOpened, SMALL_BYTES, SMALL_BYTES),
    Route(Prove, "/v1/prove", SealedOffer, PROOF_BYTES, SIGNED_BYTES),
    Route(Apply, "/v1/apply", OrderAnswer, APPLICATION_BYTES, ENVELOPE_BYTES),
    Route(Reserve, "/v1/reserve", Permission, SIGNED_BYTES, SMALL_BYTES),
    Route(TellReport, "/v1/tell-report", Acknowledged, SIGNED_BYTES, SMALL_BYTES),
    Route(CloseSession, "/v1/close-session", SessionClosed, SMALL_BYTES, SMALL_BYTES),
)
"""What terminals ask the centre."""

MUNICIPALITY_ROUTES = (
    Route(AskOffer, "/v1/ask-offer", SealedOffer, PROOF_BYTES, SIGNED_BYTES),
    Route(Order, "/v1/order", OrderAnswer, APPLICATION_BYTES, ENVELOPE_BYTES),
    Route(SettleNumbers, "/v1/settle-numbers", Settled, 2 * SMALL_BYTES, SMALL_BYTES),
)
"""What the centre asks a municipality."""

ROUTES: Mapping[type[Request], Route] = MappingProxyType(
    {route.request: route for route in CENTRE_ROUTES + MUNICIPALITY_ROUTES}
)

REFUSED_STATUS = 422
"""A well-formed request that a role refused: ``Failed``"""
FAILED_BYTES = 64 * KIBIBYTE
"""The longest ``Failed`` that is read"""
REFUSALS: Mapping[int, str] = MappingProxyType(
    {
        400: "The body is not the message of this path.",
        403: "The client's certificate is not on the trust list for this, or no longer.",
        404: "There is nothing at this path.",
        411: "The request states no length.",
        413: "The body is longer than this message can be.",
        415: "The body is not sent as plain application/json.",
        REFUSED_STATUS: "The message is well-formed, and refused.",
    }
)
"""Statuses that come with ``Failed`` and mean that nothing was done"""

HEALTH_PATH = "/health"
OPENAPI_PATH = "/openapi.json"
JSON = "application/json"


def read_answer(route: Route, status: int, body: bytes) -> Answer | None:
    """The answer in a response, or None where the status says that whether anything was done is unknown.

    Raises MalformedMessage.
    """
    if status == 200:
        return route.answer.from_bytes(body)
    return Failed.from_bytes(body) if status in REFUSALS else None
