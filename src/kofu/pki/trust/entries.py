"""What a trust list is made of: keys of municipalities, terminals, and the centre, each for a period."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519_BYTES = 32
ML_DSA_44_BYTES = 1312
HPKE_LIMIT_BYTES = 4096
SEAL_KEY_ID_BYTES = 4


def key_id_of(public_key: bytes) -> str:
    """The usual id of a public key: the first four bytes of its SHA-256, in eight lower hexadecimal digits."""
    return hashlib.sha256(public_key).hexdigest()[: 2 * SEAL_KEY_ID_BYTES]


class Material(Enum):
    """Whether a list is for tests and demonstrations, or for the real service."""

    TEST = "test"
    REAL = "real"


class KeyUse(Enum):
    """What a municipality's key is for."""

    #: Ed25519; signs offers and manifests.
    MANIFEST = "manifest"
    #: HPKE public key (X25519 + ML-KEM-768), opaque here; applications are sealed to it.
    HPKE = "hpke"
    #: Ed25519; signs the seals on paper, which name it by a 4-byte id.
    SEAL = "seal"


class Chain(Enum):
    """Who runs the place a terminal stands in."""

    SEVEN_ELEVEN = "seven_eleven"
    LAWSON = "lawson"
    FAMILYMART = "familymart"
    MINISTOP = "ministop"
    SEICOMART = "seicomart"
    AEON_HOKKAIDO = "aeon_hokkaido"
    AEON_RETAIL = "aeon_retail"
    TOWN_HALL = "town_hall"


@dataclass(frozen=True, slots=True)
class Period:
    """When an entry counts: from ``valid_from`` until before ``valid_until``, unless revoked earlier."""

    valid_from: datetime
    valid_until: datetime
    revoked_at: datetime | None = None

    def includes(self, at: datetime) -> bool:
        """Whether ``at`` lies in the period, revoked or not."""
        return self.valid_from <= at < self.valid_until

    def is_revoked(self, at: datetime) -> bool:
        """Whether the entry had been revoked by ``at``."""
        return self.revoked_at is not None and self.revoked_at <= at


@dataclass(frozen=True, slots=True)
class MunicipalKey:
    """A public key of one municipality (6-digit code).

    ``key_id`` is lower hexadecimal, eight digits for seals; unique among the municipality's keys of one use, for seals
    in the whole list. ``post_quantum_key`` is the ML-DSA-44 key that goes with a seal key, if there is one.
    """

    municipality: str
    use: KeyUse
    key_id: str
    key: bytes = field(repr=False)
    period: Period
    post_quantum_key: bytes | None = field(default=None, repr=False)

    @property
    def ed25519(self) -> Ed25519PublicKey:
        """The key, to verify with; for manifest and seal keys."""
        return Ed25519PublicKey.from_public_bytes(self.key)


@dataclass(frozen=True, slots=True)
class Terminal:
    """A kiosk: id, SHA-256 of its TLS certificate (``channel``), Ed25519 report key, and where it stands."""

    id: str
    channel: str
    report_key: bytes = field(repr=False)
    chain: Chain
    place: str
    period: Period

    @property
    def ed25519(self) -> Ed25519PublicKey:
        """The report key, to verify with."""
        return Ed25519PublicKey.from_public_bytes(self.report_key)


@dataclass(frozen=True, slots=True)
class Centre:
    """The certificate centre: its id, the SHA-256 of its TLS certificate, and its Ed25519 signing key."""

    id: str
    channel: str
    signing_key: bytes = field(repr=False)
    period: Period

    @property
    def ed25519(self) -> Ed25519PublicKey:
        """The signing key, to verify with."""
        return Ed25519PublicKey.from_public_bytes(self.signing_key)
