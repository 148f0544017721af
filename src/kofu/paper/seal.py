"""The signed seal on the front (電子契印): its bytes, bound by bound.

| offset | bytes | what |
|---|---|---|
| 0 | 3 | ``KF`` and version 1 |
| 3 | 4 | id of the municipality's seal key |
| 7 | 17 | the 40-digit document number, big-endian |
| 24 | 1 | certificate kind |
| 25 | 2 | page, pages |
| 27 | 5 | moment of issue, Unix seconds |
| 32 | 1 | persons on the whole set |
| 33 | 32 | sheet key |
| 65 | 32 | digest of what the page says |
| 97 | 1 | flags; 1: essential fields were left out for want of space |
| 98 | 1 | length of the essential fields, at most 240 |
| 99 | … | essential fields: tag, length, UTF-8 |
| end | 64 | Ed25519 over ``kofu/seal/v1`` NUL and everything before |

A reader looks at key id and number to find the key, checks the signature, and only then reads the rest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kofu.certificates import Essential, Fields
from kofu.clock import from_unix, unix_seconds
from kofu.numbering import DocumentNumber, InvalidNumber, parts, read
from kofu.paper.errors import SealForged, SealMalformed, SealTooLarge

MAGIC = b"KF\x01"
HEAD_BYTES = 99
SIGNATURE_BYTES = 64
ESSENTIALS_BYTES = 240
MOST_BYTES = HEAD_BYTES + ESSENTIALS_BYTES + SIGNATURE_BYTES
"""403; a QR symbol 15-M holds 412"""

_SIGNED = b"kofu/seal/v1\x00"
_PAGE = b"kofu/page-digest/v1\x00"
_INCOMPLETE = 1


@dataclass(frozen=True, slots=True)
class SealSigner:
    """A municipality's seal key, which may live elsewhere: 4 bytes of id and a function that signs."""

    key_id: bytes
    sign: Callable[[bytes], bytes]
    """Ed25519; 64 bytes"""


@dataclass(frozen=True, slots=True)
class Seal:
    """What the seal of one page says."""

    number: DocumentNumber
    kind: int
    page: int
    pages: int
    issued_at: datetime
    persons: int
    sheet_key: bytes
    page_digest: bytes
    essentials: tuple[tuple[Essential, str], ...] = ()
    complete: bool = True
    """False when essential fields were left out for want of space"""


@dataclass(frozen=True, slots=True)
class Claim:
    """What an unchecked seal claims: enough to look for the key, and nothing more."""

    key_id: bytes
    number: DocumentNumber


def page_digest(sheet_key: bytes, form: str, fields: Fields, imprint: bytes = b"") -> bytes:
    """32 bytes that fix what one page says; keyed by the sheet key, so that guesses need the paper.

    SHA-256 over a label, the key, the SHA-256 of a seal imprint's PNG (of nothing, where there is none), and the form
    and fields as JSON with sorted keys and no blanks.
    """
    said = json.dumps([form, dict(fields)], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(_PAGE + sheet_key + hashlib.sha256(imprint).digest() + said.encode()).digest()


def with_essentials(essentials: Iterable[tuple[Essential, str]]) -> tuple[tuple[tuple[Essential, str], ...], bool]:
    """As many essential fields as the seal holds, whole and in order, and whether that was all."""
    kept: list[tuple[Essential, str]] = []
    room = ESSENTIALS_BYTES
    for tag, text in essentials:
        room -= 2 + len(text.encode())
        if room < 0 or len(text.encode()) > 255:
            return tuple(kept), False
        kept.append((tag, text))
    return tuple(kept), True


def encode(seal: Seal, signer: SealSigner) -> bytes:
    """The signed bytes. Raises SealTooLarge for a value out of bounds."""
    essentials = b"".join(bytes([tag.value, len(text.encode())]) + text.encode() for tag, text in seal.essentials)
    counts = (seal.kind, seal.page, seal.pages, seal.persons)
    fits = len(essentials) <= ESSENTIALS_BYTES and all(0 < count < 256 for count in counts)
    if not fits or len(signer.key_id) != 4 or len(seal.sheet_key) != 32 or len(seal.page_digest) != 32:
        raise SealTooLarge(length=len(essentials))
    body = (
        MAGIC
        + signer.key_id
        + int(seal.number).to_bytes(17, "big")
        + bytes([seal.kind, seal.page, seal.pages])
        + unix_seconds(seal.issued_at).to_bytes(5, "big")
        + bytes([seal.persons])
        + seal.sheet_key
        + seal.page_digest
        + bytes([0 if seal.complete else _INCOMPLETE, len(essentials)])
        + essentials
    )
    return body + signer.sign(_SIGNED + body)


def claim(data: bytes) -> Claim:
    """Key id and number of an unchecked seal, from fixed places; the number has a real date. Raises SealMalformed."""
    if not HEAD_BYTES + SIGNATURE_BYTES <= len(data) <= MOST_BYTES or data[:3] != MAGIC:
        raise SealMalformed
    try:
        number = read(f"{int.from_bytes(data[7:24], 'big'):040d}")
        parts(number)
    except InvalidNumber:
        raise SealMalformed from None
    return Claim(data[3:7], number)


def decode(data: bytes, public_key: bytes) -> Seal:
    """Check the signature, then read the rest. Raises SealMalformed, SealForged."""
    number = claim(data).number
    body, signature = data[:-SIGNATURE_BYTES], data[-SIGNATURE_BYTES:]
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, _SIGNED + body)
    except (InvalidSignature, ValueError):
        raise SealForged from None
    return _read_body(number, body)


def _read_body(number: DocumentNumber, body: bytes) -> Seal:
    kind, page, pages, persons, flags, length = *body[24:27], body[32], body[97], body[98]
    issued_at, said = _moment(body[27:32]), parts(number)
    consistent = 0 < page <= pages and persons > 0 and flags <= _INCOMPLETE and length == len(body) - HEAD_BYTES
    if not consistent or (said.kind, said.issued_on) != (kind, issued_at.date()):
        raise SealMalformed
    return Seal(
        number=number,
        kind=kind,
        page=page,
        pages=pages,
        issued_at=issued_at,
        persons=persons,
        sheet_key=body[33:65],
        page_digest=body[65:97],
        essentials=tuple(_read_essentials(body[HEAD_BYTES:])),
        complete=flags == 0,
    )


def _moment(seconds: bytes) -> datetime:
    try:
        return from_unix(int.from_bytes(seconds, "big"))
    except (ValueError, OverflowError):
        raise SealMalformed from None


def _read_essentials(data: bytes) -> Iterable[tuple[Essential, str]]:
    place = 0
    while place < len(data):
        end = place + 2 + (data[place + 1] if place + 1 < len(data) else len(data))
        if end > len(data):
            raise SealMalformed
        try:
            yield Essential(data[place]), data[place + 2 : end].decode()
        except ValueError:
            raise SealMalformed from None
        place = end
