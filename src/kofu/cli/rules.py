"""``kofu rules``: check, read, explain and add the rules of municipalities; no server is needed."""

from __future__ import annotations

import json
import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kofu.assembly.state import DEMO_START, State
from kofu.card.errors import NoAuthenticationCertificate
from kofu.cli.issue import KINDS
from kofu.cli.options import at_option, json_option, opened, state_option
from kofu.clock import JAPAN
from kofu.errors import KofuError
from kofu.issuance.kiosk.checks import identify
from kofu.pki.identity import CardIdentity
from kofu.pki.trust import Chain
from kofu.registers.standing import standing_of
from kofu.rules import HOUSEHOLD, Kind, Option, Request, TerminalFacts, Token
from kofu.rules.book import DATA, MunicipalityRules, RuleBook
from kofu.rules.decision import Granted
from kofu.rules.loading.errors import BrokenRules
from kofu.rules.operations import load_operations
from kofu.rules.tools.check import check as check_rules
from kofu.rules.tools.show import Shown
from kofu.rules.tools.show import show as shown_on
from kofu.rules.tools.skeleton import skeleton
from kofu.rules.tools.snapshot import snapshot_file, snapshot_text, write_snapshots
from kofu.rules.tools.trace import Trace, Verdict
from kofu.rules.tools.trace import why as trace_of
from kofu.towns.demo import demo_resident


class FolderExists(KofuError):
    """A new municipality would overwrite files."""

    code = "RULES_FOLDER_EXISTS"
    summary = "there is a folder of this name already"


def directory_option(command: Any) -> Any:
    """--dir DIR."""
    return click.option(
        "--dir",
        "directory",
        type=click.Path(path_type=Path, file_okay=False),
        default=DATA,
        metavar="DIR",
        help="Folder with one folder for each municipality; the committed ones by default.",
    )(command)


@click.group()
def rules() -> None:
    """The dated rules of municipalities, as data with sources."""


@rules.command()
@click.argument("directory", required=False, default=DATA, type=click.Path(path_type=Path, file_okay=False))
@json_option
def check(directory: Path, as_json: bool) -> None:
    """Check every rules file below DIRECTORY. Exit status 0 when all are good."""
    problems = check_rules(directory)
    if as_json:
        click.echo(json.dumps({"problems": [_problem(problem) for problem in problems]}, ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(f"{problem.file}:{problem.line or 1}: {problem.key or ''}: {problem.summary}")
            click.echo(f"    {problem.code}; found: {problem.found or '-'}; remedy: {problem.remedy}")
        click.echo(f"{len(problems)} problem(s) in {directory}")
    raise SystemExit(1 if problems else 0)


def _problem(problem: BrokenRules) -> dict[str, Any]:
    return {
        "code": problem.code,
        "file": problem.file,
        "key": problem.key,
        "line": problem.line,
        "found": problem.found,
        "remedy": problem.remedy,
    }


class Day(click.ParamType[date]):
    """A day as 2026-07-08."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Parse, or say what a day looks like."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail("not a day like 2026-07-08", param, ctx)


@rules.command()
@click.argument("municipality")
@click.option("--on", "day", type=Day(), default=DEMO_START.date(), show_default="the demo's day", help="Which day.")
@click.option("--key", "prefix", default="", help="Only keys that begin so, for instance fee.")
@directory_option
@json_option
def show(municipality: str, day: date, prefix: str, directory: Path, as_json: bool) -> None:
    """Show what holds in MUNICIPALITY on a day, value by value, with the source of each."""
    book = RuleBook.load(directory).municipality(municipality)
    found = [value for value in shown_on(book, day) if value.key.startswith(prefix)]
    if as_json:
        told = {"municipality": book.id, "on": day.isoformat(), "values": [_shown(value) for value in found]}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    table = Table("key", "value", "from", "source", title=f"{book.name} on {day}", title_justify="left")
    for value in found:
        table.add_row(Text(value.key), Text(_written(value.value)), str(value.begins), Text(_source(value)))
    Console().print(table)


def _written(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _source(value: Shown) -> str:
    source = value.source
    marks = [source.resolution, f"assumed: {source.assumed}" if source.assumed else None]
    return " · ".join([source.text, *(mark for mark in marks if mark)])


def _shown(value: Shown) -> dict[str, Any]:
    return {
        "key": value.key,
        "value": json.loads(json.dumps(value.value, default=str)),
        "from": value.begins.isoformat(),
        "until": value.ends.isoformat() if value.ends else None,
        "source": value.source.text,
        "resolution": value.source.resolution,
        "assumed": value.source.assumed,
    }


@rules.command()
@click.argument("municipality")
@click.argument("card_name", metavar="CARD")
@click.argument("certificate", type=click.Choice(KINDS), metavar="CERTIFICATE")
@click.option("--household", is_flag=True, help="Ask for the whole household.")
@click.option("--show", "items", multiple=True, type=click.Choice([option.value for option in Option]), metavar="ITEM")
@click.option("--year", type=int, help="Fiscal year of a tax certificate.")
@click.option("--copies", default=1, show_default=True)
@click.option("--chain", type=click.Choice([chain.value for chain in Chain]), default="seven_eleven", show_default=True)
@at_option
@state_option
@json_option
def why(  # noqa: PLR0913, PLR0917 - one parameter for each option of the command
    municipality: str,
    card_name: str,
    certificate: str,
    household: bool,
    items: tuple[str, ...],
    year: int | None,
    copies: int,
    chain: str,
    at: datetime,
    folder: Path,
    as_json: bool,
) -> None:
    """Tell staff why CARD's request for CERTIFICATE is decided as it is: each rule, its values, its verdict.

    For instance: kofu rules why akashi akashi/sora resident_record
    """
    book = RuleBook.load().municipality(municipality)
    resident = demo_resident(card_name, at)
    state = opened(folder)
    _, registers = state.municipality(book.code)
    identity = _identity(state, card_name)
    standing = standing_of(registers.snapshot(identity, at), at)
    request = Request(
        kind=Kind.of(certificate),
        subjects=HOUSEHOLD if household else (standing.holder.person,),
        options=frozenset(Option(item) for item in items),
        tax_year=year,
        copies=copies,
    )
    token = Token.SMARTPHONE if resident.kind == "smartphone" else Token.CARD
    trace = trace_of(book, load_operations(book.id), standing, request, TerminalFacts(chain, token), at)
    click.echo(json.dumps(_traced(trace), ensure_ascii=False)) if as_json else _tell(trace, book)
    raise SystemExit(0 if isinstance(trace.decision, Granted) else 1)


def _identity(state: State, card_name: str) -> CardIdentity:
    """Whose card it is. Raises NoAuthenticationCertificate for a card without one."""
    user = state.card(card_name).memory.user
    if user is None:
        raise NoAuthenticationCertificate
    return identify(user.certificate, state.authority(os.urandom).user_anchors())


def _tell(trace: Trace, book: MunicipalityRules) -> None:
    console = Console(highlight=False)
    marks = {Verdict.PASSES: "[green]✓[/]", Verdict.REFUSES: "[red]✗[/]", Verdict.NOT_ASKED: "–"}
    for step in trace.steps:
        values = "; ".join(f"{value.key} = {_written(value.value)} ({_source(value)})" for value in step.values)
        console.print(f"{marks[step.verdict]} {step.reason.value:40}", Text(values, style="dim"), soft_wrap=True)
    if isinstance(trace.decision, Granted):
        console.print(f"[bold green]granted[/] by {book.name}: {trace.decision.title}, {trace.decision.fee} yen")
        return
    reasons = ", ".join(cause.reason.value for cause in trace.decision.reasons)
    console.print(f"[bold red]refused[/] by {book.name}: {reasons}")
    if trace.next_success:
        console.print(f"It would be granted from {trace.next_success.astimezone(JAPAN):%Y-%m-%d %H:%M:%S} on.")


def _traced(trace: Trace) -> dict[str, Any]:
    steps = [
        {
            "reason": step.reason.value,
            "verdict": step.verdict.value,
            "values": [_shown(value) for value in step.values],
            "earliest": step.earliest.isoformat() if step.earliest else None,
        }
        for step in trace.steps
    ]
    granted = isinstance(trace.decision, Granted)
    reasons = [] if isinstance(trace.decision, Granted) else [cause.reason.value for cause in trace.decision.reasons]
    return {
        "granted": granted,
        "reasons": reasons,
        "next_success": trace.next_success.isoformat() if trace.next_success else None,
        "steps": steps,
    }


@rules.command()
@click.option("--check", "is_check", is_flag=True, help="Change nothing; exit status 1 when the table is stale.")
def snapshot(is_check: bool) -> None:
    """Write the committed table: for two years, what each certificate's hours and fee are."""
    book = RuleBook.load()
    if not is_check:
        for file in write_snapshots(book):
            click.echo(f"changed {file.name}")
        return
    stale = [
        file.name
        for each in book.municipalities
        if (file := snapshot_file(each)).read_text(encoding="utf-8") != snapshot_text(each)
    ]
    click.echo(f"stale: {', '.join(stale)}" if stale else "the table is current")
    sys.exit(1 if stale else 0)


@rules.command()
@click.argument("code")
@click.argument("name")
@click.option("--from", "starts_on", type=Day(), default=date(2026, 4, 1), show_default=True, help="First day.")
@directory_option
def new(code: str, name: str, starts_on: date, directory: Path) -> None:
    """Write a commented skeleton for a municipality: six-digit CODE and lower-case NAME, e.g. 999997 midori.

    Then fill it in; `kofu rules check` names each line that still waits.
    """
    files = skeleton(code, name, starts_on)
    if (directory / f"{code}_{name}").exists():
        raise FolderExists(folder=f"{code}_{name}")
    for path, text in files.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        click.echo(f"wrote {target}")
