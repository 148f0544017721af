"""Backs to print in simulation: real fronts where the font is installed, keys that are no secret."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import cv2
import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from kofu.clock import JAPAN
from kofu.numbering import DocumentNumber, draw
from kofu.paper.dense.core import CoreBody
from kofu.paper.dense.drawing import draw_back
from kofu.paper.dense.format import encode_back
from kofu.paper.dense.front_image import FRONT_HEIGHT, FRONT_WIDTH, Front, compress
from kofu.paper.dense.geometry import PAGE_HEIGHT, PAGE_WIDTH, Cells
from kofu.paper.dense.reading import BackKeys
from kofu.paper.dense.sealing import BackSigner, DenseBack, seal_back

ED25519 = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"test back key, not secret").digest())
ML_DSA = MLDSA44PrivateKey.from_seed_bytes(hashlib.sha256(b"test post-quantum key, not secret").digest())
SIGNER = BackSigner(b"bk26", ED25519.sign, ML_DSA.sign)
PUBLIC = BackKeys(ED25519.public_key().public_bytes_raw(), ML_DSA.public_key().public_bytes_raw())
AT = datetime(2026, 7, 8, 10, 0, tzinfo=JAPAN)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One back and what a reader must find on it."""

    back: DenseBack
    body: CoreBody
    content: bytes
    front: Front
    sheet_key: bytes

    @property
    def cells(self) -> Cells:
        return encode_back(self.back)

    @property
    def bitmap(self) -> np.ndarray:
        """4960 × 7016, 1 is ink."""
        packed = np.frombuffer(draw_back(self.cells), np.uint8)
        return np.unpackbits(packed).reshape(PAGE_HEIGHT, PAGE_WIDTH)


def keys(municipality: str, key_id: bytes, number: DocumentNumber) -> BackKeys | None:
    """The only keys these tests trust."""
    return PUBLIC if (municipality, key_id) == ("282031", b"bk26") else None


def sheet(seed: int, persons: int = 4, signer: BackSigner = SIGNER, content: bytes | None = None) -> Sheet:
    """A back whose number, keys and content follow from the seed."""
    salt = hashlib.sha256(f"sheet {seed}".encode()).digest()
    number = draw("282031", 1, AT.date(), int.from_bytes(salt[:9], "big"))
    body = CoreBody(number, 1, 1, 1, AT, hashlib.sha256(salt).digest(), hashlib.sha256(b"page" + salt).digest())
    words = hashlib.shake_256(salt).digest(652) if content is None else content
    key, nonce, front = hashlib.sha256(b"key" + salt).digest(), salt[:12], plain_front(persons, seed)
    return Sheet(seal_back(body, words, compress(front), key, nonce, signer), body, words, front, key)


@cache
def plain_front(persons: int, seed: int) -> Front:
    """Lines of made-up characters on a form: as much ink, and as hard to compress, as a real front."""
    random = np.random.default_rng([seed, persons])
    page = np.zeros((FRONT_HEIGHT, FRONT_WIDTH), np.uint8)
    glyphs = [_glyph(random) for _ in range(60 + 4 * persons)]
    for top in range(180, 1000 + 110 * persons, 35):
        page[top : top + 1, 95:1560] = 1
        for left in range(110, 1500, 25):
            if random.uniform() < 0.20:
                page[top + 6 : top + 30, left : left + 24] |= glyphs[random.integers(0, len(glyphs))]
    return page


def _glyph(random: np.random.Generator) -> np.ndarray:
    glyph = np.zeros((24, 24), np.uint8)
    for _ in range(random.integers(4, 10)):
        start, end = random.integers(1, 23, 2), random.integers(1, 23, 2)
        end[random.integers(0, 2)] = start[random.integers(0, 2)]
        cv2.line(glyph, start.tolist(), end.tolist(), 1, int(random.integers(1, 3)))
    return glyph
