"""A party's memory whose every commit is seen by the world: for transcript, stories and checks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kofu.issuance.memory_store import MemoryStore
from kofu.issuance.store import Work

if TYPE_CHECKING:
    from kofu.simulation.world import World


class WatchedStore(MemoryStore):
    """The store in memory, with an onlooker."""

    def __init__(self, world: World, party: str) -> None:
        super().__init__()
        self.world = world
        self.party = party

    def commit(self, work: Work) -> None:
        """See Store."""
        super().commit(work)
        if work.rows:
            self.world.observer.committed(self, work.rows)

    def streams_as_written(self, prefix: str, states: Iterable[str]) -> tuple[str, ...]:
        """As ``streams``, for onlookers: by the rows, whatever a party makes of them."""
        return MemoryStore.streams(self, prefix, states)

    def everything_written(self) -> str:
        """All rows and messages as text, to be searched for what must not stand there."""
        return repr((self._rows, self._claims, self._outbox))
