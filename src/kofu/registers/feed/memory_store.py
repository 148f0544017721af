"""The feed's rows in memory, for simulation."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from kofu.registers.facts import FactRow
from kofu.registers.feed.batch import Batch, Entry
from kofu.registers.feed.chain import is_next
from kofu.registers.feed.store import Refusal, Release
from kofu.registers.feed.totals import Total
from kofu.registers.freshness import Stop
from kofu.registers.kinds import RegisterName
from kofu.registers.lines import row_line
from kofu.registers.memory_store import MemoryRegisterStore


class MemoryFeedStore:
    """The feed of one municipality beside its register store, under the same lock."""

    def __init__(self, registers: MemoryRegisterStore) -> None:
        self._registers = registers
        self._entries: dict[tuple[str, int], Entry] = {}
        self._reached: dict[tuple[str, int], int] = {}
        self._tails: dict[str, Entry] = {}
        self._releases: list[Release] = []
        self._refusals: list[Refusal] = []
        self.municipality = registers.municipality

    def record_batch(self, batch: Batch, at: datetime) -> bool:
        """Judge and record under the lock that issuing takes."""
        entry = batch.entry
        place = entry.source, entry.number
        with self._registers.lock:
            if not is_next(entry, self._tails.get(entry.source), self._entries.get(place), at):
                return False
            self._reached[place] = self._registers.record(batch.facts, at, entry.made_at)
            self._registers.heartbeat(entry.registers, entry.made_at)
            self._entries[place] = self._tails[entry.source] = entry
        return True

    def tails(self) -> Mapping[str, Entry]:
        """The last batch of each source."""
        with self._registers.lock:
            return dict(self._tails)

    def entry(self, source: str, number: int) -> Entry | None:
        """A recorded batch."""
        return self._entries.get((source, number))

    def totals(self, registers: Collection[RegisterName], source: str, number: int) -> Mapping[RegisterName, Total]:
        """Totals up to a batch's last fact."""
        rows = [row for row in self._registers.rows() if row.sequence <= self._reached[source, number]]
        superseded = {row.supersedes for row in rows}
        effective = [row for row in rows if row.sequence not in superseded]
        return {register: Total().plus(map(row_line, _of(register, effective))) for register in registers}

    def stop(self, registers: Collection[RegisterName], refusal: Refusal) -> None:
        """Stop registers, but for those stopped for this cause already."""
        with self._registers.lock:
            held = {(stop.register, stop.cause) for stop in self._registers.open_stops.values()}
            for register in sorted(registers, key=lambda name: name.value):
                if (register, refusal.code) not in held:
                    self._registers.stops_ever += 1
                    number = self._registers.stops_ever
                    self._registers.open_stops[number] = Stop(
                        number, register, refusal.code, refusal.source or "", refusal.batch, refusal.at
                    )

    def stops(self) -> Sequence[Stop]:
        """The stops nobody has ended."""
        with self._registers.lock:
            return tuple(self._registers.open_stops.values())

    def release(self, release: Release) -> None:
        """End stops."""
        with self._registers.lock:
            for number in release.stops:
                del self._registers.open_stops[number]
            self._releases.append(release)

    def releases(self) -> Sequence[Release]:
        """Every release, oldest first."""
        return tuple(self._releases)

    def note(self, refusal: Refusal) -> None:
        """Remember that a batch was refused."""
        self._refusals.append(refusal)

    def refusals(self, most: int) -> Sequence[Refusal]:
        """The latest refusals, newest first."""
        return tuple(reversed(self._refusals[-most:]))


def _of(register: RegisterName, rows: Collection[FactRow]) -> list[FactRow]:
    return [row for row in rows if row.kind.register is register]
