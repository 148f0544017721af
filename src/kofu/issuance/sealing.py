"""Signing and sealing of messages: Ed25519, and HPKE with X25519 + ML-KEM-768 (RFC 9180, design §5).

A signature covers a label, so that no signature of one kind can serve as another. What is sealed is bound to its
session by HPKE's ``info``. Sealing is an interface, because the simulator replaces its randomness by a seeded one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from kofu.errors import KofuError

MLKEM_PUBLIC_BYTES = 1184
SEALING_PUBLIC_BYTES = MLKEM_PUBLIC_BYTES + 32
_MLKEM_SEED_BYTES = 64

_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


class BadSignature(KofuError):
    """A signature does not fit its message and key."""

    code = "PROTOCOL_BAD_SIGNATURE"
    summary = "the signature does not fit the message"


class CannotUnseal(KofuError):
    """A sealed message was altered, or sealed to another key or another session."""

    code = "PROTOCOL_CANNOT_UNSEAL"
    summary = "the sealed message was altered or is meant for somebody else"


class MalformedKey(KofuError):
    """Bytes are not a key of the expected kind."""

    code = "PROTOCOL_MALFORMED_KEY"
    summary = "not a key of the expected kind"


Signer = Callable[[bytes], bytes]
"""Signs bytes with a key that the caller does not hand out."""


def sign(label: str, payload: bytes, key: Ed25519PrivateKey) -> bytes:
    """An Ed25519 signature over label, zero byte and payload."""
    return key.sign(label.encode() + b"\0" + payload)


def require_signature(label: str, payload: bytes, signature: bytes, key: Ed25519PublicKey) -> None:
    """Raise BadSignature unless ``signature`` was made by ``sign`` with this label, payload and key."""
    try:
        key.verify(signature, label.encode() + b"\0" + payload)
    except InvalidSignature:
        raise BadSignature(label=label) from None


def public_bytes(key: Ed25519PrivateKey | Ed25519PublicKey) -> bytes:
    """The 32 bytes of an Ed25519 public key."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def signing_key(data: bytes) -> Ed25519PublicKey:
    """Read 32 bytes as an Ed25519 public key. Raises MalformedKey."""
    try:
        return Ed25519PublicKey.from_public_bytes(data)
    except ValueError:
        raise MalformedKey from None


class Sealer(Protocol):
    """Encrypts to a public key so that only its owner, in the stated context, can read."""

    def seal(self, public: bytes, info: bytes, plaintext: bytes) -> bytes:
        """The sealed bytes. Raises MalformedKey."""


class Unsealer(Protocol):
    """Holds a private key and opens what was sealed to it."""

    @property
    def public(self) -> bytes:
        """The public key in bytes, as it stands in statements and in the trust list."""

    def unseal(self, info: bytes, sealed: bytes) -> bytes:
        """The plaintext. Raises CannotUnseal."""


class HpkeSealer:
    """Sealing with the machine's randomness."""

    def seal(self, public: bytes, info: bytes, plaintext: bytes) -> bytes:
        """HPKE base mode, single shot."""
        return _SUITE.encrypt(plaintext, _read_public(public), info)


@dataclass(frozen=True, slots=True)
class HpkeKey:
    """A private hybrid key: ML-KEM-768 and X25519 together."""

    mlkem: MLKEM768PrivateKey
    x25519: X25519PrivateKey

    @classmethod
    def generate(cls) -> HpkeKey:
        """A fresh key from the machine's randomness."""
        return cls(MLKEM768PrivateKey.generate(), X25519PrivateKey.generate())

    @classmethod
    def from_private_bytes(cls, data: bytes) -> HpkeKey:
        """Read what ``private_bytes`` wrote. Raises MalformedKey."""
        try:
            return cls(
                MLKEM768PrivateKey.from_seed_bytes(data[:_MLKEM_SEED_BYTES]),
                X25519PrivateKey.from_private_bytes(data[_MLKEM_SEED_BYTES:]),
            )
        except ValueError:
            raise MalformedKey from None

    def private_bytes(self) -> bytes:
        """ML-KEM seed (64 bytes) and X25519 key (32 bytes); for a municipality's key file only."""
        return self.mlkem.private_bytes_raw() + self.x25519.private_bytes(
            Encoding.Raw, PrivateFormat.Raw, NoEncryption()
        )

    @property
    def public(self) -> bytes:
        """ML-KEM public key (1,184 bytes) and X25519 public key (32 bytes)."""
        return self.mlkem.public_key().public_bytes_raw() + self.x25519.public_key().public_bytes_raw()

    def unseal(self, info: bytes, sealed: bytes) -> bytes:
        """Open HPKE base mode, single shot."""
        try:
            return _SUITE.decrypt(sealed, hpke.MLKEM768X25519PrivateKey(self.mlkem, self.x25519), info)
        except (InvalidTag, ValueError):
            raise CannotUnseal from None


def _read_public(data: bytes) -> hpke.MLKEM768X25519PublicKey:
    if len(data) != SEALING_PUBLIC_BYTES:
        raise MalformedKey
    try:
        mlkem = MLKEM768PublicKey.from_public_bytes(data[:MLKEM_PUBLIC_BYTES])
        return hpke.MLKEM768X25519PublicKey(mlkem, X25519PublicKey.from_public_bytes(data[MLKEM_PUBLIC_BYTES:]))
    except ValueError:
        raise MalformedKey from None
