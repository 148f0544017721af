"""Who is at the other end: the client certificate of the connection, looked up on the trust list.

TLS has already verified that the peer holds the certificate's key; the trust list says whose it is, and whether still.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.http import HttpRequest

from kofu.pki.tls import channel_of
from kofu.pki.trust import TrustList
from kofu.pki.trust.errors import KeyNotInForce, KeyRevoked, UnknownCentre
from kofu.wire.errors import NoClientCertificate


class FindPeer(Protocol):
    """Names the party of a channel."""

    def __call__(self, trust: TrustList, channel: str, at: datetime) -> str:
        """Its id on the trust list. Raises TrustError."""


def channel_of_request(request: HttpRequest) -> str:
    """SHA-256 of the client's certificate. Raises NoClientCertificate.

    gunicorn alone hands the connection to the application (platform.md §3); no header is ever believed.
    """
    connection = request.META.get("gunicorn.socket")
    ask = getattr(connection, "getpeercert", None)
    certificate = ask(binary_form=True) if ask else None
    if not certificate:
        raise NoClientCertificate
    return channel_of(certificate)


def find_terminal(trust: TrustList, channel: str, at: datetime) -> str:
    """The terminal of a channel. Raises UnknownTerminal, KeyNotInForce, KeyRevoked, TrustListExpired."""
    return trust.terminal_by_channel(channel, at).id


def find_centre(trust: TrustList, channel: str, at: datetime) -> str:
    """The centre of a channel. Raises UnknownCentre, KeyNotInForce, KeyRevoked, TrustListExpired."""
    fitting = [each for each in trust.centres if each.channel == channel]
    if not fitting:
        raise UnknownCentre(channel=channel)
    name = fitting[0].id
    trust.centre(name, at)
    current = [each for each in fitting if each.period.includes(at)]
    if not current:
        raise KeyNotInForce(centre=name)
    if all(each.period.is_revoked(at) for each in current):
        raise KeyRevoked(centre=name)
    return name
