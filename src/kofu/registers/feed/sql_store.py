"""The feed's rows in the database of the registers, SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import cast

from kofu.registers.feed.batch import Batch, Entry
from kofu.registers.feed.chain import is_next
from kofu.registers.feed.store import Refusal, Release
from kofu.registers.feed.totals import Total
from kofu.registers.freshness import Stop
from kofu.registers.kinds import RegisterName
from kofu.registers.lines import row_line
from kofu.registers.schema import VISIBLE
from kofu.registers.sql_store import COLUMNS, SqlRegisterStore, moment_text, row_of
from kofu.storage import Row

_ENTRY = "source, number, digest, previous, made_at, registers, facts"
_PAGE = 5_000
_ROWS = f"""
SELECT {COLUMNS} FROM register_fact
WHERE municipality = %s AND sequence > %s AND sequence <= %s AND {VISIBLE}
ORDER BY sequence LIMIT {_PAGE}
"""  # noqa: S608 - column names and constants
_SUPERSEDED = f"""
SELECT {COLUMNS} FROM register_fact
WHERE municipality = %s AND sequence > %s AND sequence <= %s AND {VISIBLE} AND sequence IN (
    SELECT supersedes FROM register_fact
    WHERE municipality = %s AND supersedes IS NOT NULL AND sequence <= %s AND {VISIBLE})
ORDER BY sequence LIMIT {_PAGE}
"""  # noqa: S608 - column names and constants


class SqlFeedStore:
    """The feed of one municipality beside its register store."""

    def __init__(self, registers: SqlRegisterStore) -> None:
        self._registers = registers
        self._database = registers.database
        self.municipality = registers.municipality

    def record_batch(self, batch: Batch, at: datetime) -> bool:
        """Judge and record in one transaction, under the lock that issuing shares."""
        entry = batch.entry
        with self._database.transaction():
            head = self._registers.lock_for_recording()
            if not is_next(entry, self.tails().get(entry.source), self.entry(entry.source, entry.number), at):
                return False
            reached = self._registers.record_locked(batch.facts, head, at, entry.made_at)
            self._registers.mark_heard(entry.registers, entry.made_at)
            self._insert("feed_batch", _ENTRY + ", received_at, last_sequence", (
                entry.source,
                entry.number,
                entry.digest,
                entry.previous,
                moment_text(entry.made_at),
                " ".join(sorted(register.value for register in entry.registers)),
                entry.facts,
                moment_text(at),
                reached,
            ))  # fmt: skip
        return True

    def _insert(self, table: str, columns: str, values: Row) -> None:
        marks = ", ".join(["%s"] * (len(values) + 1))
        sql = f"INSERT INTO {table} (municipality, {columns}) VALUES ({marks})"  # noqa: S608 - constants of this module
        self._database.execute(sql, [self.municipality, *values])

    def tails(self) -> Mapping[str, Entry]:
        """The last batch of each source."""
        sql = f"""SELECT {_ENTRY} FROM feed_batch WHERE municipality = %s AND number = (
            SELECT max(number) FROM feed_batch later
            WHERE later.municipality = feed_batch.municipality AND later.source = feed_batch.source)"""  # noqa: S608
        entries = [_entry(found) for found in self._database.execute(sql, [self.municipality])]
        return {entry.source: entry for entry in entries}

    def entry(self, source: str, number: int) -> Entry | None:
        """A recorded batch."""
        sql = f"SELECT {_ENTRY} FROM feed_batch WHERE municipality = %s AND source = %s AND number = %s"  # noqa: S608
        found = self._database.execute(sql, [self.municipality, source, number])
        return _entry(found[0]) if found else None

    def totals(self, registers: Collection[RegisterName], source: str, number: int) -> Mapping[RegisterName, Total]:
        """Totals up to a batch's last fact, read in pages: rows are only added, so no lock is needed."""
        sql = "SELECT last_sequence FROM feed_batch WHERE municipality = %s AND source = %s AND number = %s"
        [(bound,)] = self._database.execute(sql, [self.municipality, source, number])
        return self._count_up_to(cast(int, bound), registers)

    def count(self, registers: Collection[RegisterName]) -> Mapping[RegisterName, Total]:
        """The totals of registers now: what a source that joins a loaded register begins with."""
        found = self._database.execute(
            "SELECT last_sequence FROM register_head WHERE municipality = %s", [self.municipality]
        )
        return self._count_up_to(cast(int, found[0][0]) if found else 0, registers)

    def _count_up_to(self, bound: int, registers: Collection[RegisterName]) -> Mapping[RegisterName, Total]:
        totals = dict.fromkeys(registers, Total())
        for page in self._pages(_ROWS, bound, []):
            for register, lines in _lines(page, registers).items():
                totals[register] = totals[register].plus(lines)
        for page in self._pages(_SUPERSEDED, bound, [self.municipality, bound]):
            for register, lines in _lines(page, registers).items():
                totals[register] = totals[register].minus(lines)
        return totals

    def _pages(self, sql: str, bound: int, more: list[str | int]) -> Iterator[list[Row]]:
        after = 0
        while page := self._database.execute(sql, [self.municipality, after, bound, *more]):
            yield page
            after = cast(int, page[-1][0])

    def stop(self, registers: Collection[RegisterName], refusal: Refusal) -> None:
        """Stop registers, but for those stopped for this cause already."""
        with self._database.transaction():
            self._registers.lock_for_recording()
            held = {(stop.register, stop.cause) for stop in self.stops()}
            for register in sorted(registers, key=lambda name: name.value):
                if (register, refusal.code) not in held:
                    told = (register.value, refusal.code, refusal.source or "", refusal.batch, moment_text(refusal.at))
                    number = self._next_number("feed_stop")
                    self._insert("feed_stop", "number, register, cause, source, batch, stopped_at", (number, *told))

    def _next_number(self, table: str) -> int:
        sql = f"SELECT coalesce(max(number), 0) + 1 FROM {table} WHERE municipality = %s"  # noqa: S608 - a constant
        [(number,)] = self._database.execute(sql, [self.municipality])
        return cast(int, number)

    def stops(self) -> Sequence[Stop]:
        """The stops nobody has ended."""
        return self._registers.stops()

    def release(self, release: Release) -> None:
        """End stops, all of them or none."""
        columns = "stop, operator, reason, totals_digest, released_at"
        told = (release.operator, release.reason, release.totals_digest, moment_text(release.at))
        with self._database.transaction():
            for stop in release.stops:
                self._insert("feed_release", columns, (stop, *told))

    def releases(self) -> Sequence[Release]:
        """Every release, oldest first."""
        sql = """SELECT stop, operator, reason, totals_digest, released_at FROM feed_release
            WHERE municipality = %s ORDER BY released_at, stop"""
        found = self._database.execute(sql, [self.municipality])
        gathered: dict[Row, list[int]] = {}
        for stop, *told in found:
            gathered.setdefault(tuple(told), []).append(cast(int, stop))
        return [
            Release(tuple(stops), str(operator), str(reason), str(digest), datetime.fromisoformat(str(at)))
            for (operator, reason, digest, at), stops in gathered.items()
        ]

    def note(self, refusal: Refusal) -> None:
        """Remember that a batch was refused."""
        with self._database.transaction():
            self._registers.lock_for_recording()
            told = (refusal.code, refusal.source, refusal.batch, moment_text(refusal.at))
            number = self._next_number("feed_refusal")
            self._insert("feed_refusal", "number, code, source, batch, refused_at", (number, *told))

    def refusals(self, most: int) -> Sequence[Refusal]:
        """The latest refusals, newest first."""
        sql = """SELECT code, source, batch, refused_at FROM feed_refusal
            WHERE municipality = %s ORDER BY number DESC LIMIT %s"""
        return [
            Refusal(datetime.fromisoformat(str(at)), str(code), cast("str | None", source), cast("int | None", batch))
            for code, source, batch, at in self._database.execute(sql, [self.municipality, most])
        ]


def _lines(page: list[Row], registers: Collection[RegisterName]) -> Mapping[RegisterName, list[bytes]]:
    lines: dict[RegisterName, list[bytes]] = {register: [] for register in registers}
    for row in map(row_of, page):
        if row.kind.register in lines:
            lines[row.kind.register].append(row_line(row))
    return lines


def _entry(found: Row) -> Entry:
    source, number, digest, previous, made_at, registers, facts = found
    return Entry(
        source=str(source),
        number=cast(int, number),
        digest=str(digest),
        previous=str(previous),
        made_at=datetime.fromisoformat(str(made_at)),
        registers=tuple(map(RegisterName, str(registers).split())),
        facts=cast(int, facts),
    )
