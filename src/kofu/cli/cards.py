"""``kofu cards``: who can try the kiosk."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from kofu.assembly.state import DEMO_START, State, card_names
from kofu.cli.options import json_option, opened, state_option
from kofu.rules.book import RuleBook
from kofu.towns.demo import demo_town


@click.command()
@state_option
@json_option
def cards(folder: Path, as_json: bool) -> None:
    """List the demonstration's cards. Everybody is invented; every PIN is 1234."""
    rows = listed(opened(folder))
    if as_json:
        click.echo(json.dumps({"cards": rows}, ensure_ascii=False))
        return
    table = Table("card", "municipality", "kind", "note", title="Cards (PIN 1234)", title_justify="left")
    for row in rows:
        table.add_row(row["name"], row["municipality"], row["kind"], row["note"])
    Console().print(table)


def listed(state: State) -> list[dict[str, str]]:
    """Name, municipality, kind and note of each card."""
    known = {
        resident.name: (rules.id, resident)
        for rules in RuleBook.load().municipalities
        for resident in demo_town(rules.code, DEMO_START).residents()
    }
    return [
        {
            "name": name,
            "municipality": known[name][0] if name in known else name.partition("/")[0],
            "kind": known[name][1].kind if name in known else "my_number_card",
            "note": known[name][1].note if name in known else "",
        }
        for name in card_names(state)
    ]
