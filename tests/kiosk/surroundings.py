"""A small world for the kiosk's tests: a state directory, everybody's card, a clock that runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kofu import settings
from kofu.assembly.state import DEMO_START, State
from kofu.assembly.world import World
from kofu.cli.dock import DemoSurroundings
from kofu.clock import DemoClock
from kofu.kiosk.dock.bench import Bench, ShiftedClock
from kofu.kiosk.web.patience import Patience
from kofu.rules.book import RuleBook


def make_bench(folder: Path, patience: Patience | None = None, seconds_per_copy: float = 0.0) -> Bench:
    """A kiosk over a state directory, at the demonstration's first moment."""
    settings.begin("demo")
    clock = ShiftedClock(DemoClock(DEMO_START))
    world = replace(World(State(folder), RuleBook.load(), clock))
    world.front  # noqa: B018  # reads the font once, before anything is timed
    return Bench(DemoSurroundings(world, clock), patience or Patience(), seconds_per_copy)
