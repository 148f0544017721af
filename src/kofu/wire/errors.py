"""What is refused before a role sees a request. Codes: docs/failure-codes.md."""

from __future__ import annotations

from typing import ClassVar

from kofu.errors import KofuError


class RequestRefused(KofuError):
    """A request that no role gets to see, with the HTTP status that answers it."""

    code = "PROTOCOL_REQUEST_REFUSED"
    summary = "the request was refused before anything acted on it"
    status: ClassVar[int] = 400


class NoClientCertificate(RequestRefused):
    """The connection has no client certificate; only a server set up wrongly lets it come so far."""

    code = "PROTOCOL_NO_CLIENT_CERTIFICATE"
    summary = "the connection has no client certificate"
    status = 403


class UnknownPath(RequestRefused):
    """No message has this path."""

    code = "PROTOCOL_UNKNOWN_PATH"
    summary = "there is nothing at this path"
    status = 404


class LengthMissing(RequestRefused):
    """The request does not state how long its body is."""

    code = "PROTOCOL_LENGTH_MISSING"
    summary = "the request does not state the length of its body"
    status = 411


class MessageTooLarge(RequestRefused):
    """The body is longer than this message can be."""

    code = "PROTOCOL_MESSAGE_TOO_LARGE"
    summary = "the message is larger than its kind can be"
    status = 413


class NotJson(RequestRefused):
    """The body is not sent as plain ``application/json``."""

    code = "PROTOCOL_NOT_JSON"
    summary = "the body is not sent as application/json without coding"
    status = 415


class BodyCutShort(RequestRefused):
    """The connection ended, or its time was over, before the whole body had come."""

    code = "PROTOCOL_BODY_CUT_SHORT"
    summary = "the body ended before its stated length"


class ServerFault(RequestRefused):
    """Something failed that has no failure code of its own: a fault of this software. What was done is unknown."""

    code = "PROTOCOL_SERVER_FAULT"
    summary = "the server failed; whether it acted is unknown"
    status = 500


class MixedMaterial(KofuError):
    """A party set up for the real service was given test material, or the other way round."""

    code = "SETTINGS_MIXED_MATERIAL"
    summary = (
        "test material and real material must not mix; choose the settings that fit the trust list and certificates"
    )
