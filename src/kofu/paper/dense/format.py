"""From a sealed back to cells and from read cells to bytes: the channel (docs/paper-format.md §3).

The channel is the core's word three times, then the image layer's word, its blocks bit by bit in turn, then filling.
One fixed random order spreads it over all data cells, so that a hole in the paper costs every word the same.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from kofu.paper.dense import noise
from kofu.paper.dense.codes import CORE_REPEATS, Code, core_code, image_code
from kofu.paper.dense.core import CORE_BYTES
from kofu.paper.dense.errors import BackTooLarge
from kofu.paper.dense.geometry import FILLING_SEED, HEIGHT, WHITENING_SEED, WIDTH, Cells, plan
from kofu.paper.dense.ldpc import SOFT_MOST, Bits, Soft, encode
from kofu.paper.dense.sealing import DenseBack


def encode_back(back: DenseBack) -> Cells:
    """The cells of a page, 1 is black; the same for equal backs. Raises BackTooLarge."""
    code = image_code(back.code)
    if code is None or len(back.image) > code.capacity_bytes:
        raise BackTooLarge(bytes=len(back.image))
    cells = plan().pilot_ink.copy().reshape(-1)
    cells[plan().data] = _channel(whitened(back.core), _padded(back.image, code), code)
    return cells.reshape(HEIGHT, WIDTH)


def core_word(core: bytes) -> Bits:
    """The channel bits of a core, once."""
    return encode(core_code(), whitened(core))


def whitened(core: bytes) -> bytes:
    """The core under the format's constant noise, so that zeros do not print as a pattern; undoes itself."""
    return (np.frombuffer(core, np.uint8) ^ _whitening()).tobytes()


def core_soft(channel: Soft) -> Soft:
    """The core's three copies added up."""
    span = core_code().channel_bits
    total = channel[: CORE_REPEATS * span].reshape(CORE_REPEATS, span).sum(axis=0, dtype=np.int32)
    summed: Soft = np.clip(total, -SOFT_MOST, SOFT_MOST).astype(np.int16)
    return summed


def image_soft(channel: Soft, code: Code) -> Soft:
    """The image layer's part of the channel."""
    start = CORE_REPEATS * core_code().channel_bits
    return channel[start : start + code.channel_bits]


def known_cells(core: bytes) -> tuple[npt.NDArray[np.int32], Bits]:
    """Where a decoded core stands on the page (flat indices), and the ink there: as good as pilots."""
    word = core_word(core)
    return plan().data[: CORE_REPEATS * len(word)], np.tile(word, CORE_REPEATS)


def _channel(core: bytes, image: bytes, code: Code) -> Bits:
    channel = _filling().copy()
    word = encode(core_code(), core)
    start = CORE_REPEATS * len(word)
    channel[:start] = np.tile(word, CORE_REPEATS)
    channel[start : start + code.channel_bits] = encode(code, image)
    return channel


def _padded(image: bytes, code: Code) -> bytes:
    return image + _filling_bytes()[len(image) : code.capacity_bytes]


@cache
def _whitening() -> npt.NDArray[np.uint8]:
    return np.packbits(noise.bits(WHITENING_SEED, 8 * CORE_BYTES))


@cache
def _filling() -> Bits:
    return noise.bits(FILLING_SEED, len(plan().data))


@cache
def _filling_bytes() -> bytes:
    return np.packbits(_filling()).tobytes()
