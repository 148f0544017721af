"""A machine of the simulated world: it has a clock, is up or down, and forgets what it was about to do when killed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kofu.simulation.faults import Fault
from kofu.simulation.scheduler import NodeClock

if TYPE_CHECKING:
    from kofu.simulation.world import World


class Node:
    """What kiosks, the centre and municipal servers have in common."""

    killed_by: Fault
    down_seconds = (20.0, 90.0)

    def __init__(self, world: World, name: str, clock: NodeClock | None = None) -> None:
        self.world = world
        self.name = name
        self.clock = clock or NodeClock(world.scheduler)
        self.is_up = True
        self.life = 0
        """Counts up with each kill: what belongs to an earlier life does not happen any more"""

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        """Have this happen unless the machine is killed meanwhile."""
        life = self.life
        self.world.scheduler.after(seconds, lambda: action() if life == self.life else None)

    def is_killed(self) -> bool:
        """Whether it is killed right here, between two steps."""
        if not self.world.faults.strikes(self.killed_by):
            return False
        self.kill()
        return True

    def kill(self) -> None:
        """Power is gone: everything in memory with it."""
        self.life += 1
        self.is_up = False
        self.world.scheduler.after(self.world.faults.dice.uniform(*self.down_seconds), self.start)

    def start(self) -> None:
        """Power is back."""
        if not self.is_up:
            self.is_up = True
            self.recover()

    def recover(self) -> None:
        """What is done first after a restart."""
