"""``kofu simulate``: a day of kiosks under every fault, judged by the five promises."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.table import Table

from kofu.cli.options import json_option
from kofu.simulation.mutants import MUTANTS, mutant
from kofu.simulation.run import Report, simulate
from kofu.simulation.scenario import EVERYTHING, scenario, scenarios


@click.command(name="simulate")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Same seed and build, same run.")
@click.option("--issuances", type=click.IntRange(min=1), default=1000, show_default=True, help="How many applications.")
@click.option("--scenario", "scenario_name", metavar="NAME", help=f"By default {EVERYTHING}, or the mutant's own.")
@click.option("--mutant", "mutant_name", metavar="NAME", help="Put an original mistake back; it must be found.")
@click.option("--list", "lists", is_flag=True, help="List scenarios and mutants.")
@json_option
def simulate_command(
    seed: int, issuances: int, scenario_name: str | None, mutant_name: str | None, lists: bool, as_json: bool
) -> None:
    """Simulate kiosks, centre and municipalities under faults. Exit status 1 when a promise was broken."""
    if lists:
        tell_lists(as_json=as_json)
        return
    mistake = mutant(mutant_name) if mutant_name else None
    chosen = scenario(scenario_name or (mistake.scenario if mistake else EVERYTHING))
    report = simulate(chosen, seed, issuances, mistake)
    if as_json:
        click.echo(json.dumps(report.as_data(), ensure_ascii=False))
    else:
        tell(report, chosen.name, mutant_name)
    raise SystemExit(1 if report.stories else 0)


def tell_lists(*, as_json: bool) -> None:
    """Scenarios and mutants by name."""
    if as_json:
        click.echo(json.dumps({"scenarios": list(scenarios()), "mutants": list(MUTANTS)}))
        return
    console = Console(highlight=False)
    table = Table("scenario", "test", "incident", "what", box=None)
    for name, each in scenarios().items():
        table.add_row(name, each.test, each.incident, each.title)
    console.print(table)
    table = Table("mutant", "incident", "the mistake", box=None)
    for name, each_mutant in MUTANTS.items():
        table.add_row(name, each_mutant.incident, each_mutant.mistake)
    console.print(table)


def tell(report: Report, name: str, mutant_name: str | None) -> None:
    """The report for people, with the first stories."""
    console = Console(highlight=False)
    console.print(f"[bold]{name}[/], seed {report.seed}" + (f", mutant {mutant_name}" if mutant_name else ""))
    console.print(
        f"{report.issuances} issuances: {report.printed} printed, {report.refused} refused, "
        f"{report.refunded} refunded, {report.withdrawn} withdrawn; {report.unresolved} in doubt for a while"
    )
    console.print("faults: " + (", ".join(f"{k} {v}" for k, v in sorted(report.faults.items())) or "none"))
    console.print("alarms: " + (", ".join(f"{k} {v}" for k, v in sorted(report.alarms.items())) or "none"))
    console.print(f"transcript: {report.transcript}")
    if not report.stories:
        console.print("[bold green]no promise was broken[/]")
    for story in report.stories[:3]:
        console.print(f"[bold red]{story.violation.promise}[/] {story.violation.told} (world of seed {story.seed})")
        for line in story.lines:
            console.print(f"  {line}")
