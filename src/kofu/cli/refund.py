"""``kofu refund``: store staff pay back what was not printed, and say what became of copies in doubt."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from kofu.assembly.keys import terminal_of
from kofu.card.connection import CardConnection
from kofu.card.errors import CardRemoved
from kofu.cli.options import at_option, state_option, world
from kofu.issuance.kiosk.journal import journal_stream
from kofu.issuance.kiosk.recovery import unfinished
from kofu.issuance.kiosk.refunds import RefundReason, copies_of
from kofu.issuance.states import CopyState
from kofu.issuance.store import Store
from kofu.kiosk.simulated import FolderPrinter, SimulatedCashUnit, SimulatedReader, coins_for
from kofu.pki.trust import Chain


@click.command()
@click.argument("issuance", required=False)
@click.option("--chain", type=click.Choice([chain.value for chain in Chain]), default="seven_eleven", show_default=True)
@click.option(
    "--reason",
    type=click.Choice([reason.value for reason in RefundReason]),
    default=RefundReason.JAM.value,
    show_default=True,
    help="Why. A wrong choice or an exemption from fees is not paid back.",
)
@click.option("--came-out", type=int, multiple=True, metavar="COPY", help="This copy in doubt lies in the tray.")
@click.option("--lost", type=int, multiple=True, metavar="COPY", help="This copy in doubt does not.")
@at_option
@state_option
def refund(
    issuance: str | None,
    chain: str,
    reason: str,
    came_out: tuple[int, ...],
    lost: tuple[int, ...],
    at: datetime,
    folder: Path,
) -> None:
    """Pay back the failed copies of ISSUANCE; without one, list what waits. Copies count from 1."""
    running = world(folder, at)
    if issuance is None:
        tell_waiting(running.state.kiosk_journal(terminal_of(Chain(chain))))
        return
    cash, reader = SimulatedCashUnit(coins_for), SimulatedReader(_no_card)
    terminal = running.terminal(reader, cash, FolderPrinter(Path("out")), Chain(chain))
    for copy in came_out:
        terminal.resolve(issuance, copy - 1, came_out=True)
    for copy in lost:
        terminal.resolve(issuance, copy - 1, came_out=False)
    if CopyState.FAILED in copies_of(terminal.journal.rows(journal_stream(issuance))) or not came_out:
        click.echo(f"paid back {terminal.refund(issuance, RefundReason(reason))} yen")


def tell_waiting(journal: Store) -> None:
    """What staff have to settle at this terminal."""
    waiting = {issuance: copies_of(journal.rows(journal_stream(issuance))) for issuance in unfinished(journal)}
    for issuance, copies in waiting.items():
        click.echo(f"{issuance}  " + ", ".join(f"copy {place} {copy}" for place, copy in enumerate(copies, start=1)))
    if not waiting:
        click.echo("nothing waits for staff")


def _no_card() -> CardConnection:
    raise CardRemoved
