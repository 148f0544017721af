"""Do lookups stay flat while the population grows? ``python -m kofu.bench.lookups``

A town of invented people is repeated under other numbers until the population is reached; then people drawn by seed are
looked up by card (the whole snapshot of an issue), by household and by koseki. Milliseconds are those of the lower
tenth of lookups; the last column is the largest population against the smallest. PostgreSQL joins with
``--postgresql CONNINFO`` of an empty database.
"""

from __future__ import annotations

import hashlib
import random
import statistics
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from kofu.clock import JAPAN, Clock, SystemClock
from kofu.pki.identity import CardIdentity
from kofu.registers.facts import Fact, FactRow, record
from kofu.registers.kinds import FactKind, card_group, household_group, koseki_group
from kofu.registers.model import CardLink, HouseholdId, KosekiId, PersonId
from kofu.registers.schema import install
from kofu.registers.sql_store import COLUMNS, SqlRegisterStore, moment_text, stored
from kofu.storage import Database
from kofu.storage.postgresql import PostgresqlDatabase
from kofu.storage.sqlite import SqliteDatabase
from kofu.towns.town import town_facts

AT = datetime(2026, 7, 8, 10, tzinfo=JAPAN)
TOWN = "akashi"
CODE = "282031"
PATTERN = 1_000
"""People of the town that is repeated"""
FLAT = 1.2
"""How much slower the largest population may be (issue: flat within 20 %)"""
_CHUNK = 10_000


@dataclass(frozen=True)
class Pattern:
    """A town as rows, and who may be looked up in it."""

    rows: tuple[FactRow, ...]
    people: tuple[str, ...]
    households: tuple[str, ...]
    koseki: tuple[str, ...]


def pattern(people: int = PATTERN) -> Pattern:
    """A town whose every inhabitant has a card."""
    households = islice(town_facts(TOWN, people + 200, 1, AT), 1, None)
    rows = [record(fact, 1, AT, None) for household in households for fact in household]
    members = [row for row in rows if row.kind is FactKind.MEMBERSHIP][:people]
    kept = {row.subject for row in members}
    cards = [record(_link(person), 1, AT, None) for person in sorted(kept)]
    rows = [row for row in rows if row.subject in kept or row.kind is FactKind.KOSEKI] + cards
    return Pattern(
        rows=tuple(rows),
        people=tuple(sorted(kept)),
        households=tuple(sorted({row.belongs_to or "" for row in members})),
        koseki=tuple(sorted(row.subject for row in rows if row.kind is FactKind.KOSEKI)),
    )


def _link(person: str) -> Fact:
    identity = card_of(person)
    link = CardLink(identity, PersonId(person), AT, AT.date(), AT)
    return Fact(FactKind.LINK, person, AT.date(), link, key=identity.fingerprint().hex())


def card_of(person: str) -> CardIdentity:
    """An invented certificate of a person."""
    serial = int.from_bytes(hashlib.sha256(person.encode()).digest()[:8], "big")
    return CardIdentity("ab" * 32, serial)


def renamed(name: str, repeat: int) -> str:
    """An id of the pattern in one of its repeats."""
    return name.replace(f"{CODE}-", f"r{repeat:05d}-")


def repeated(town: Pattern, repeats: Iterable[int], first: int) -> Iterator[FactRow]:
    """The pattern's rows under other ids, numbered."""
    number = first
    for repeat in repeats:
        for row in town.rows:
            if row.kind is FactKind.LINK:
                row = record(_link(renamed(row.subject, repeat)), number, AT, None)  # noqa: PLW2901 - the same row
            else:
                row = replace(  # noqa: PLW2901 - the same row under another name
                    row,
                    sequence=number,
                    subject=renamed(row.subject, repeat),
                    key=renamed(row.key, repeat),
                    belongs_to=row.belongs_to and renamed(row.belongs_to, repeat),
                    payload=row.payload and renamed(row.payload, repeat),
                )
            yield row
            number += 1


def fill(database: Database, town: Pattern, repeats: range, tell: Callable[[int], None]) -> None:
    """Add repeats of the pattern to the registers."""
    columns = ("municipality", *COLUMNS.split(", "))
    rows = repeated(town, repeats, repeats.start * len(town.rows) + 1)
    while chunk := [stored(CODE, row) for row in islice(rows, _CHUNK)]:
        with database.transaction():
            database.copy_in("register_fact", columns, chunk)
        tell(len(chunk))
    with database.transaction():
        database.execute(
            "INSERT INTO register_head VALUES (%s, %s, %s) ON CONFLICT (municipality) DO UPDATE SET last_sequence = %s",
            [CODE, repeats.stop * len(town.rows), moment_text(AT), repeats.stop * len(town.rows)],
        )


def lookups(store: SqlRegisterStore, town: Pattern, repeats: int, seed: int) -> dict[str, Callable[[], object]]:
    """One lookup of each sort of somebody drawn anew."""
    dice = random.Random(seed)  # noqa: S311 - a benchmark

    def drawn(names: Sequence[str]) -> str:
        return renamed(dice.choice(names), dice.randrange(repeats))

    return {
        "card": lambda: store.snapshot(card_of(drawn(town.people)), AT),
        "household": lambda: store.around("belongs_to", [_plain_household(drawn(town.households))]),
        "koseki": lambda: store.around("belongs_to", [koseki_group(KosekiId(drawn(town.koseki)))]),
        "link": lambda: store.around("belongs_to", [card_group(card_of(drawn(town.people)).fingerprint())]),
    }


def _plain_household(group: str) -> str:
    return household_group(HouseholdId(group.removeprefix("household:")))


def measure(ask: Callable[[], object], count: int, clock: Clock) -> float:
    """Milliseconds of the lookup at the lower tenth, which other programs disturb least; a few go before, uncounted."""
    for _ in range(count // 10):
        ask()
    spent = []
    for _ in range(count):
        begun = clock.ticks()
        ask()
        spent.append(clock.ticks() - begun)
    return statistics.quantiles(spent, n=10)[0] * 1000


@click.command()
@click.option("--sizes", default="10000,100000,1000000", show_default=True, help="Populations, ascending.")
@click.option("--lookups", "count", default=2000, show_default=True, help="Lookups of each sort.")
@click.option("--postgresql", "conninfo", help="Connection string of an empty database.")
@click.option("--skip-sqlite", is_flag=True)
@click.option("--rounds", default=3, show_default=True, help="Rounds; the best of them counts.")
def main(sizes: str, count: int, conninfo: str | None, skip_sqlite: bool, rounds: int) -> None:
    """Fill, look up, print a table. Exit status 1 when a lookup is not flat."""
    populations = [int(size) for size in sizes.split(",")]
    town = pattern()
    found: dict[tuple[str, str], list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        databases: dict[str, Database] = {} if skip_sqlite else {"sqlite": SqliteDatabase(Path(folder) / "r.sqlite")}
        if conninfo:
            databases["postgresql"] = PostgresqlDatabase(conninfo)
        for vendor, database in databases.items():
            for lookup, milliseconds in _run(database, town, populations, count, rounds).items():
                found[vendor, lookup] = milliseconds
            database.close()
    raise SystemExit(0 if _print(populations, found) else 1)


def _run(
    database: Database, town: Pattern, populations: Sequence[int], count: int, rounds: int
) -> dict[str, list[float]]:
    install(database)
    store, clock = SqlRegisterStore(CODE, database), SystemClock()
    found: dict[str, list[float]] = {}
    filled = 0
    for population in populations:
        repeats = max(1, population // len(town.people))
        begun = clock.ticks()
        fill(database, town, range(filled, repeats), lambda _rows: None)
        filled = repeats
        database.execute("ANALYZE")
        click.echo(f"{database.vendor}: {population} people after {clock.ticks() - begun:.0f} s", err=True)
        asked = lookups(store, town, repeats, population)
        for name, ask in asked.items():
            best = min(measure(ask, count, clock) for _ in range(rounds))
            found.setdefault(name, []).append(best)
    return found


def _print(populations: Sequence[int], found: dict[tuple[str, str], list[float]]) -> bool:
    table = Table("database", "lookup", *(f"{size:,} (ms)" for size in populations), "ratio", title="Lookups")
    flat = True
    for (vendor, lookup), milliseconds in found.items():
        ratio = milliseconds[-1] / milliseconds[0]
        flat &= ratio <= FLAT
        table.add_row(vendor, lookup, *(f"{each:.3f}" for each in milliseconds), f"{ratio:.2f}")
    Console().print(table)
    return flat


if __name__ == "__main__":
    main()
