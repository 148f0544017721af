"""Whether each register can prove that it is current (promise 2).

A register is heard of when it records facts or when its feed sends a heartbeat, which says "nothing since number N".
One that has been silent for longer than ``stale_after`` issues nothing. Gaps, chains and daily totals of the feed join
in here as further reasons to be stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kofu.registers.errors import RegisterStale
from kofu.registers.kinds import RegisterName


@dataclass(frozen=True, slots=True)
class Watermark:
    """How far one register has been recorded, and when it was last heard of."""

    register: RegisterName
    sequence: int
    """Number of its last fact in this municipality; 0 for a register without facts"""
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class Freshness:
    """The watermarks of one municipality's registers."""

    marks: Mapping[RegisterName, Watermark]
    stale_after: timedelta

    def stale(self, registers: Iterable[RegisterName], at: datetime) -> list[RegisterName]:
        """Those of the registers that were never heard of, or not lately."""
        return [name for name in registers if not self._is_current(name, at)]

    def require(self, registers: Iterable[RegisterName], at: datetime) -> None:
        """Raise RegisterStale for the first register that cannot prove it is current."""
        for name in self.stale(registers, at):
            mark = self.marks.get(name)
            raise RegisterStale(register=name.value, heard_at=mark.heard_at.isoformat() if mark else None)

    def _is_current(self, name: RegisterName, at: datetime) -> bool:
        mark = self.marks.get(name)
        return mark is not None and at - mark.heard_at <= self.stale_after
