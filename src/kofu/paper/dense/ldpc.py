"""Writing and reading words of the codes. All blocks stand side by side: element ``z · blocks + b`` of a column.

In that order a cyclic shift of a circulant is one shift of a flat array, and a word is the channel's own order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kofu.paper.dense.codes import Code

Bits = npt.NDArray[np.uint8]
Soft = npt.NDArray[np.int16]
"""32 × log-likelihood ratio; positive is a 0"""

SOFT_UNIT = 32
SOFT_MOST = 2000
_POSTERIOR_MOST = 16000
_MESSAGE_MOST = 4000


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a decoder ended with."""

    message: bytes
    settled: bool
    """Whether every parity check holds: a word of the code was found"""
    rounds: int
    word: Bits
    """The whole word as channel bits; only as good as ``settled`` says"""


def encode(code: Code, message: bytes) -> Bits:
    """The channel bits of all blocks. The message fills the code's capacity exactly."""
    if len(message) != code.capacity_bytes:
        raise ValueError("the message must fill the code")
    word = np.zeros((code.columns, code.size * code.blocks), np.uint8)
    word[: code.inputs] = _to_columns(code, message)
    sums = np.zeros((code.rows, code.size * code.blocks), np.uint8)
    for row, entries in enumerate(code.entries):
        for column, shift in entries:
            _add_shifted(sums[row], word[column], shift * code.blocks)
    _accumulate(code, word[code.inputs :], sums)
    return word.reshape(-1)


def _accumulate(code: Code, parity: Bits, sums: Bits) -> None:
    """Parity columns from the rows' sums: the first is their total, then each row gives the next."""
    parity[0] = np.bitwise_xor.reduce(sums, axis=0)
    for row in range(code.rows - 1):
        parity[row + 1] = sums[row]
        if row:
            parity[row + 1] ^= parity[row]
        if row == 0:
            _add_shifted(parity[1], parity[0], code.blocks)
        if row == code.rows // 2:
            parity[row + 1] ^= parity[0]


def _add_shifted(target: Bits, source: Bits, distance: int) -> None:
    rest = len(source) - distance
    target[:rest] ^= source[distance:]
    target[rest:] ^= source[:distance]


def _to_columns(code: Code, message: bytes) -> Bits:
    """Bits of the message, most significant first, block after block; missing bits of the last byte are 0."""
    padded = np.zeros(code.inputs * code.size * code.blocks, np.uint8)
    bits = np.unpackbits(np.frombuffer(message, np.uint8))
    padded[: len(bits)] = bits
    blocks = padded.reshape(code.blocks, code.inputs, code.size)
    return blocks.transpose(1, 2, 0).reshape(code.inputs, -1)


def _from_columns(code: Code, columns: Bits) -> bytes:
    blocks = columns.reshape(code.inputs, code.size, code.blocks).transpose(2, 0, 1)
    return np.packbits(blocks.reshape(-1)[: 8 * code.capacity_bytes]).tobytes()


class Decoder:
    """Layered normalised min-sum in 16-bit arithmetic. One per code; holds working memory, so one per thread."""

    def __init__(self, code: Code) -> None:
        self._code = code
        self._rows = [code.row(row) for row in range(code.rows)]
        self._span = code.size * code.blocks
        self._values = [np.empty((len(row), self._span), np.int16) for row in self._rows]
        self._messages = [np.zeros((len(row), self._span), np.int16) for row in self._rows]

    def decode(self, soft: Soft, most_rounds: int) -> Decoded:
        """The word nearest to what was read. ``soft`` has one value a channel bit."""
        columns = list(np.clip(soft, -SOFT_MOST, SOFT_MOST).reshape(self._code.columns, self._span))
        turned = [0] * self._code.columns
        for messages in self._messages:
            messages[:] = 0
        for rounds in range(1, most_rounds + 1):
            holding = True
            for row in range(self._code.rows):
                holding &= self._update(row, columns, turned)
            if holding and self._is_codeword(word := self._word(columns, turned)):
                return self._ended(word, rounds, settled=True)
        word = self._word(columns, turned)
        return self._ended(word, most_rounds, settled=self._is_codeword(word))

    def _ended(self, word: Bits, rounds: int, *, settled: bool) -> Decoded:
        message = _from_columns(self._code, word[: self._code.inputs])
        return Decoded(message, settled, rounds, word.reshape(-1))

    def _update(self, row: int, columns: list[Soft], turned: list[int]) -> bool:
        """One layer; columns stay turned the way the row needs them. Whether the row held before."""
        values, messages = self._values[row], self._messages[row]
        for place, (column, shift) in enumerate(self._rows[row]):
            _turn(values[place], columns[column], (shift * self._code.blocks - turned[column]) % self._span)
            columns[column] = values[place]
            turned[column] = shift * self._code.blocks
        held = not bool((np.bitwise_xor.reduce(values, axis=0) < 0).any())
        np.subtract(values, messages, out=values)
        _check_node(values, messages, self._code.scale)
        np.add(values, messages, out=values)
        np.clip(values, -_POSTERIOR_MOST, _POSTERIOR_MOST, out=values)
        return held

    def _word(self, columns: list[Soft], turned: list[int]) -> Bits:
        word = np.empty((self._code.columns, self._span), np.uint8)
        for column, values in enumerate(columns):
            word[column] = np.roll(values, turned[column]) < 0
        return word

    def _is_codeword(self, word: Bits) -> bool:
        for row in self._rows:
            total = np.zeros(self._span, np.uint8)
            for column, shift in row:
                _add_shifted(total, word[column], shift * self._code.blocks)
            if total.any():
                return False
        return True


def _turn(target: Soft, source: Soft, distance: int) -> None:
    rest = len(source) - distance
    target[:rest] = source[distance:]
    target[rest:] = source[:distance]


def _check_node(values: Soft, messages: Soft, scale: int) -> None:
    """Replace messages: sign of the others' product, smallest magnitude of the others, weakened."""
    sizes = np.abs(values)
    least = np.minimum(sizes[0], sizes[1])
    second = np.maximum(sizes[0], sizes[1])
    for size in sizes[2:]:
        np.minimum(second, np.maximum(least, size), out=second)
        np.minimum(least, size, out=least)
    least, second, least_raw = _weakened(least, scale), _weakened(second, scale), least
    product = np.bitwise_xor.reduce(values, axis=0)
    for place, size in enumerate(sizes):
        signs = (product ^ values[place]) >> 15
        kept = np.where(size == least_raw, second, least)
        np.subtract(kept ^ signs, signs, out=messages[place])


def _weakened(size: Soft, scale: int) -> Soft:
    limited = np.minimum(size, _MESSAGE_MOST).view(np.uint16)
    return ((limited * np.uint16(scale)) >> np.uint16(4)).view(np.int16)
