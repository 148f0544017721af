"""The format's own random numbers: SplitMix64, the same on every machine and in every language.

Output ``i`` (from 0) of seed ``s`` is ``mix(s + (i + 1) · 9E3779B97F4A7C15)`` in 64-bit arithmetic, with
``mix(z) = z₂ ⊕ z₂≫31``, ``z₂ = (z₁ ⊕ z₁≫27) · 94D049BB133111EB``, ``z₁ = (z ⊕ z≫30) · BF58476D1CE4E5B9``.
Outputs do not depend on each other, so that a million of them are a few array operations.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


def words(seed: int, count: int) -> Words:
    """The first ``count`` outputs of a seed."""
    z = np.arange(1, count + 1, dtype=np.uint64) * _STEP + np.uint64(seed)
    z = (z ^ (z >> np.uint64(30))) * _FIRST
    z = (z ^ (z >> np.uint64(27))) * _SECOND
    return z ^ (z >> np.uint64(31))


def bits(seed: int, count: int) -> npt.NDArray[np.uint8]:
    """``count`` bits: each output gives 64, from its most significant bit down."""
    needed = words(seed, -(-count // 64)).astype(">u8")
    return np.unpackbits(needed.view(np.uint8))[:count]


def order(seed: int, count: int) -> npt.NDArray[np.int32]:
    """The numbers 0 … count − 1 in random order: sorted by the output that belongs to each, equal outputs by number."""
    return np.argsort(words(seed, count), kind="stable").astype(np.int32)
