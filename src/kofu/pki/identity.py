"""Who a card holder is to the centre and the municipality: a certificate's issuer key and serial, nothing else."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

_LABEL = b"kofu/card-identity/v1\x00"


@dataclass(frozen=True, order=True, slots=True)
class CardIdentity:
    """A user certificate, named so that no two authorities can collide (reference card.md §14).

    ``issuer_key`` is the SHA-256 of the issuer's SubjectPublicKeyInfo in 64 lower hex digits: authorities of several
    generations share one name, so only the key tells them apart. ``serial`` is the certificate's, 1 to 2**160 - 1.
    """

    issuer_key: str
    serial: int

    def __post_init__(self) -> None:
        if len(self.issuer_key) != 64 or not set(self.issuer_key) <= set("0123456789abcdef"):
            raise ValueError("issuer_key is 64 lower hexadecimal digits")
        if not 0 < self.serial < 1 << 160:
            raise ValueError("a serial number is positive and fits 20 bytes (RFC 5280 4.1.2.2)")

    def fingerprint(self) -> bytes:
        """32 bytes that stand for this identity in statements, manifests and logs.

        SHA-256 over a fixed label, the 32 bytes of the issuer key digest and the serial in 20 bytes, big-endian.
        """
        return hashlib.sha256(_LABEL + bytes.fromhex(self.issuer_key) + self.serial.to_bytes(20, "big")).digest()
