"""The ``kofu`` command: one group, one module for each subcommand."""

from __future__ import annotations

import sys
from typing import Any

import click

from kofu.cli.alarms import alarms
from kofu.cli.card import card
from kofu.cli.cards import cards
from kofu.cli.demo import demo
from kofu.cli.feed import feed
from kofu.cli.issue import issue
from kofu.cli.refund import refund
from kofu.cli.registers import registers
from kofu.cli.rules import rules
from kofu.cli.scenarios import scenarios
from kofu.cli.serve import serve
from kofu.cli.simulate import simulate_command
from kofu.cli.verify import verify
from kofu.errors import KofuError


class KofuGroup(click.Group):
    """A group that tells an error kofu knows in one line with its failure code, and exits with 2."""

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Run the command line."""
        try:
            return super().main(*arguments, **options)
        except KofuError as error:
            click.echo(f"kofu: {error}", err=True)
            click.echo("      what to do: docs/failure-codes.md", err=True)
            sys.exit(2)


@click.group(cls=KofuGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="kofu")
def kofu() -> None:
    """Official certificates from a convenience-store kiosk with a My Number Card (コンビニ交付).

    Everything here runs on invented people and test keys. Start with `kofu demo`.
    """


for command in (
    cards,
    issue,
    verify,
    card,
    demo,
    rules,
    scenarios,
    serve,
    feed,
    simulate_command,
    alarms,
    refund,
    registers,
):
    kofu.add_command(command)


def main() -> None:
    """The console script."""
    kofu()
