"""Totals of facts: how many, and one number that any lost, added or altered fact changes.

The number is the sum modulo 2^256 of the SHA-256 of each fact's line (``lines.row_line``), so that neither side has to
sort anything. It finds what was lost or changed by mistake; against somebody who wants to deceive stand the signatures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

_MODULUS = 1 << 256


@dataclass(frozen=True, slots=True)
class Total:
    """Number of facts and the sum of their digests."""

    facts: int = 0
    digest: int = 0

    def plus(self, lines: Iterable[bytes]) -> Total:
        """With these facts as well."""
        facts, digest = self.facts, self.digest
        for line in lines:
            facts += 1
            digest += int.from_bytes(hashlib.sha256(line).digest(), "big")
        return Total(facts, digest % _MODULUS)

    def minus(self, lines: Iterable[bytes]) -> Total:
        """Without these facts."""
        taken = Total().plus(lines)
        return Total(self.facts - taken.facts, (self.digest - taken.digest) % _MODULUS)

    @property
    def hex(self) -> str:
        """The sum as 64 hexadecimal digits."""
        return f"{self.digest:064x}"
