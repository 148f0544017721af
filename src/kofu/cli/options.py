"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from kofu.assembly.state import DEMO_START, State, open_state
from kofu.assembly.world import World
from kofu.clock import DemoClock, UnreadableMoment, read_moment
from kofu.rules.book import RuleBook

Command = TypeVar("Command", bound=Callable[..., Any])


class Moment(click.ParamType[datetime]):
    """An ISO 8601 moment; without an offset it is Japan time."""

    name = "ISO"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Parse, or say what a moment looks like."""
        if isinstance(value, datetime):
            return value
        try:
            return read_moment(str(value))
        except UnreadableMoment as error:
            self.fail(error.summary, param, ctx)


def state_option(command: Command) -> Command:
    """--state DIR."""
    return click.option(
        "--state",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path(".kofu"),
        show_default=True,
        metavar="DIR",
        help="Where keys, cards, registers and books of the demonstration live; made when missing.",
    )(command)


def at_option(command: Command) -> Command:
    """--at ISO."""
    return click.option(
        "--at",
        type=Moment(),
        default=DEMO_START,
        show_default=f"{DEMO_START.isoformat(timespec='minutes')}, the demo's clock",
        help="The moment the clock starts at.",
    )(command)


def json_option(command: Command) -> Command:
    """--json."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(command)


def opened(folder: Path) -> State:
    """The state in a folder, made now if need be, saying so."""
    if not folder.exists():
        click.echo(f"Making the demonstration in {folder}: keys, towns, cards (once)", err=True)
    return open_state(folder, RuleBook.load(), os.urandom)


def world(folder: Path, at: datetime) -> World:
    """All parties over a state, at a moment."""
    return World(opened(folder), RuleBook.load(), DemoClock(at))
