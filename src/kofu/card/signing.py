"""Which signature a certificate's key makes, and what the card is given to sign (card reference §1, §11)."""

from __future__ import annotations

import hashlib
from enum import Enum

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from kofu.card.errors import UnsupportedKey

SHA256_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""DER of DigestInfo up to the hash, with the NULL parameters strict verifiers ask for (RFC 8017, 9.2 note 1)."""


class SignatureScheme(Enum):
    """Hash and signature belonging to a kind of key. Lengths follow the key and are assumed nowhere."""

    RSA_PKCS1_SHA256 = "rsa-pkcs1-sha256"
    ECDSA_P384_SHA384 = "ecdsa-p384-sha384"

    def card_input(self, statement: bytes) -> bytes:
        """What the card signs for this statement.

        RSA: the DigestInfo of its SHA-256. P-384: the bare SHA-384, an assumption, because the next card's
        commands are unpublished.
        """
        if self is SignatureScheme.RSA_PKCS1_SHA256:
            return SHA256_DIGEST_INFO + hashlib.sha256(statement).digest()
        return hashlib.sha384(statement).digest()


def scheme_of(certificate: bytes) -> SignatureScheme:
    """The scheme of a DER certificate's key. Raises UnsupportedKey. Trusts nothing: validation is the centre's."""
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise UnsupportedKey from None
    if isinstance(key, rsa.RSAPublicKey):
        return SignatureScheme.RSA_PKCS1_SHA256
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP384R1):
        return SignatureScheme.ECDSA_P384_SHA384
    raise UnsupportedKey
