"""``kofu feed``: what resident systems tell a municipality, taken in, looked at and reconciled."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIApplication

import click
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from rich.console import Console
from rich.table import Table

from kofu.assembly.state import State
from kofu.cli.options import at_option, json_option, opened, state_option
from kofu.cli.serve import tls_files
from kofu.clock import DemoClock
from kofu.issuance.servers import STALE_AFTER
from kofu.municipality.feed import FeedEndpoint, shown
from kofu.pki.tls import Party, PartyKind, channel_of
from kofu.pki.trust import Material
from kofu.registers.facts import Fact
from kofu.registers.feed.intake import FeedIntake
from kofu.registers.feed.reconciliation import Reconciliation
from kofu.registers.feed.sources import FeedSources, read_sources, write_sources
from kofu.registers.feed.sql_store import SqlFeedStore
from kofu.registers.kinds import RegisterName
from kofu.registers.lines import read_fact, read_json, row_line
from kofu.registers.schema import install
from kofu.registers.sql_store import SqlRegisterStore
from kofu.rules.book import RuleBook
from kofu.towns.resident_system import SOURCES, ResidentSystem
from kofu.wire.runner import Listening
from kofu.wire.runner import serve as run_server

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@dataclass(frozen=True)
class Feed:
    """A municipality's feed in a state directory."""

    code: str
    folder: Path
    registers: SqlRegisterStore
    intake: FeedIntake

    def system_file(self, source: str) -> Path:
        """Where a source of the demonstration keeps its key and place."""
        return self.folder / f"{self.code}-{source}.json"


def open_feed(state: State, name: str) -> Feed:
    """The feed of a municipality; its sources and their keys are made when there are none yet."""
    code = RuleBook.load().municipality(name).code
    registers = state.municipality(code)[1]
    install(registers.database)
    store = SqlFeedStore(registers)
    folder = state.folder / "feeds"
    settings = folder / f"{code}.toml"
    if not settings.exists():
        _make_sources(code, folder, store)
    sources = read_sources(code, settings.read_text(encoding="utf-8"))
    return Feed(code, folder, registers, FeedIntake(sources, store))


def _make_sources(code: str, folder: Path, store: SqlFeedStore) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    systems = [ResidentSystem.begin(code, name, store.count(SOURCES[name]), os.urandom) for name in SOURCES]
    for system in systems:
        system.save(folder / f"{code}-{system.source}.json")
    sources = FeedSources(code, tuple(system.feed_source for system in systems))
    (folder / f"{code}.toml").write_text(write_sources(sources), encoding="utf-8")


@click.group()
def feed() -> None:
    """What resident systems tell a municipality: numbered, chained, signed batches (docs/feed.md)."""


@feed.command()
@click.argument("municipality")
@click.argument("files", nargs=-1, required=True, type=FILE)
@at_option
@state_option
def apply(municipality: str, files: Sequence[Path], at: datetime, folder: Path) -> None:
    """Take in batches, in the order given; the first that is refused ends the command."""
    intake = open_feed(opened(folder), municipality).intake
    for file in files:
        receipt = intake.receive(file.read_bytes(), at)
        told = "recorded before, nothing done" if receipt.repeated else f"{receipt.entry.facts} fact(s) recorded"
        click.echo(f"{file}: {receipt.entry.source} {receipt.entry.number}: {told}")


@feed.command()
@click.argument("municipality")
@at_option
@state_option
@json_option
def status(municipality: str, at: datetime, folder: Path, as_json: bool) -> None:
    """Show how far each source was taken in, and which registers issue. Exit status 1 when one does not."""
    told = status_of(open_feed(opened(folder), municipality), at)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _print_status(told)
    raise SystemExit(0 if all(register["issues"] for register in told["registers"]) else 1)


def status_of(feed: Feed, at: datetime, stale_after: timedelta = STALE_AFTER) -> dict[str, Any]:
    """Sources, registers, open stops and latest refusals, for programs and consoles."""
    store = feed.intake.store
    freshness, tails = feed.registers.freshness(stale_after), store.tails()
    stale = freshness.stale(RegisterName, at)
    return {
        "municipality": feed.code,
        "sources": [
            {
                "source": source.name,
                "number": tails[source.name].number if source.name in tails else 0,
                "made_at": tails[source.name].made_at.isoformat() if source.name in tails else None,
            }
            for source in feed.intake.sources.sources
        ],
        "registers": [
            {
                "register": name.value,
                "issues": name not in stale,
                "heard_at": freshness.marks[name].heard_at.isoformat() if name in freshness.marks else None,
                "silent": freshness.is_silent(name, at),
                "stops": [
                    {"number": stop.number, "cause": stop.cause, "batch": stop.batch, "at": stop.stopped_at.isoformat()}
                    for stop in freshness.stops
                    if stop.register is name
                ],
            }
            for name in RegisterName
        ],
        "refusals": [
            {"at": refusal.at.isoformat(), "code": refusal.code, "source": refusal.source, "batch": refusal.batch}
            for refusal in store.refusals(5)
        ],
    }


def _print_status(told: dict[str, Any]) -> None:
    console = Console()
    table = Table("source", "last batch", "made at", title=f"Feed of {told['municipality']}", title_justify="left")
    for source in told["sources"]:
        table.add_row(source["source"], str(source["number"]), source["made_at"] or "-")
    console.print(table)
    table = Table("register", "issues", "heard at", "why not")
    for register in told["registers"]:
        silent = ["silent for too long"] if register["silent"] else []
        stops = [f"{stop['cause']} at batch {stop['batch'] or '-'} since {stop['at']}" for stop in register["stops"]]
        issues = "yes" if register["issues"] else "[bold red]no[/]"
        table.add_row(register["register"], issues, register["heard_at"] or "never", "; ".join(stops + silent))
    console.print(table)
    for refusal in told["refusals"]:
        console.print(
            f"refused at {refusal['at']}: {refusal['code']} ({refusal['source'] or '-'} {refusal['batch'] or '-'})"
        )


@feed.command()
@click.argument("municipality")
@click.argument("totals", type=FILE)
@click.option("--operator", default="", help="Who ends the stops of registers found equal.")
@click.option("--reason", default="", help="Why they may end; recorded.")
@at_option
@state_option
@json_option
def reconcile(
    municipality: str, totals: Path, operator: str, reason: str, at: datetime, folder: Path, as_json: bool
) -> None:
    """Compare a source's TOTALS with the registers; with an operator and a reason, end stops where they are equal.

    Registers that differ stop issuing. Exit status 1 when one differs or a stop stays open.
    """
    intake, data = open_feed(opened(folder), municipality).intake, totals.read_bytes()
    found = intake.reconcile(data, at, operator, reason) if operator or reason else intake.compare(data, at)
    click.echo(json.dumps(shown(found), ensure_ascii=False) if as_json else _compared(found))
    raise SystemExit(1 if found.differing or found.kept else 0)


def _compared(found: Reconciliation) -> str:
    lines = [f"{name.value}: equal, {found.totals.registers[name].facts} fact(s)" for name in found.equal]
    lines += [
        f"{each.register.value}: DIFFERS, source {each.theirs.facts} fact(s), here {each.ours.facts}; stopped"
        for each in found.differing
    ]
    return "\n".join([*lines, f"{len(found.released)} stop(s) ended, {len(found.kept)} open"])


@feed.command()
@click.argument("municipality")
@click.option("--source", default="residents", type=click.Choice(sorted(SOURCES)), show_default=True)
@click.option("--facts", "facts_file", type=FILE, help="Facts, one JSON line each; none makes a heartbeat.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@at_option
@state_option
def make(municipality: str, source: str, facts_file: Path | None, out: Path, at: datetime, folder: Path) -> None:
    """Play a resident system of the demonstration: write its next batch, which then waits to be applied."""
    feed = open_feed(opened(folder), municipality)
    facts = _read_facts(facts_file) if facts_file else []
    corrected = [line for fact in facts for line in _corrected(feed, fact)]
    system, data = ResidentSystem.load(feed.system_file(source)).tell(facts, at, corrected)
    out.write_bytes(data)
    system.save(feed.system_file(source))
    click.echo(f"{out}: {source} {system.number}, {len(facts)} fact(s)")


@feed.command("totals")
@click.argument("municipality")
@click.option("--source", default="residents", type=click.Choice(sorted(SOURCES)), show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@at_option
@state_option
def write_totals(municipality: str, source: str, out: Path, at: datetime, folder: Path) -> None:
    """Play a resident system of the demonstration: write what it counts in its registers after its last batch."""
    feed = open_feed(opened(folder), municipality)
    system = ResidentSystem.load(feed.system_file(source))
    out.write_bytes(system.count(at))
    click.echo(f"{out}: {source} after batch {system.number}")


@feed.command("serve")
@click.argument("municipality")
@click.option("--port", default=8445, show_default=True)
@at_option
@state_option
def serve_feed(municipality: str, port: int, at: datetime, folder: Path) -> None:
    """Take in batches and totals over HTTP with mutual TLS, on this machine only.

    A resident system posts to /v1/feed/batches and /v1/feed/totals with the municipality's own TLS certificate.
    """
    state = opened(folder)
    code = RuleBook.load().municipality(municipality).code

    def load() -> WSGIApplication:
        return endpoint(state, code, at)

    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    files = tls_files(state, code)
    run_server(load, Listening(files, port=port, material=Material.TEST), lambda at_port: click.echo(
        f"feed of {code} answers at https://127.0.0.1:{at_port} (process {os.getpid()}); Ctrl-C ends it", err=True
    ))  # fmt: skip


def endpoint(state: State, code: str, at: datetime) -> FeedEndpoint:
    """The feed's application of a municipality of the demonstration."""
    certificate = x509.load_pem_x509_certificate(tls_files(state, code).certificate.read_bytes())
    channel = channel_of(certificate.public_bytes(Encoding.DER))
    intake = open_feed(state, code).intake
    return FeedEndpoint(Party(PartyKind.MUNICIPALITY, code), intake, [channel], DemoClock(at))


def _read_facts(file: Path) -> list[Fact]:
    return [read_fact(read_json(line)) for line in file.read_bytes().splitlines()]


def _corrected(feed: Feed, fact: Fact) -> list[bytes]:
    """The recorded line that a correction takes out of the totals."""
    if fact.corrects is None:
        return []
    rows = feed.registers.history([fact.subject]).effective()
    slot = fact.subject, fact.kind, fact.key
    return [row_line(row) for row in rows if row.slot == slot and row.valid_from == fact.corrects]
