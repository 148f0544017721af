"""What the tests of paper share: the font, a drawn document, keys that are not secret."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kofu.certificates import Content
from kofu.numbering import draw as draw_number
from kofu.paper.binding import Binding
from kofu.paper.characters import find_font
from kofu.paper.errors import FontUnusable
from kofu.paper.front.drawing import Front
from kofu.paper.seal import SealSigner

FONT_FOLDERS = (Path(__file__).parents[2] / ".fonts", Path("/usr/share/fonts"))
SEAL_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"test seal key, not secret").digest())
SEAL_PUBLIC = SEAL_KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
SIGNER = SealSigner(b"ak26", SEAL_KEY.sign)


def font_path() -> Path:
    try:
        return find_font(FONT_FOLDERS)
    except FontUnusable:
        pytest.skip("the certificate font IPAmj Mincho is not installed on this machine")


@cache
def front() -> Front:
    return Front.load(font_path())


def binding_for(content: Content, seed: str = "1") -> Binding:
    salt = hashlib.sha256(seed.encode()).digest()
    number = draw_number(
        content.issuer.code, content.kind.number, content.issued_at.date(), int.from_bytes(salt[:9], "big")
    )
    return Binding(
        number=number,
        application_digest=hashlib.sha256(b"application" + salt).digest(),
        sheet_key=hashlib.sha256(b"key" + salt).digest(),
        nonce=salt[:16],
        issued_at=content.issued_at,
    )
