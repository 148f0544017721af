"""The store in memory, for simulation and tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import RLock

from kofu.issuance.ledger import Entry, Step
from kofu.issuance.store import AlreadyClaimed, EntryExists, Outgoing, Row, StreamMoved, Work


class MemoryStore:
    """Dictionaries under one lock."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._rows: dict[str, list[Row]] = {}
        self._heads: dict[tuple[str, str], dict[str, None]] = {}
        """Streams by the first part of their name and their last state"""
        self._claims: dict[tuple[str, str], str] = {}
        self._entries: dict[str, dict[tuple[int, Step], Entry]] = {}
        self._ledger: list[Entry] = []
        self._blobs: dict[str, bytes] = {}
        self._outbox: dict[str, Outgoing] = {}

    def rows(self, stream: str) -> tuple[Row, ...]:
        """See Store."""
        with self._lock:
            return tuple(self._rows.get(stream, ()))

    def streams(self, prefix: str, states: Iterable[str]) -> tuple[str, ...]:
        """See Store."""
        kind, slash, _ = prefix.partition("/")
        wanted = set(states)
        with self._lock:
            kinds = {kind} if slash else {kind for kind, _ in self._heads}
            found = [name for kind in kinds for state in wanted for name in self._heads.get((kind, state), ())]
            return tuple(sorted(name for name in found if name.startswith(prefix)))

    def owner(self, space: str, key: str) -> str | None:
        """See Store."""
        with self._lock:
            return self._claims.get((space, key))

    def entries(self, issuance: str | None = None) -> tuple[Entry, ...]:
        """See Store."""
        with self._lock:
            if issuance is not None:
                return tuple(self._entries.get(issuance, {}).values())
            return tuple(self._ledger)

    def blob(self, key: str) -> bytes | None:
        """See Store."""
        with self._lock:
            return self._blobs.get(key)

    def blobs(self) -> tuple[str, ...]:
        """See Store."""
        with self._lock:
            return tuple(sorted(self._blobs))

    def outbox(self) -> tuple[Outgoing, ...]:
        """See Store."""
        with self._lock:
            return tuple(self._outbox.values())

    def commit(self, work: Work) -> None:
        """See Store."""
        with self._lock:
            self._check(work)
            for row in work.rows:
                self._append(row)
            for claim in work.claims:
                self._claims[claim.space, claim.key] = claim.owner
            for entry in work.entries:
                self._entries.setdefault(entry.issuance, {})[entry.copy_index, entry.step] = entry
                self._ledger.append(entry)
            for blob in work.put:
                self._blobs[blob.key] = blob.data
            for key in work.erase:
                self._blobs.pop(key, None)
            for outgoing in work.post:
                self._outbox[outgoing.key] = outgoing
            for key in work.posted:
                self._outbox.pop(key, None)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """See Store."""
        with self._lock:
            yield

    def _append(self, row: Row) -> None:
        rows = self._rows.setdefault(row.stream, [])
        kind = row.stream.partition("/")[0]
        if rows:
            self._heads[kind, rows[-1].state].pop(row.stream)
        self._heads.setdefault((kind, row.state), {})[row.stream] = None
        rows.append(row)

    def _check(self, work: Work) -> None:
        next_sequence: dict[str, int] = {}
        for row in work.rows:
            expected = next_sequence.get(row.stream, len(self._rows.get(row.stream, ())) + 1)
            if row.sequence != expected:
                raise StreamMoved(sequence=row.sequence)
            next_sequence[row.stream] = expected + 1
        keys = [(claim.space, claim.key) for claim in work.claims]
        if len(set(keys)) < len(keys) or any(key in self._claims for key in keys):
            raise AlreadyClaimed
        steps = [(entry.issuance, entry.copy_index, entry.step) for entry in work.entries]
        if len(set(steps)) < len(steps) or any(
            (index, step) in self._entries.get(issuance, {}) for issuance, index, step in steps
        ):
            raise EntryExists
