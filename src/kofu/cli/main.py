"""The ``kofu`` command: one group, one module for each subcommand."""

from __future__ import annotations

import sys

import click

from kofu.cli.card import card
from kofu.cli.cards import cards
from kofu.cli.demo import demo
from kofu.cli.issue import issue
from kofu.cli.rules import rules
from kofu.cli.scenarios import scenarios
from kofu.cli.serve import serve
from kofu.cli.verify import verify
from kofu.errors import KofuError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="kofu")
def kofu() -> None:
    """Official certificates from a convenience-store kiosk with a My Number Card (コンビニ交付).

    Everything here runs on invented people and test keys. Start with `kofu demo`.
    """


for command in (cards, issue, verify, card, demo, rules, scenarios, serve):
    kofu.add_command(command)


def main() -> None:
    """Run the command; an error kofu knows is one line with its failure code, and exit status 2."""
    try:
        kofu(standalone_mode=True)
    except KofuError as error:
        click.echo(f"kofu: {error}", err=True)
        click.echo("      what to do: docs/failure-codes.md", err=True)
        sys.exit(2)
