"""``kofu registers``: load registers in bulk from files or with a synthetic town, and the files' templates."""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from kofu.assembly.state import State
from kofu.cli.options import at_option, opened, state_option
from kofu.registers.bulk.columns import header, payload_columns
from kofu.registers.bulk.load import Outcome, Phase, Plan, load
from kofu.registers.bulk.loading import Loader
from kofu.registers.bulk.rows import Place, Problem, Row, read_files
from kofu.registers.facts import FactRow
from kofu.registers.kinds import FactKind
from kofu.registers.lines import row_line
from kofu.registers.schema import install
from kofu.registers.sql_store import SqlRegisterStore
from kofu.rules.book import RuleBook
from kofu.towns.town import town_facts

FILE = click.Path(path_type=Path, dir_okay=False)
_SHOWN = 100
"""Bad rows shown; all of them go to --problems"""


@click.group()
def registers() -> None:
    """Load registers in bulk, and see what the files have to look like (docs/registers.md)."""


@registers.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
def template(directory: Path) -> None:
    """Write an empty CSV file for each kind of facts to DIRECTORY, and README.md with what each column takes."""
    directory.mkdir(parents=True, exist_ok=True)
    for kind in FactKind:
        with (directory / f"{kind.stored}.csv").open("w", newline="", encoding="utf-8") as lines:
            csv.writer(lines).writerow(header(kind))
    (directory / "README.md").write_text("".join(schema_page()), encoding="utf-8")
    click.echo(f"{len(FactKind)} files in {directory}")


def schema_page() -> Iterator[str]:
    """What every column of every file takes, from the payloads themselves."""
    yield "# Columns of the files for `kofu registers import`\n\n"
    yield (
        "UTF-8, a header line, one row a line. `subject` is the person, for koseki.csv and notice.csv the koseki; "
        "`from` is the day the fact holds from. `corrects` is the `from` of a row that this one replaces; `closed` is "
        "true for a row that only ends the one before. Other columns are left empty where there is nothing to say. "
        "The same facts may come as lines of JSON (docs/feed.md, section 2) in files named *.jsonl.\n"
    )
    for kind in FactKind:
        yield f"\n## {kind.stored}.csv ({kind.register.value})\n\n| column | takes | |\n|---|---|---|\n"
        if kind.keyed:
            yield f"| key | {_KEYS[kind]} | needed |\n"
        for column in payload_columns(kind):
            yield f"| {column.name} | {column.takes} | {'needed' if column.needed else ''} |\n"


_KEYS = {
    FactKind.NOTICE: "any number of the notice",
    FactKind.MEMBER: "the koseki, as in column koseki",
    FactKind.TAX: "the fiscal year",
    FactKind.LINK: "SHA-256 of the certificate's issuer key and serial, 64 hexadecimal digits",
    FactKind.RESTRICTION: "the record, as in column record",
}


@registers.command("import")
@click.argument("municipality")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--town", "town", help="Load a synthetic town instead of files.", is_flag=True)
@click.option("--size", type=click.IntRange(1, 2_000_000), help="People of the town; as many as it has by default.")
@click.option("--seed", default=1, show_default=True, help="Another seed, other people.")
@click.option("--set-aside", "aside", type=FILE, help="Load the others, and write bad rows and their families here.")
@click.option("--problems", "problems_file", type=FILE, help="Write every bad row here, one JSON line each.")
@click.option("--operator", default="", help="Who loads; recorded.")
@at_option
@state_option
def import_(  # noqa: PLR0913, PLR0917 - one parameter for each option of the command
    municipality: str,
    files: Sequence[Path],
    town: bool,
    size: int | None,
    seed: int,
    aside: Path | None,
    problems_file: Path | None,
    operator: str,
    at: datetime,
    folder: Path,
) -> None:
    """Load FILES, or a synthetic town, into a MUNICIPALITY's registers: all rows or none.

    Issuing goes on meanwhile and sees the load at once when it is complete. Files: `kofu registers template`.
    """
    if bool(files) is town:
        raise click.UsageError("name files, or --town")
    store = _open(opened(folder), municipality)
    with _progress(sum(file.stat().st_size for file in files)) as bars, ExitStack() as stack:
        rows = _town(store.municipality, size, seed, at) if town else read_files(files, bars.read)
        report = _Report(problems_file, aside, stack)
        plan = Plan(at, operator or "command line", aside is not None, report.problem, report.keep, bars.tell)
        with tempfile.TemporaryDirectory(prefix="kofu-load-", dir=folder) as staging:
            outcome = load(store, rows, Path(staging), plan)
    click.echo(_told(outcome, aside))


def _told(outcome: Outcome, aside: Path | None) -> str:
    told = f"{outcome.rows} row(s) loaded"
    return told + (f", {outcome.set_aside} set aside to {aside}" if outcome.set_aside else "")


@registers.command()
@click.argument("municipality")
@state_option
def withdraw(municipality: str, folder: Path) -> None:
    """Take out what a killed import left behind. Nobody ever saw it."""
    loader = Loader(_open(opened(folder), municipality), "command line")
    for left in loader.unfinished():
        loader.withdraw(left)
        click.echo(f"withdrawn: numbers {left.first} to {left.last}")


def _open(state: State, name: str) -> SqlRegisterStore:
    store = state.municipality(RuleBook.load().municipality(name).code)[1]
    install(store.database)
    return store


def _town(municipality: str, size: int | None, seed: int, at: datetime) -> Iterator[Row]:
    """A town's invented people; the named ones are in the state already."""
    households = islice(town_facts(municipality, size, seed, at), 1, None)
    for line, fact in enumerate((fact for household in households for fact in household), 1):
        yield Row(Place("town", line), fact)


class _Report:
    """Bad rows on the screen and in files. What is set aside has content: its file is for its owner alone."""

    def __init__(self, problems: Path | None, aside: Path | None, stack: ExitStack) -> None:
        self._problems = stack.enter_context(problems.open("w", encoding="utf-8")) if problems else None
        self._aside = stack.enter_context(_private(aside)) if aside else None
        self._count = 0

    def problem(self, problem: Problem) -> None:
        """Tell of a bad row: where and why, never what."""
        self._count += 1
        if self._problems:
            self._problems.write(json.dumps(asdict(problem), ensure_ascii=False) + "\n")
        if self._count <= _SHOWN:
            click.echo(str(problem), err=True)
        elif self._count == _SHOWN + 1:
            click.echo("more bad rows follow; --problems FILE gets all of them", err=True)

    def keep(self, place: Place, row: FactRow) -> None:
        """Write a row that is set aside, ready to be corrected and loaded."""
        del place
        if self._aside:
            self._aside.write(row_line(row).decode())


@contextmanager
def _private(file: Path) -> Iterator[TextIO]:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as lines:
        yield lines


class _Bars:
    """A bar for each phase of a load."""

    def __init__(self, progress: Progress, bytes_in_all: int) -> None:
        self._progress = progress
        self._bytes = progress.add_task("reading bytes", total=bytes_in_all) if bytes_in_all else None
        self._tasks: dict[Phase, TaskID] = {}
        self._rows = 0

    def read(self, size: int) -> None:
        """So many bytes of the files were read."""
        if self._bytes is not None:
            self._progress.advance(self._bytes, size)

    def tell(self, phase: Phase, count: int) -> None:
        """So much of a phase was done."""
        self._rows += count if phase is Phase.READING else 0
        if phase not in self._tasks:
            total = None if phase is Phase.READING else self._rows
            self._tasks[phase] = self._progress.add_task(f"{phase.value} rows", total=total)
        self._progress.advance(self._tasks[phase], count)


@contextmanager
def _progress(bytes_in_all: int) -> Iterator[_Bars]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), refresh_per_second=4) as progress:
        yield _Bars(progress, bytes_in_all)
