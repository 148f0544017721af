"""Locking a back with the sheet key and signing it; opening what a reader decoded (docs/paper-format.md §5).

Two ChaCha20-Poly1305 keys come from the sheet key by HKDF-SHA-256, bound to number and page. The content is sealed
with the core's head as associated data, the image layer with the whole signed body.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kofu.paper.dense.codes import smallest_fitting
from kofu.paper.dense.core import MOST_CONTENT, CoreBody, ImagePlan, Sign, SignedCore, frame, head_of, sign_core
from kofu.paper.dense.errors import BackForged, BackLocked, BackMalformed, BackTooLarge

ML_DSA_44_BYTES: Final = 2420
TAG_BYTES: Final = 16

_SIGNED = b"kofu/back-pq/v1\x00"
_FRONT = b"kofu/back-front/v1\x00"
_CONTENT_KEY = b"kofu/back/v1/content\x00"
_IMAGE_KEY = b"kofu/back/v1/image\x00"


@dataclass(frozen=True, slots=True)
class BackSigner:
    """A municipality's seal keys, which may live elsewhere."""

    key_id: bytes
    """4 bytes"""
    sign: Sign
    """Ed25519; 64 bytes"""
    sign_post_quantum: Sign | None = None
    """ML-DSA-44; 2,420 bytes"""


@dataclass(frozen=True, slots=True)
class DenseBack:
    """One finished back: made once, kept with the document, drawn as often as needed with the same result.

    ML-DSA signatures are random, so equal inputs give equal pages only from this value on.
    """

    core: bytes
    image: bytes
    """Sealed image layer"""
    code: int


@dataclass(frozen=True, slots=True)
class OpenedImage:
    """What the image layer held."""

    content: bytes | None
    """Where it did not fit the core"""
    front: bytes
    """The plain front, still compressed"""
    post_quantum_signature: bytes | None


def seal_back(
    body: CoreBody, content: bytes, front: bytes, sheet_key: bytes, nonce: bytes, signer: BackSigner
) -> DenseBack:
    """Seal and sign one page. A nonce serves one page once. Raises BackTooLarge."""
    in_image = len(content) + TAG_BYTES > MOST_CONTENT
    if len(content) >= 1 << 16:
        raise BackTooLarge(bytes=len(content))
    carried = len(content).to_bytes(2, "big") + content + front if in_image else b"\x00\x00" + front
    signed_twice = signer.sign_post_quantum is not None
    length = ML_DSA_44_BYTES * signed_twice + len(carried) + TAG_BYTES
    code = smallest_fitting(length)
    image = ImagePlan(code.index, length, nonce, _front_digest(sheet_key, carried), signed_twice, in_image)
    head = head_of(body, image, signer.key_id)
    sealed = b"" if in_image else _cipher(_CONTENT_KEY, sheet_key, head).encrypt(nonce, content, head)
    signed, signature = sign_core(head, sealed, signer.sign)
    second = signer.sign_post_quantum(_SIGNED + signed + signature) if signer.sign_post_quantum else b""
    blob = _cipher(_IMAGE_KEY, sheet_key, head).encrypt(nonce, second + carried, signed)
    return DenseBack(frame(signed, signature), blob, code.index)


def open_content(core: SignedCore, sheet_key: bytes) -> bytes | None:
    """The content from the core; None when it stands in the image layer. Raises BackLocked."""
    if core.image.content_in_image:
        return None
    try:
        return _cipher(_CONTENT_KEY, sheet_key, core.bound).decrypt(core.image.nonce, core.sealed_content, core.bound)
    except InvalidTag:
        raise BackLocked from None


def open_image(core: SignedCore, blob: bytes, sheet_key: bytes) -> OpenedImage:
    """Unlock the image layer and compare it with the signed digest. Raises BackLocked, BackForged, BackMalformed."""
    try:
        plain = _cipher(_IMAGE_KEY, sheet_key, core.bound).decrypt(core.image.nonce, blob, core.signed)
    except InvalidTag:
        raise BackLocked from None
    start = ML_DSA_44_BYTES if core.image.post_quantum else 0
    carried = plain[start:]
    if _front_digest(sheet_key, carried) != core.image.front_digest:
        raise BackForged
    length = int.from_bytes(carried[:2], "big")
    if len(carried) < 2 + length or bool(length) > core.image.content_in_image:
        raise BackMalformed
    return OpenedImage(
        content=carried[2 : 2 + length] if core.image.content_in_image else None,
        front=carried[2 + length :],
        post_quantum_signature=plain[:start] or None,
    )


def check_post_quantum(core: SignedCore, signature: bytes, public_key: bytes) -> None:
    """Raises BackForged when the ML-DSA-44 signature does not fit."""
    try:
        MLDSA44PublicKey.from_public_bytes(public_key).verify(signature, _SIGNED + core.signed + core.signature)
    except (InvalidSignature, ValueError):
        raise BackForged from None


def _front_digest(sheet_key: bytes, carried: bytes) -> bytes:
    """Keyed, so that a guess at the front cannot be confirmed from the back alone."""
    return hashlib.sha256(_FRONT + sheet_key + carried).digest()


def _cipher(use: bytes, sheet_key: bytes, head: bytes) -> ChaCha20Poly1305:
    """A key for one use on one page: the number, kind and page stand in bytes 7 … 26 of the head."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=use + head[7:27]).derive(sheet_key)
    return ChaCha20Poly1305(derived)
