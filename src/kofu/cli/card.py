"""``kofu card serve``: a simulated card on a virtual reader, for any PC/SC program."""

from __future__ import annotations

import signal
from pathlib import Path
from types import FrameType

import click

from kofu.card.simulated.vpcd import HOST, PORT, Insertion
from kofu.cli.options import opened, state_option


@click.group()
def card() -> None:
    """Simulated cards."""


@card.command()
@click.argument("name", metavar="CARD")
@click.option("--host", default=HOST, show_default=True, help="Where vpcd listens.")
@click.option("--port", default=PORT, show_default=True, help="The virtual reader's port.")
@state_option
def serve(name: str, host: str, port: int, folder: Path) -> None:
    """Insert CARD (for instance akashi/hanako) into vpcd's virtual reader until interrupted.

    Needs pcscd with the vpcd driver (Debian: pcscd, vsmartcard-vpcd). Then, for instance: opensc-tool --name
    """
    insertion = Insertion(opened(folder).card(name).card(), host, port)

    def take_out(_number: int, _frame: FrameType | None) -> None:
        insertion.take_out()

    signal.signal(signal.SIGTERM, take_out)
    signal.signal(signal.SIGINT, take_out)
    click.echo(f"{name} lies on the virtual reader at {host}:{port}; Ctrl-C takes it out", err=True)
    insertion.run()
