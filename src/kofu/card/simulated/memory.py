"""What a simulated card keeps without power, as frozen values. Everything on it is invented."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

from kofu.card.jpki import TokenKind

DEFAULT_ATR = bytes.fromhex("3BE000FF8131FE4514")
USER_TRIES = 3
SIGNATURE_TRIES = 5


@dataclass(frozen=True, slots=True)
class Pin:
    """A PIN and its counter. The value never shows in a representation."""

    value: str = field(repr=False)
    tries_allowed: int
    tries_left: int

    def spent(self) -> Pin:
        """With one try fewer."""
        return replace(self, tries_left=self.tries_left - 1)

    def restored(self) -> Pin:
        """With all tries back."""
        return replace(self, tries_left=self.tries_allowed)


def user_pin(value: str, tries_left: int = USER_TRIES) -> Pin:
    """The four-digit PIN: three tries."""
    return Pin(value, USER_TRIES, tries_left)


def signature_pin(value: str, tries_left: int = SIGNATURE_TRIES) -> Pin:
    """The signature password, 6–16 of A–Z 0–9: five tries."""
    return Pin(value, SIGNATURE_TRIES, tries_left)


@dataclass(frozen=True, slots=True)
class Credential:
    """A certificate (DER), its private key (PEM, PKCS #8; RSA or P-384) and the certificate of its CA (DER)."""

    certificate: bytes
    key: str = field(repr=False)
    authority: bytes


class FaultKind(Enum):
    """How a card can misbehave at one command."""

    REMOVED = "removed"  # leaves before the command arrives
    TORN = "torn"  # leaves during the command: what it writes first stays written, no answer
    MUTE = "mute"  # arrives, never answered
    GARBAGE = "garbage"  # answered with a status word that means nothing
    OTHER_LENGTH = "other_length"  # answered 6Cxx once, asking for another Le


@dataclass(frozen=True, slots=True)
class Fault:
    """A misbehaviour at the ``at``-th command after power-on, counted from 1."""

    kind: FaultKind
    at: int


@dataclass(frozen=True, slots=True)
class CardMemory:
    """One card. ``token`` None is a card without JPKI application (seal registration card, notification card).

    ``user`` or ``signature`` None: issued without that certificate. ``reselect_keeps_pin``: whether selecting the
    application again keeps the verified state, which is unknown of real cards. ``latency_milliseconds``: by command.
    """

    token: TokenKind | None
    user: Credential | None = None
    signature: Credential | None = None
    user_pin: Pin | None = None
    signature_pin: Pin | None = None
    atr: bytes = DEFAULT_ATR
    faults: tuple[Fault, ...] = ()
    reselect_keeps_pin: bool = False
    latency_milliseconds: int = 0

    def fault_at(self, count: int) -> FaultKind | None:
        """The misbehaviour ordered for the ``count``-th command."""
        return next((fault.kind for fault in self.faults if fault.at == count), None)
