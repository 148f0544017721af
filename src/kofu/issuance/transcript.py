"""Chains of signed applications: one per session and municipality, without gap, repetition or change of order."""

from __future__ import annotations

from dataclasses import dataclass

from kofu.errors import KofuError
from kofu.issuance.messages import Application


class BrokenChain(KofuError):
    """An application is not the next one: something was left out, repeated, reordered or altered."""

    code = "PROTOCOL_BROKEN_CHAIN"
    summary = "the application does not follow the one before it"


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last link: how many applications there were, and the digest of the newest (or of the statement)."""

    sequence: int
    digest: str

    def require_next(self, application: Application) -> None:
        """Raise BrokenChain unless the application is exactly the next link."""
        if (application.sequence, application.previous) != (self.sequence + 1, self.digest):
            raise BrokenChain(expected=self.sequence + 1, received=application.sequence)


UNPROVED = ChainHead(0, "")
"""The head before there is a statement; nothing follows it."""
