"""Repeatable sealing and a marked pool of test keys, behind the interfaces of ``issuance.sealing``.

The pool stands for the asymmetric part of HPKE: whoever seals looks the public key up in the pool and so finds its
secret. Nothing here is secret; what it keeps is the law that only the named key, in the named context, opens a message.
Real randomness would make every run another one. Production settings take ``HpkeSealer`` and cannot reach this module.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kofu.issuance.kiosk.vocabulary import SessionKeys
from kofu.issuance.sealing import SEALING_PUBLIC_BYTES, CannotUnseal, MalformedKey, public_bytes

_MARK = b"kofu simulated test key\0"


@dataclass(frozen=True, slots=True)
class SimulatedKey:
    """A key of the pool; its public part is as long as a real one and says what it is."""

    secret: bytes = field(repr=False)
    public: bytes

    def unseal(self, info: bytes, sealed: bytes) -> bytes:
        """See Unsealer."""
        try:
            return AESGCM(_context_key(self.secret, info)).decrypt(sealed[:12], sealed[12:], self.public)
        except (InvalidTag, ValueError):
            raise CannotUnseal from None


@dataclass(frozen=True, slots=True)
class SessionKeyPair:
    """Session keys made beforehand."""

    signing: Ed25519PrivateKey
    signing_public: bytes


class KeyPool:
    """Makes keys from seeded bytes, remembers the secrets, and seals to them. One pool, one world."""

    def __init__(self, random: Callable[[int], bytes], sessions: int = 64) -> None:
        self._random = random
        self._secrets: dict[bytes, bytes] = {}
        self._sessions = [self._pair() for _ in range(sessions)]

    def make(self) -> SimulatedKey:
        """A fresh key."""
        secret = self._random(32)
        public = (_MARK + hashlib.sha256(secret).digest()).ljust(SEALING_PUBLIC_BYTES, b"\0")
        self._secrets[public] = secret
        return SimulatedKey(secret, public)

    def session_keys(self) -> SessionKeys:
        """Keys for one session: a fresh sealing key, a signing key of the pool."""
        pair = self._sessions[self._random(1)[0] % len(self._sessions)]
        return SessionKeys(pair.signing.sign, pair.signing_public, self.make())

    def seal(self, public: bytes, info: bytes, plaintext: bytes) -> bytes:
        """See Sealer."""
        secret = self._secrets.get(public)
        if secret is None:
            raise MalformedKey
        nonce = self._random(12)
        return nonce + AESGCM(_context_key(secret, info)).encrypt(nonce, plaintext, public)

    def _pair(self) -> SessionKeyPair:
        key = Ed25519PrivateKey.from_private_bytes(self._random(32))
        return SessionKeyPair(key, public_bytes(key))


def _context_key(secret: bytes, info: bytes) -> bytes:
    return hashlib.sha256(secret + info).digest()
