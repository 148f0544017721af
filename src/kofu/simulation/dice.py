"""All chance of a simulated world: one seed, one stream for each purpose, so that a draw here shifts none there."""

from __future__ import annotations

import hashlib
import random


def stream(seed: int, purpose: str) -> random.Random:
    """The chance of one purpose."""
    digest = hashlib.sha256(f"kofu/simulation/{seed}/{purpose}".encode()).digest()
    return random.Random(int.from_bytes(digest, "big"))  # noqa: S311 - repeatable on purpose, protects nothing
