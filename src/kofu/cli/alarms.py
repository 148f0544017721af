"""``kofu alarms``: what has halted a municipality, and how two operators close it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from kofu.assembly.operators import OPERATORS, demo_operators
from kofu.assembly.state import State
from kofu.cli.options import at_option, json_option, opened, state_option
from kofu.issuance.alarms import OpenAlarm, UnknownAlarm, decide_closing, read_alarm, sign_closing
from kofu.issuance.store import Store
from kofu.rules.book import RuleBook


@click.group()
def alarms() -> None:
    """Alarms that halt issuing, until two different operators close them with a cause."""


@alarms.command(name="list")
@state_option
@json_option
def list_alarms(folder: Path, as_json: bool) -> None:
    """List every open alarm, and who has decided to close it so far."""
    found = {alarm.stream: alarm for store in stores(opened(folder)) for alarm in alarms_in(store)}
    if as_json:
        click.echo(json.dumps([_as_data(alarm) for alarm in found.values()]))
        return
    for alarm in found.values():
        closers = f"  decided: {', '.join(alarm.operators)}" if alarm.operators else ""
        click.echo(f"{_name(alarm)}  {alarm.code}  since {alarm.opened_at:%Y-%m-%d %H:%M}{closers}")
    if not found:
        click.echo("no alarm is open")


@alarms.command()
@click.argument("alarm")
@click.option("--operator", type=click.Choice(OPERATORS), required=True, help="Whose decision this is.")
@click.option("--cause", required=True, help="What was found and repaired, without anybody's data.")
@at_option
@state_option
def close(alarm: str, operator: str, cause: str, at: datetime, folder: Path) -> None:
    """Decide that ALARM (as listed) may be closed; the second operator's decision closes it."""
    state, stream = opened(folder), f"alarm/{alarm}"
    keys = demo_operators(state.folder, os.urandom)
    signed = sign_closing(stream, operator, cause, keys[operator].sign, at)
    public = {name: key.public_key() for name, key in keys.items()}
    concerned = [store for store in stores(state) if any(one.stream == stream for one in alarms_in(store))]
    if not concerned:
        raise UnknownAlarm
    for store in concerned:
        store.commit(decide_closing(store, signed, public, at))
    still_open = any(one.stream == stream for store in concerned for one in alarms_in(store))
    click.echo("one more operator has to decide" if still_open else "closed: issuing goes on")


def stores(state: State) -> Iterator[Store]:
    """Wherever an alarm may stand: at the centre and at the municipality."""
    yield state.centre_store()
    for rules in RuleBook.load().municipalities:
        yield state.municipality(rules.code)[0]


def alarms_in(store: Store) -> Iterator[OpenAlarm]:
    """The open alarms of one store."""
    for stream in store.streams("alarm/", ("open",)):
        yield read_alarm(store, stream)


def _name(alarm: OpenAlarm) -> str:
    return f"{alarm.municipality}/{alarm.issuance}"


def _as_data(alarm: OpenAlarm) -> dict[str, object]:
    return {
        "alarm": _name(alarm),
        "code": alarm.code,
        "opened_at": alarm.opened_at.isoformat(),
        "operators": list(alarm.operators),
    }
