"""The demonstration on a screen: kiosk and dock over a running world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import click

from kofu import settings
from kofu.assembly.world import World
from kofu.card.connection import CardConnection
from kofu.card.simulated.inprocess import InProcessConnection
from kofu.cli.cards import listed
from kofu.kiosk.devices import CardReader, CashUnit, Printer
from kofu.kiosk.dock.bench import Bench, ShiftedClock, TrayCard
from kofu.kiosk.dock.serve import serve_bench
from kofu.kiosk.terminal import Terminal
from kofu.kiosk.web.directory import Directory
from kofu.registers.kinds import RegisterName


@dataclass(frozen=True)
class DemoSurroundings:
    """See dock.bench.Surroundings."""

    world: World
    clock: ShiftedClock

    @cached_property
    def cards(self) -> Sequence[TrayCard]:
        """Everybody's card."""
        names = {rules.id: rules.name for rules in self.world.book.municipalities}
        return [
            TrayCard(row["name"], row["name"].partition("/")[2].capitalize(), names[row["municipality"]], row["note"])
            for row in listed(self.world.state)
        ]

    def open_card(self, name: str) -> CardConnection:
        """A card's own file, its counters included."""
        return InProcessConnection(self.world.state.card(name).card())

    def terminal(self, reader: CardReader, cash: CashUnit, printer: Printer) -> Terminal:
        """The demonstration's terminal."""
        return self.world.terminal(reader, cash, printer)

    def directory(self) -> Directory:
        """Who takes part today."""
        return Directory.of(self.world.book.municipalities, self.clock.now().date())

    def keep_fresh(self) -> None:
        """Every register's system says that nothing has changed."""
        for rules in self.world.book.municipalities:
            _, registers = self.world.state.municipality(rules.code)
            registers.heartbeat(RegisterName, self.clock.now())


def bench_over(world: World) -> Bench:
    """A bench over a world, with a clock whose hands can be moved."""
    settings.begin("demo")
    clock = ShiftedClock(world.clock)
    return Bench(DemoSurroundings(replace(world, clock=clock), clock))


def serve_demo(world: World, host: str = "127.0.0.1", port: int = 8600) -> None:
    """Serve kiosk and dock until Ctrl-C, then stop cleanly; prints the address."""
    serve_bench(bench_over(world), host, port, lambda address: click.echo(f"Kiosk and dock: {address}  (Ctrl-C ends)"))
