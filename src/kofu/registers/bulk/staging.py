"""Rows of a load in a file of their own, so that a million people need little memory and touch no register."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import cast

from kofu.registers.bulk.rows import Place, Row
from kofu.registers.facts import FactRow, record
from kofu.registers.kinds import RegisterName, kind_named
from kofu.storage import Database
from kofu.storage import Row as Stored

_TABLES = (
    """
    CREATE TABLE stage (
        id INTEGER PRIMARY KEY,
        file INTEGER NOT NULL,
        line INTEGER NOT NULL,
        known INTEGER NOT NULL,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        slot_key TEXT NOT NULL,
        belongs_to TEXT,
        valid_from TEXT NOT NULL,
        payload TEXT,
        corrects TEXT,
        supersedes INTEGER
    )
    """,
    "CREATE TABLE bad (subject TEXT PRIMARY KEY)",
)
"""``id`` of a known row is its number in the register made negative: it comes before every new one"""
_INDEXES = (
    "CREATE INDEX stage_subject ON stage (subject)",
    "CREATE INDEX stage_group ON stage (belongs_to, subject) WHERE belongs_to IS NOT NULL",
    "CREATE INDEX stage_membership ON stage (belongs_to, subject) WHERE kind = 'membership' AND belongs_to IS NOT NULL",
)
_COLUMNS = ("id", "file", "line", "known", "kind", "subject", "slot_key", "belongs_to", "valid_from", "payload")
_ALL = (*_COLUMNS, "corrects", "supersedes")
_SELECT = f"SELECT {', '.join(_ALL)} FROM stage"  # noqa: S608 - constants
_NOWHEN = datetime.fromisoformat("2000-01-01T00:00:00+09:00")
AT_ONCE = 400
_CHUNK = 20_000


class Staging:
    """An empty SQLite file that nobody else uses, filled, asked and thrown away."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._files: dict[str, int] = {}
        self._last = 0
        for statement in _TABLES:
            database.execute(statement)

    def count_new(self) -> int:
        """How many rows there are to load."""
        return self._count("stage WHERE known = 0")

    def add(self, rows: Iterable[Row]) -> None:
        """Stage rows of the load, in their order."""
        staged = iter(rows)
        while chunk := list(islice(staged, _CHUNK)):
            with self._database.transaction():
                self._database.copy_in("stage", _ALL, [self._values(row) for row in chunk])

    def _values(self, row: Row) -> tuple[str | int | None, ...]:
        self._last += 1
        fact = row.fact
        made = record(fact, self._last, _NOWHEN, None)
        corrects = fact.corrects.isoformat() if fact.corrects else None
        place = self._file(row.place.file), row.place.line, 0
        return (self._last, *place, *_content(made), corrects, None)

    def _file(self, name: str) -> int:
        if name not in self._files:
            self._files[name] = len(self._files)
        return self._files[name]

    def add_known(self, rows: Iterable[FactRow], highest: int) -> None:
        """Stage what the register knows of the same people; ``highest`` is its last number."""
        sql = f"INSERT INTO stage ({', '.join(_ALL)}) VALUES ({', '.join(['%s'] * len(_ALL))}) ON CONFLICT DO NOTHING"  # noqa: S608
        told = (
            (
                row.sequence - highest - 1,
                *(0, 0, 1),
                *_content(row),
                None,
                None if row.supersedes is None else row.supersedes - highest - 1,
            )
            for row in rows
        )
        with self._database.transaction():
            self._database.execute_many(sql, told)

    def index(self) -> None:
        """Make the indexes, once all rows of the load are there."""
        with self._database.transaction():
            for statement in _INDEXES:
                self._database.execute(statement)

    def subjects(self) -> Iterator[list[str]]:
        """Everybody the load is about, a few hundred at a time."""
        yield from self._paged("SELECT DISTINCT subject FROM stage WHERE subject > %s ORDER BY subject")

    def groups(self) -> Iterator[list[str]]:
        """Every household, koseki and card of the load, a few hundred at a time."""
        yield from self._paged("SELECT DISTINCT belongs_to FROM stage WHERE belongs_to > %s ORDER BY belongs_to")

    def _paged(self, sql: str) -> Iterator[list[str]]:
        after = ""
        while page := [str(found[0]) for found in self._database.execute(f"{sql} LIMIT {AT_ONCE}", [after])]:
            yield page
            after = page[-1]

    def households(self) -> Iterator[dict[str, list[str]]]:
        """Households with all who ever belonged to them, a few hundred people at a time."""
        after = ""
        sql = f"""SELECT DISTINCT belongs_to, subject FROM stage
            WHERE kind = 'membership' AND belongs_to > %s ORDER BY belongs_to, subject LIMIT {AT_ONCE}"""  # noqa: S608
        while found := self._database.execute(sql, [after]):
            members: dict[str, list[str]] = {}
            for household, subject in found:
                members.setdefault(str(household), []).append(str(subject))
            after = list(members)[-1]
            if len(found) == AT_ONCE and len(members) > 1:
                members.popitem()
                after = list(members)[-1]
            elif len(found) == AT_ONCE:
                members[after] = self._ever_members(after)
            yield members

    def _ever_members(self, household: str) -> list[str]:
        sql = "SELECT DISTINCT subject FROM stage WHERE kind = 'membership' AND belongs_to = %s"
        return [str(found[0]) for found in self._database.execute(sql, [household])]

    def without_household(self) -> Iterator[list[str]]:
        """People and koseki of the load that never belonged to a household."""
        yield from self._paged(
            """SELECT DISTINCT subject FROM stage WHERE subject > %s AND NOT EXISTS (
                SELECT 1 FROM stage member WHERE member.subject = stage.subject AND member.kind = 'membership')
            ORDER BY subject"""
        )

    def cards_of_two(self) -> list[str]:
        """Subjects who share a certificate with another."""
        sql = """SELECT DISTINCT subject FROM stage WHERE kind = 'link' AND belongs_to IN (
            SELECT belongs_to FROM stage WHERE kind = 'link' GROUP BY belongs_to HAVING count(DISTINCT subject) > 1)"""
        return [str(found[0]) for found in self._database.execute(sql)]

    def rows_of(self, subjects: Sequence[str]) -> dict[str, list[Stored]]:
        """All rows of some subjects, in their order."""
        found: dict[str, list[Stored]] = {subject: [] for subject in subjects}
        for start in range(0, len(subjects), AT_ONCE):
            chunk = subjects[start : start + AT_ONCE]
            sql = f"{_SELECT} WHERE subject IN ({', '.join(['%s'] * len(chunk))}) ORDER BY id"
            for row in self._database.execute(sql, chunk):
                found[str(row[5])].append(row)
        return found

    def place(self, row: Stored) -> Place:
        """Where a staged row was read."""
        name = next((name for name, number in self._files.items() if number == row[1]), "")
        return Place(name, cast(int, row[2]))

    def supersede(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Note which row a correction supersedes: (superseded, correcting)."""
        with self._database.transaction():
            self._database.execute_many("UPDATE stage SET supersedes = %s WHERE id = %s", pairs)

    def set_aside(self, subjects: Collection[str]) -> None:
        """Mark people as not to be loaded."""
        with self._database.transaction():
            self._database.execute_many(
                "INSERT INTO bad VALUES (%s) ON CONFLICT DO NOTHING", ([subject] for subject in sorted(subjects))
            )

    def spread(self) -> None:
        """Set aside everybody who shares a household or koseki with somebody set aside, until nobody is left.

        Half a household would certify what is not so.
        """
        sql = """INSERT INTO bad SELECT DISTINCT other.subject FROM stage
            JOIN stage other ON other.belongs_to = stage.belongs_to
            WHERE stage.subject IN (SELECT subject FROM bad) AND stage.known = 0 AND other.known = 0
              AND other.subject NOT IN (SELECT subject FROM bad)"""
        with self._database.transaction():
            before = -1
            while (now := self._count("bad")) != before:
                before = now
                self._database.execute(sql)

    def bad_rows(self) -> Iterator[list[tuple[Place, FactRow]]]:
        """The rows set aside, with their places."""
        yield from self._chunks("known = 0 AND subject IN (SELECT subject FROM bad)")

    def good_rows(self) -> Iterator[list[tuple[Place, FactRow]]]:
        """The rows to be loaded, with their places."""
        yield from self._chunks("known = 0 AND subject NOT IN (SELECT subject FROM bad)")

    def drop_bad(self) -> None:
        """Leave out for good what was set aside."""
        with self._database.transaction():
            self._database.execute("DELETE FROM stage WHERE known = 0 AND subject IN (SELECT subject FROM bad)")
            self._database.execute("DELETE FROM bad")

    def touches(self, newer: Iterable[Stored]) -> bool:
        """Whether rows (subject, group) concern anybody who was weighed with the load."""
        sql = "SELECT 1 FROM stage WHERE subject = %s OR belongs_to = %s LIMIT 1"
        return any(self._database.execute(sql, pair) for pair in newer)

    def registers(self) -> set[RegisterName]:
        """Which registers the load is for."""
        found = self._database.execute("SELECT DISTINCT kind FROM stage WHERE known = 0")
        return {kind_named(str(kind)).register for (kind,) in found}

    def _count(self, table: str) -> int:
        return cast(int, self._database.execute(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608 - a constant

    def _chunks(self, condition: str) -> Iterator[list[tuple[Place, FactRow]]]:
        after = 0
        sql = f"{_SELECT} WHERE id > %s AND {condition} ORDER BY id LIMIT 5000"
        while found := self._database.execute(sql, [after]):
            yield [(self.place(row), row_of(row)) for row in found]
            after = cast(int, found[-1][0])


def _content(row: FactRow) -> tuple[str | None, ...]:
    return row.kind.stored, row.subject, row.key, row.belongs_to, row.valid_from.isoformat(), row.payload


def row_of(found: Stored) -> FactRow:
    """A staged row as a fact's row. Numbers of new rows count from 1; those of known rows are negative, in order."""
    number, _, _, _, kind, subject, key, belongs_to, valid_from, payload, _, supersedes = found
    return FactRow(
        sequence=cast(int, number),
        kind=kind_named(str(kind)),
        subject=str(subject),
        key=str(key),
        belongs_to=cast("str | None", belongs_to),
        valid_from=date.fromisoformat(str(valid_from)),
        recorded_at=_NOWHEN,
        payload=cast("str | None", payload),
        supersedes=cast("int | None", supersedes),
    )
