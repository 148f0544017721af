"""Copying a weighed load into the registers unseen, and swapping it in: one short transaction, whatever its size.

The rows take a range of numbers of their own (``register_load``). Until that range is marked as swapped in, no reading
statement sees them, so issuing goes on as before; afterwards all of them are there. One that is not swapped in leaves
nothing behind but a gap in the numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import cast

from kofu.registers.bulk.errors import LoadOvertaken, LoadUnderWay
from kofu.registers.bulk.staging import Staging
from kofu.registers.facts import FactRow
from kofu.registers.lines import LARGEST_INTEGER
from kofu.registers.sql_store import COLUMNS, SqlRegisterStore, moment_text, stored

_CHUNK = 2_000
"""Rows copied in one transaction: on SQLite issuing waits no longer than for these"""
_REMOVED_AT_ONCE = 20_000
_NEWER = """
SELECT DISTINCT subject, belongs_to FROM register_fact WHERE municipality = %s AND sequence BETWEEN %s AND %s
"""


@dataclass(frozen=True, slots=True)
class Reserved:
    """The numbers of one load."""

    first: int
    last: int


class Loader:
    """Brings staged rows into one municipality's registers."""

    def __init__(self, registers: SqlRegisterStore, operator: str) -> None:
        self._registers = registers
        self._database = registers.database
        self._municipality = registers.municipality
        self._operator = operator

    def stage_known(self, staging: Staging) -> int:
        """Stage what the registers know of the load's people; the last number that was looked at."""
        highest = self._last_number()
        if highest:
            for subjects in staging.subjects():
                staging.add_known(self._registers.around("subject", subjects), highest)
            for groups in staging.groups():
                staging.add_known(self._registers.around("belongs_to", groups), highest)
        return highest

    def _last_number(self) -> int:
        sql = "SELECT last_sequence FROM register_head WHERE municipality = %s"
        found = self._database.execute(sql, [self._municipality])
        return cast(int, found[0][0]) if found else 0

    def reserve(self, rows: int, at: datetime) -> Reserved:
        """Take a range of numbers for the load. Raises LoadUnderWay."""
        with self._database.transaction():
            last, _ = self._registers.lock_for_recording()
            if self.unfinished():
                raise LoadUnderWay
            sql = "UPDATE register_head SET last_sequence = %s WHERE municipality = %s"
            self._database.execute(sql, [last + rows, self._municipality])
            columns = "municipality, first_sequence, last_sequence, operator, begun_at"
            self._database.execute(
                f"INSERT INTO register_load ({columns}) VALUES (%s, %s, %s, %s, %s)",  # noqa: S608 - constants
                [self._municipality, last + 1, last + rows, self._operator, moment_text(at)],
            )
        return Reserved(last + 1, last + rows)

    def copy(
        self, staging: Staging, reserved: Reserved, known_to: int, at: datetime, tell: Callable[[int], None]
    ) -> None:
        """Copy the rows in, unseen, in short transactions; ``tell`` hears how many were copied."""
        columns = ("municipality", *COLUMNS.split(", "))
        rows = _numbered(staging, reserved.first, known_to, at)
        while chunk := [stored(self._municipality, row) for row in islice(rows, _CHUNK)]:
            with self._database.transaction():
                self._database.copy_in("register_fact", columns, chunk)
            tell(len(chunk))

    def swap(self, staging: Staging, reserved: Reserved, known_to: int, at: datetime) -> None:
        """Make the rows part of the registers. Raises LoadOvertaken."""
        registers = staging.registers()
        with self._database.transaction():
            _, recorded_at = self._registers.lock_for_recording()
            for newer in ([known_to + 1, reserved.first - 1], [reserved.last + 1, LARGEST_INTEGER]):
                if staging.touches(self._database.execute(_NEWER, [self._municipality, *newer])):
                    raise LoadOvertaken
            self._database.execute(
                "UPDATE register_load SET swapped_at = %s WHERE municipality = %s AND first_sequence = %s",
                [moment_text(at), self._municipality, reserved.first],
            )
            latest = max(at, recorded_at) if recorded_at else at
            self._database.execute(
                "UPDATE register_head SET last_recorded_at = %s WHERE municipality = %s",
                [moment_text(latest), self._municipality],
            )
            self._registers.mark_heard(registers, at)

    def unfinished(self) -> list[Reserved]:
        """Loads that were not swapped in: one that is being copied, or one whose process was killed."""
        sql = """SELECT first_sequence, last_sequence FROM register_load
            WHERE municipality = %s AND swapped_at IS NULL"""
        found = self._database.execute(sql, [self._municipality])
        return [Reserved(cast(int, first), cast(int, last)) for first, last in found]

    def withdraw(self, reserved: Reserved) -> None:
        """Take out the rows of a load that was not swapped in."""
        for first in range(reserved.first, reserved.last + 1, _REMOVED_AT_ONCE):
            last = min(first + _REMOVED_AT_ONCE - 1, reserved.last)
            self._database.execute(
                "DELETE FROM register_fact WHERE municipality = %s AND sequence BETWEEN %s AND %s",
                [self._municipality, first, last],
            )
        self._database.execute(
            "DELETE FROM register_load WHERE municipality = %s AND first_sequence = %s AND swapped_at IS NULL",
            [self._municipality, reserved.first],
        )


def _numbered(staging: Staging, first: int, known_to: int, at: datetime) -> Iterator[FactRow]:
    """The rows under their numbers. What was set aside before leaves no gap."""
    numbers: dict[int, int] = {}
    number = first
    for chunk in staging.good_rows():
        for _, row in chunk:
            supersedes = row.supersedes
            if supersedes is not None:
                supersedes = supersedes + known_to + 1 if supersedes < 0 else numbers[supersedes]
            numbers[row.sequence] = number
            yield replace(row, sequence=number, recorded_at=at, supersedes=supersedes)
            number += 1
