"""Cards for people of the demonstration and of scenario cases, from the test PKI."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from kofu.card.jpki import TokenKind
from kofu.card.simulated.memory import CardMemory, Credential, signature_pin, user_pin
from kofu.pki.certificates import KeyKind
from kofu.pki.identity import CardIdentity
from kofu.pki.testing import cards as pki_cards
from kofu.pki.testing.authority import TestAuthority
from kofu.pki.testing.cards import CardCredentials, CardOrder

SIGNATURE_PASSWORD = "KOFU2026"  # noqa: S105 - every card here is invented, and its password public
_TOKENS = {
    "my_number_card": TokenKind.CARD,
    "smartphone": TokenKind.ANDROID,
    "resident_card": TokenKind.RESIDENT_CARD,
}
"""Kinds of the scenario vocabulary with a token; the others (seal card, notification card) have no application."""


@dataclass(frozen=True, slots=True)
class CardSpec:
    """What a card is to be like."""

    municipality: str
    kind: str
    key: KeyKind
    pin: str
    birth: date
    certificate_issued_at: datetime
    tries_left: int = 3
    has_user_certificate: bool = True
    has_signature_certificate: bool = True
    is_of_foreign_authority: bool = False
    has_wrong_usage: bool = False
    last_day: date | None = None
    """An earlier end of validity"""


@dataclass(frozen=True, slots=True)
class MadeCard:
    """A card and who its holder is to centre and municipality."""

    memory: CardMemory
    identity: CardIdentity


def make_card(authority: TestAuthority, spec: CardSpec) -> MadeCard:
    """Keys, certificates and PINs of one card."""
    is_phone = spec.kind == "smartphone"
    credentials = authority.issue_card(
        CardOrder(
            municipality=spec.municipality,
            issued_at=spec.certificate_issued_at,
            birthday=spec.birth,
            key_kind=spec.key,
            token=pki_cards.TokenKind.ANDROID if is_phone else pki_cards.TokenKind.CARD,
            last_day=spec.last_day,
            authority="user-foreign" if spec.is_of_foreign_authority else None,
            non_repudiation=spec.has_wrong_usage,
        )
    )
    return MadeCard(_memory(spec, credentials), credentials.identity)


def _memory(spec: CardSpec, credentials: CardCredentials) -> CardMemory:
    token = _TOKENS.get(spec.kind)
    user = Credential(credentials.user_certificate, _pem(credentials.user_key), credentials.user_authority)
    signature = Credential(
        credentials.signature_certificate, _pem(credentials.signature_key), credentials.signature_authority
    )
    return CardMemory(
        token=token,
        user=user if token and spec.has_user_certificate else None,
        signature=signature if token and spec.has_signature_certificate else None,
        user_pin=user_pin(spec.pin, spec.tries_left) if token and spec.has_user_certificate else None,
        signature_pin=signature_pin(SIGNATURE_PASSWORD) if token and spec.has_signature_certificate else None,
    )


@lru_cache(maxsize=256)
def _pem(key: bytes) -> str:
    return (
        load_der_private_key(key, None).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")
    )


def day_before(moment: datetime) -> date:
    """The day before a moment's."""
    return (moment - timedelta(days=1)).date()
