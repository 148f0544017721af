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
        self._claims: dict[tuple[str, str], str] = {}
        self._entries: dict[tuple[str, int, Step], Entry] = {}
        self._blobs: dict[str, bytes] = {}
        self._outbox: dict[str, Outgoing] = {}

    def rows(self, stream: str) -> tuple[Row, ...]:
        """See Store."""
        with self._lock:
            return tuple(self._rows.get(stream, ()))

    def streams(self, prefix: str, states: Iterable[str]) -> tuple[str, ...]:
        """See Store."""
        wanted = frozenset(states)
        with self._lock:
            found = (name for name, rows in self._rows.items() if name.startswith(prefix) and rows[-1].state in wanted)
            return tuple(sorted(found))

    def owner(self, space: str, key: str) -> str | None:
        """See Store."""
        with self._lock:
            return self._claims.get((space, key))

    def entries(self, issuance: str | None = None) -> tuple[Entry, ...]:
        """See Store."""
        with self._lock:
            return tuple(entry for entry in self._entries.values() if issuance in {None, entry.issuance})

    def blob(self, key: str) -> bytes | None:
        """See Store."""
        with self._lock:
            return self._blobs.get(key)

    def outbox(self) -> tuple[Outgoing, ...]:
        """See Store."""
        with self._lock:
            return tuple(self._outbox.values())

    def commit(self, work: Work) -> None:
        """See Store."""
        with self._lock:
            self._check(work)
            for row in work.rows:
                self._rows.setdefault(row.stream, []).append(row)
            for claim in work.claims:
                self._claims[claim.space, claim.key] = claim.owner
            for entry in work.entries:
                self._entries[entry.issuance, entry.copy_index, entry.step] = entry
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
        if len(set(steps)) < len(steps) or any(step in self._entries for step in steps):
            raise EntryExists
