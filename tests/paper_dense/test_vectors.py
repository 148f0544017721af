"""The vectors of docs/paper-format.md, computed by the code and looked up in the document."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from kofu.paper.background.dots import tile
from kofu.paper.dense.codes import codes
from kofu.paper.dense.drawing import draw_back
from kofu.paper.dense.format import core_word, encode_back, whitened
from kofu.paper.dense.geometry import plan
from kofu.paper.dense.ldpc import encode
from kofu.paper.dense.sealing import DenseBack

DOCUMENT = (Path(__file__).parents[2] / "docs" / "paper-format.md").read_text(encoding="utf-8")
CORE = bytes(i % 256 for i in range(1344))


def image(length: int) -> bytes:
    return bytes(i * 7 % 256 for i in range(length))


def packed(bits: np.ndarray) -> str:
    return hashlib.sha256(np.packbits(bits).tobytes()).hexdigest()[:16]


def test_pilots_and_order_are_as_published() -> None:
    fixed = plan()
    order = hashlib.sha256(fixed.data.astype(">u4").tobytes()).hexdigest()[:16]
    for found in (packed(fixed.pilot), packed(fixed.pilot_ink), order, str(fixed.data[:6].tolist())[1:-1]):
        assert found in DOCUMENT


def test_words_are_as_published() -> None:
    assert whitened(CORE)[:16].hex() in DOCUMENT
    assert packed(core_word(CORE)) in DOCUMENT
    for code in codes()[1:]:
        assert packed(encode(code, image(code.capacity_bytes))) in DOCUMENT


def test_a_whole_page_is_as_published() -> None:
    cells = encode_back(DenseBack(CORE, image(20_000), 2))
    assert packed(cells) in DOCUMENT
    assert hashlib.sha256(draw_back(cells)).hexdigest()[:16] in DOCUMENT
    assert packed(tile()) in DOCUMENT
