"""Faults that strike by the hour rather than by the step, and the repair of everything at the end."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from kofu.simulation.faults import Fault
from kofu.simulation.keys import BUILD, OLD_BUILD

if TYPE_CHECKING:
    from kofu.simulation.servers import MunicipalNode
    from kofu.simulation.world import World


class Disturbances:
    """Partitions, clock steps, outages and old builds, each for a while."""

    def __init__(self, world: World, dice: random.Random) -> None:
        self._world = world
        self._dice = dice

    def begin(self) -> None:
        """Plan the first of each kind; each plans its next."""
        self._plan(Fault.PARTITION, self._partition)
        self._plan(Fault.CLOCK_STEP, self._step_clock)
        self._plan(Fault.STALE_LISTS, self._hold_lists)
        self._plan(Fault.BUILD_DRIFT, self._drift)
        self._plan(Fault.FEED_OUTAGE, self._cut_feed)

    def _plan(self, fault: Fault, strike: Callable[[], float]) -> None:
        seconds = self._world.faults.seconds_until(fault)

        def happen() -> None:
            if self._world.faults.is_active:
                self._world.faults.counts[fault] += 1
                lasts = strike()
                self._world.scheduler.after(lasts, lambda: self._plan(fault, strike))

        if seconds is not None:
            self._world.scheduler.after(seconds, happen)

    def _for_a_while(self, least: float, most: float, undo: Callable[[], None]) -> float:
        seconds = self._dice.uniform(least, most)
        self._world.scheduler.after(seconds, undo)
        return seconds

    def _partition(self) -> float:
        name = self._dice.choice(self._world.nodes).name
        self._world.network.cut_off.add(name)
        return self._for_a_while(60, 400, lambda: self._world.network.cut_off.discard(name))

    def _step_clock(self) -> float:
        clock = self._dice.choice(self._world.nodes).clock
        span = self._dice.choice((40.0, 600.0, 7200.0))
        clock.error_seconds = self._dice.choice((-1, 1)) * self._dice.uniform(1, span)

        def undo() -> None:
            clock.error_seconds = 0.0

        return self._for_a_while(120, 600, undo)

    def _hold_lists(self) -> float:
        self._world.lists_are_old = True

        def undo() -> None:
            self._world.lists_are_old = False

        return self._for_a_while(120, 500, undo)

    def _drift(self) -> float:
        node = self._dice.choice([node for nodes in self._world.servers.values() for node in nodes])
        self.install(node, OLD_BUILD)
        return self._for_a_while(300, 900, lambda: self.install(node, BUILD))

    def install(self, node: MunicipalNode, build: str) -> None:
        """Have a server run a build. The old one has the mistake of 2019 that prints the preceding person."""
        role = node.server.role
        node.server.role = replace(role, settings=replace(role.settings, build=build))
        node.run_build(build)

    def _cut_feed(self) -> float:
        feed = self._dice.choice(list(self._world.feeds.values()))
        feed.is_out = True

        def undo() -> None:
            feed.is_out = False
            feed.resend()

        return self._for_a_while(1200, 2400, undo)

    def repair_everything(self) -> None:
        """From now on nothing goes wrong any more, and what had gone wrong is repaired."""
        world = self._world
        world.faults.is_active = False
        world.network.cut_off.clear()
        world.lists_are_old = False
        for node in world.nodes:
            node.clock.error_seconds = 0.0
            node.start()
        for nodes in world.servers.values():
            for server in nodes:
                self.install(server, BUILD)
        for feed in world.feeds.values():
            feed.is_out = False
            feed.resend()
