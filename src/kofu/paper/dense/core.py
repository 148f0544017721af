"""The core of a back: what stands in clear, signed, and readable from the worst picture (docs/paper-format.md §4).

| offset | bytes | what |
|---|---|---|
| 0 | 3 | ``KB`` and version 1 |
| 3 | 4 | id of the municipality's seal key |
| 7 | 17 | the 40-digit document number, big-endian |
| 24 | 1 | certificate kind |
| 25 | 2 | page, pages |
| 27 | 5 | moment of issue, Unix seconds |
| 32 | 1 | flags; 1: ML-DSA-44 signed too; 2: the content stands in the image layer |
| 33 | 1 | number of the image layer's code |
| 34 | 3 | bytes of the image layer |
| 37 | 12 | nonce |
| 49 | 32 | digest over the set |
| 81 | 32 | digest of what the page says, as in the front's seal |
| 113 | 32 | keyed digest of the plain front |
| 145 | 2 | length of the sealed content, at most 1,129 |
| 147 | … | sealed content |
| end | 64 | Ed25519 over ``kofu/back/v1`` NUL and everything before |
| … | | zeros, then CRC-32 of all before in the last 4 bytes |

A reader looks at key id and number to find the key, checks the signature, and only then reads the rest.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kofu.clock import from_unix, unix_seconds
from kofu.numbering import DocumentNumber, InvalidNumber, parts, read
from kofu.paper.dense.errors import BackForged, BackMalformed, BackTooLarge

MAGIC = b"KB\x01"
CORE_BYTES = 1344
HEAD_BYTES = 147
SIGNATURE_BYTES = 64
NONCE_BYTES = 12
MOST_CONTENT = CORE_BYTES - HEAD_BYTES - SIGNATURE_BYTES - 4
"""Sealed bytes: 16 more than the content itself"""

_SIGNED = b"kofu/back/v1\x00"
_POST_QUANTUM, _CONTENT_IN_IMAGE = 1, 2

Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class CoreBody:
    """What one page's core says in clear."""

    number: DocumentNumber
    kind: int
    page: int
    pages: int
    issued_at: datetime
    set_digest: bytes
    """32 bytes over all pages of the set"""
    page_digest: bytes
    """32 bytes; equal to the one in the seal of the same page's front"""


@dataclass(frozen=True, slots=True)
class ImagePlan:
    """What the core says of the image layer, and what opens both."""

    code: int
    length: int
    nonce: bytes
    front_digest: bytes
    post_quantum: bool
    content_in_image: bool


@dataclass(frozen=True, slots=True)
class SignedCore:
    """A core whose Ed25519 signature fits."""

    key_id: bytes
    body: CoreBody
    image: ImagePlan
    sealed_content: bytes
    signed: bytes
    """The body's bytes"""
    signature: bytes

    @property
    def bound(self) -> bytes:
        """What the sealed content is bound to: the head without its length."""
        return self.signed[: HEAD_BYTES - 2]


@dataclass(frozen=True, slots=True)
class Claim:
    """What an unchecked core claims: enough to look for the key, and nothing more."""

    key_id: bytes
    number: DocumentNumber


def head_of(body: CoreBody, image: ImagePlan, key_id: bytes) -> bytes:
    """The head without the length of the content. Raises BackTooLarge for a value out of bounds."""
    counts = (body.kind, body.page, body.pages)
    digests = (body.set_digest, body.page_digest, image.front_digest)
    fits = all(0 < count < 256 for count in counts) and all(len(digest) == 32 for digest in digests)
    if not fits or len(key_id) != 4 or len(image.nonce) != NONCE_BYTES or not 0 < image.length < 1 << 24:
        raise BackTooLarge(bytes=image.length)
    flags = _POST_QUANTUM * image.post_quantum | _CONTENT_IN_IMAGE * image.content_in_image
    return (
        MAGIC
        + key_id
        + int(body.number).to_bytes(17, "big")
        + bytes(counts)
        + unix_seconds(body.issued_at).to_bytes(5, "big")
        + bytes([flags, image.code])
        + image.length.to_bytes(3, "big")
        + image.nonce
        + b"".join(digests)
    )


def sign_core(head: bytes, sealed_content: bytes, sign: Sign) -> tuple[bytes, bytes]:
    """The signed body and its signature. Raises BackTooLarge."""
    if len(sealed_content) > MOST_CONTENT:
        raise BackTooLarge(bytes=len(sealed_content), most=MOST_CONTENT)
    signed = head + len(sealed_content).to_bytes(2, "big") + sealed_content
    return signed, sign(_SIGNED + signed)


def frame(signed: bytes, signature: bytes) -> bytes:
    """The core's bytes as they go into the code."""
    filled = (signed + signature).ljust(CORE_BYTES - 4, b"\x00")
    return filled + zlib.crc32(filled).to_bytes(4, "big")


def claim(core: bytes) -> Claim:
    """Key id and number from fixed places; the number has a real date. Raises BackMalformed."""
    _length(core)
    try:
        number = read(f"{int.from_bytes(core[7:24], 'big'):040d}")
        parts(number)
    except InvalidNumber:
        raise BackMalformed from None
    return Claim(core[3:7], number)


def open_core(core: bytes, public_key: bytes) -> SignedCore:
    """Check the signature, then read the rest. Raises BackMalformed, BackForged."""
    claimed, end = claim(core), HEAD_BYTES + _length(core)
    signed, signature = core[:end], core[end : end + SIGNATURE_BYTES]
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, _SIGNED + signed)
    except (InvalidSignature, ValueError):
        raise BackForged from None
    return SignedCore(
        key_id=claimed.key_id,
        body=_body(claimed.number, signed),
        image=_image(signed),
        sealed_content=signed[HEAD_BYTES:],
        signed=signed,
        signature=signature,
    )


def is_core(core: bytes) -> bool:
    """Whether decoding found a core at all: a filter against noise, no proof of anything."""
    return len(core) == CORE_BYTES and zlib.crc32(core[:-4]).to_bytes(4, "big") == core[-4:]


def _length(core: bytes) -> int:
    if len(core) != CORE_BYTES or core[:3] != MAGIC:
        raise BackMalformed
    length = int.from_bytes(core[145:147], "big")
    if length > MOST_CONTENT:
        raise BackMalformed
    return length


def _body(number: DocumentNumber, signed: bytes) -> CoreBody:
    kind, page, pages = signed[24:27]
    try:
        issued_at = from_unix(int.from_bytes(signed[27:32], "big"))
    except (ValueError, OverflowError):
        raise BackMalformed from None
    said = parts(number)
    if not 0 < page <= pages or (said.kind, said.issued_on) != (kind, issued_at.date()):
        raise BackMalformed
    return CoreBody(number, kind, page, pages, issued_at, signed[49:81], signed[81:113])


def _image(signed: bytes) -> ImagePlan:
    flags = signed[32]
    if flags > _POST_QUANTUM | _CONTENT_IN_IMAGE:
        raise BackMalformed
    return ImagePlan(
        code=signed[33],
        length=int.from_bytes(signed[34:37], "big"),
        nonce=signed[37:49],
        front_digest=signed[113:145],
        post_quantum=bool(flags & _POST_QUANTUM),
        content_in_image=bool(flags & _CONTENT_IN_IMAGE),
    )
