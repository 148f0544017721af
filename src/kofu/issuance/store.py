"""What a role remembers: append-only transitions, claims, ledger entries and erasable blobs, behind one interface.

State is never stored; it is what the rows of a stream add up to. A unit of ``Work`` is written whole or not at all.
Three implementations pass one contract-test suite: in memory (simulation), SQLite and PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from kofu.errors import KofuError
from kofu.issuance.canonical import Json
from kofu.issuance.ledger import Entry


class StreamMoved(KofuError):
    """Somebody else wrote this place of the stream first; nothing of this work was written."""

    code = "STORE_STREAM_MOVED"
    summary = "another worker was faster; read again and decide again"


class AlreadyClaimed(KofuError):
    """A key that may be used once was used before; nothing of this work was written."""

    code = "STORE_ALREADY_CLAIMED"
    summary = "this key was used before"


class EntryExists(KofuError):
    """This copy's money was moved this way before; nothing of this work was written."""

    code = "STORE_ENTRY_EXISTS"
    summary = "this money was moved before"


@dataclass(frozen=True, slots=True)
class Row:
    """One transition: the ``sequence``-th thing that happened in a stream, and the state it led to."""

    stream: str
    sequence: int
    event: str
    state: str
    at: datetime
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """Takes ``key`` in ``space`` for ``owner``, once and for ever: numbers, proofs."""

    space: str
    key: str
    owner: str


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes that will be erased again: a sealed envelope waiting for its kiosk (promise 4)."""

    key: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message another party has to get, however long that takes; ``key`` names it, so that repeats do no harm."""

    key: str
    party: str
    body: str


@dataclass(frozen=True, slots=True)
class Work:
    """What one decision writes, together."""

    rows: tuple[Row, ...] = ()
    claims: tuple[Claim, ...] = ()
    entries: tuple[Entry, ...] = ()
    put: tuple[Blob, ...] = ()
    erase: tuple[str, ...] = ()
    post: tuple[Outgoing, ...] = ()
    posted: tuple[str, ...] = ()
    """Keys of outgoing messages that were acknowledged"""

    def and_also(self, other: Work) -> Work:
        """Both works as one."""
        return Work(
            self.rows + other.rows,
            self.claims + other.claims,
            self.entries + other.entries,
            self.put + other.put,
            self.erase + other.erase,
            self.post + other.post,
            self.posted + other.posted,
        )


class Store(Protocol):
    """One party's memory."""

    def rows(self, stream: str) -> tuple[Row, ...]:
        """A stream from its first row on; empty when nothing happened."""

    def streams(self, prefix: str, states: Iterable[str]) -> tuple[str, ...]:
        """Names of streams that begin with ``prefix`` and whose last row has one of ``states``, sorted."""

    def owner(self, space: str, key: str) -> str | None:
        """Who claimed the key."""

    def entries(self, issuance: str | None = None) -> tuple[Entry, ...]:
        """The ledger, or one issuance's part of it, in the order written."""

    def blob(self, key: str) -> bytes | None:
        """Bytes put and not yet erased."""

    def blobs(self) -> tuple[str, ...]:
        """Names of all bytes put and not yet erased, sorted."""

    def outbox(self) -> tuple[Outgoing, ...]:
        """Messages not yet acknowledged, oldest first."""

    def commit(self, work: Work) -> None:
        """Write all of it or nothing. Raises StreamMoved, AlreadyClaimed, EntryExists."""

    def lock(self) -> AbstractContextManager[None]:
        """Hold back other writers while checking what a commit depends on; commits inside join it."""
