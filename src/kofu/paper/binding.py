"""What ties one printed set to one application and one card (design §4)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from kofu.numbering import DocumentNumber
from kofu.pki.identity import CardIdentity

_HOLDER_TAG = b"kofu/holder-tag/v1\x00"
_DOCUMENT = b"kofu/document-digest/v1\x00"


@dataclass(frozen=True, slots=True)
class Binding:
    """Everything random or outside that a page carries; with the content it fixes every byte of the document."""

    number: DocumentNumber
    application_digest: bytes
    """32 bytes"""
    sheet_key: bytes
    """32 bytes; opens what the back of the sheets holds, and stands on the front only"""
    nonce: bytes
    """At least 16 bytes; salts the document digest, so that a guess at the content cannot be confirmed"""
    issued_at: datetime

    def __post_init__(self) -> None:
        if len(self.application_digest) != 32 or len(self.sheet_key) != 32 or len(self.nonce) < 16:
            raise ValueError("a binding has a digest and a key of 32 bytes and a nonce of at least 16")
        if self.issued_at.tzinfo is None:
            raise ValueError("the moment of issue needs a time zone")


def holder_tag(application_digest: bytes, identity: CardIdentity) -> bytes:
    """32 bytes that name application and card together.

    SHA-256 over ``kofu/holder-tag/v1`` NUL, the 32 bytes of the application digest and the 32 bytes of the card
    fingerprint. The renderer computes it from the rows drawn, the kiosk from the card it read.
    """
    return holder_tag_of(application_digest, identity.fingerprint())


def holder_tag_of(application_digest: bytes, card_fingerprint: bytes) -> bytes:
    """The same for whoever knows only the card's fingerprint: the centre compares tags without knowing the card."""
    if len(application_digest) != 32 or len(card_fingerprint) != 32:
        raise ValueError("an application digest and a card fingerprint have 32 bytes")
    return hashlib.sha256(_HOLDER_TAG + application_digest + card_fingerprint).digest()


def document_digest(nonce: bytes, pdf: bytes) -> bytes:
    """32 bytes that fix a finished document; SHA-256 over a label, the nonce with its length, and the file."""
    return hashlib.sha256(_DOCUMENT + bytes([len(nonce)]) + nonce + pdf).digest()
