"""What `80 2A P1 80` does with its input (card reference §1, table of P1)."""

from __future__ import annotations

from functools import lru_cache

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

SHA256_BYTES = 32
SHA384_BYTES = 48
PKCS1_OVERHEAD_BYTES = 11

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class RefusedInput(ValueError):
    """The key cannot sign this input (6985)."""


class UnknownMode(ValueError):
    """This P1 means nothing to the key (6A86)."""


@lru_cache(maxsize=256)
def private_key(pem: str) -> PrivateKey:
    """The key of a simulated card. Invented keys only: unchecked and kept in memory, for speed."""
    key = serialization.load_pem_private_key(pem.encode("ascii"), None, unsafe_skip_rsa_key_validation=True)
    if isinstance(key, rsa.RSAPrivateKey):
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP384R1):
        return key
    raise TypeError("a simulated card signs with RSA or P-384")


def sign(pem: str, mode: int, given: bytes) -> bytes:
    """The signature for P1 = ``mode``. Same bytes for the same input, but for PSS (modes 4, 5), which is salted."""
    key = private_key(pem)
    return _sign_rsa(key, mode, given) if isinstance(key, rsa.RSAPrivateKey) else _sign_p384(key, mode, given)


def _sign_rsa(key: rsa.RSAPrivateKey, mode: int, given: bytes) -> bytes:
    if mode in {1, 3, 5}:
        given = _sha256(given)
    if mode == 0:
        return _sign_given_bytes(key, given)
    if mode == 1:
        return key.sign(given, padding.PKCS1v15(), utils.NoDigestInfo())
    if mode not in {2, 3, 4, 5}:
        raise UnknownMode
    if len(given) != SHA256_BYTES:
        raise RefusedInput
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
    return key.sign(given, padding.PKCS1v15() if mode in {2, 3} else pss, utils.Prehashed(hashes.SHA256()))


def _sign_given_bytes(key: rsa.RSAPrivateKey, given: bytes) -> bytes:
    """PKCS #1 v1.5 over the caller's bytes; a DigestInfo among them is the caller's affair."""
    if not 1 <= len(given) <= key.key_size // 8 - PKCS1_OVERHEAD_BYTES:
        raise RefusedInput
    return key.sign(given, padding.PKCS1v15(), utils.NoDigestInfo())


def _sign_p384(key: ec.EllipticCurvePrivateKey, mode: int, given: bytes) -> bytes:
    """ECDSA over a bare SHA-384, as DER. Assumption: the next card's commands are unpublished."""
    if mode != 0:
        raise UnknownMode
    if len(given) != SHA384_BYTES:
        raise RefusedInput
    return key.sign(given, ec.ECDSA(utils.Prehashed(hashes.SHA384()), deterministic_signing=True))


def _sha256(message: bytes) -> bytes:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(message)
    return digest.finalize()
