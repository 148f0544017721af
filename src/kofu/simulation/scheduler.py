"""Time in a simulated world: a queue of what happens when, and clocks that may run apart from it."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta


class Scheduler:
    """Runs actions in the order of their moments; equal moments in the order they were put in."""

    def __init__(self, start: datetime) -> None:
        self.start = start
        self.seconds = 0.0
        self._count = 0
        self._queue: list[tuple[float, int, Callable[[], None]]] = []

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        """Have this happen so many seconds from now."""
        self._count += 1
        heapq.heappush(self._queue, (self.seconds + seconds, self._count, action))

    def run(self, is_over: Callable[[], bool]) -> None:
        """Go on until it is over or nothing is left to happen."""
        queue = self._queue
        while queue and not is_over():
            self.seconds, _, action = heapq.heappop(queue)
            action()

    def now(self) -> datetime:
        """The world's own moment."""
        return self.start + timedelta(seconds=self.seconds)


class NodeClock:
    """One machine's clock: the world's time and an error that faults may set."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self.error_seconds = 0.0
        self._read_at = -1.0
        self._moment = scheduler.start

    def now(self) -> datetime:
        """See Clock; whole seconds, so that equal moments are common."""
        told = float(int(self._scheduler.seconds + self.error_seconds))
        if told != self._read_at:
            self._read_at, self._moment = told, self._scheduler.start + timedelta(seconds=told)
        return self._moment

    def ticks(self) -> float:
        """See Clock."""
        return self._scheduler.seconds
