"""Whether each register can prove that it is current (promise 2).

A register is heard of when it records facts or when its feed sends a heartbeat, which says "nothing since number N".
One that has been silent for longer than ``stale_after`` issues nothing; nor does one whose feed showed a gap, an
alteration or a difference, until an operator has reconciled it (docs/feed.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kofu.registers.errors import RegisterStale, RegisterStopped
from kofu.registers.kinds import RegisterName


@dataclass(frozen=True, slots=True)
class Watermark:
    """How far one register has been recorded, and when it was last heard of."""

    register: RegisterName
    sequence: int
    """Number of its last fact in this municipality; 0 for a register without facts"""
    heard_at: datetime
    """For a fed register the moment its last batch was made, not that of its arrival"""


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a register issues nothing although it was heard of."""

    number: int
    """Numbered in its municipality"""
    register: RegisterName
    cause: str
    """Failure code, FEED_GAP"""
    source: str
    batch: int | None
    """Number of the batch that showed it, where it had one"""
    stopped_at: datetime


@dataclass(frozen=True, slots=True)
class Freshness:
    """The watermarks and open stops of one municipality's registers."""

    marks: Mapping[RegisterName, Watermark]
    stale_after: timedelta
    stops: tuple[Stop, ...] = field(default=())

    def stale(self, registers: Iterable[RegisterName], at: datetime) -> list[RegisterName]:
        """Those of the registers that are stopped, were never heard of, or not lately."""
        stopped = {stop.register for stop in self.stops}
        return [name for name in registers if name in stopped or self.is_silent(name, at)]

    def require(self, registers: Iterable[RegisterName], at: datetime) -> None:
        """Raise RegisterStopped or RegisterStale for the first register that cannot prove it is current."""
        for name in self.stale(registers, at):
            for stop in self.stops:
                if stop.register is name:
                    raise RegisterStopped(
                        register=name.value, cause=stop.cause, batch=stop.batch, since=stop.stopped_at.isoformat()
                    )
            mark = self.marks.get(name)
            raise RegisterStale(register=name.value, heard_at=mark.heard_at.isoformat() if mark else None)

    def is_silent(self, name: RegisterName, at: datetime) -> bool:
        """Whether the register was not heard of for longer than it may be."""
        mark = self.marks.get(name)
        return mark is None or at - mark.heard_at > self.stale_after
