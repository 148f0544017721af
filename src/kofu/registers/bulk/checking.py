"""The whole of a load weighed, household by household: the same rules as for a batch, never all of it in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from kofu.errors import KofuError
from kofu.registers.bulk.rows import Problem, problem_of
from kofu.registers.bulk.staging import Staging, row_of
from kofu.registers.contradictions import WEIGHED, check_household, check_person
from kofu.registers.errors import CardOfTwoPersons, NothingToCorrect, OverlappingFacts
from kofu.registers.facts import FactRow
from kofu.registers.kinds import FactKind
from kofu.registers.model import HouseholdId, PersonId
from kofu.storage import Row as Stored

_WEIGHED = {kind.stored for kind in WEIGHED}


class Weighing:
    """Weighs what is staged, and knows the names of its files."""

    def __init__(self, staging: Staging, tell: Callable[[int], None]) -> None:
        """``tell`` hears how many rows have been weighed."""
        self._staging = staging
        self._tell = tell

    def problems(self) -> Iterator[Problem]:
        """Everything that cannot be true, by person; rows of one person are loaded together or not at all."""
        for subject in self._staging.cards_of_two():
            yield self._problem(CardOfTwoPersons(), subject, self._staging.rows_of([subject])[subject])
        for households in self._staging.households():
            yield from self._weigh_households(households)
        for subjects in self._staging.without_household():
            for subject, rows in self._staging.rows_of(subjects).items():
                yield from self._weigh_subject(subject, rows)[1]

    def _weigh_households(self, households: dict[str, list[str]]) -> Iterator[Problem]:
        staged = self._staging.rows_of(sorted({subject for members in households.values() for subject in members}))
        weighed: dict[str, list[FactRow]] = {}
        for subject, rows in staged.items():
            weighed[subject], problems = self._weigh_subject(subject, rows)
            yield from problems
        for household, members in households.items():
            days = _days_of_change(row for member in members for row in staged[member])
            rows_of_all = [row for member in members for row in weighed[member] if row.kind in WEIGHED]
            if not days or not rows_of_all:
                continue
            try:
                check_household(rows_of_all, HouseholdId(household.removeprefix("household:")), days)
            except KofuError as error:
                for member in members:
                    if any(not row[3] for row in staged[member]):
                        yield self._problem(error, member, staged[member])

    def _weigh_subject(self, subject: str, rows: Sequence[Stored]) -> tuple[list[FactRow], list[Problem]]:
        """The subject's rows, corrections resolved, and what is wrong with them alone."""
        self._tell(len(rows))
        try:
            resolved, corrections = _resolve(rows)
            if corrections:
                self._staging.supersede(corrections)
            check_person(resolved, PersonId(subject))
        except KofuError as error:
            return [row_of(row) for row in rows], [self._problem(error, subject, rows)]
        return resolved, []

    def _problem(self, error: KofuError, subject: str, rows: Sequence[Stored]) -> Problem:
        """Told at the subject's first new row."""
        first = next((row for row in rows if not row[3]), rows[0])
        return problem_of(error, self._staging.place(first), subject)


def _days_of_change(rows: Iterable[Stored]) -> list[date]:
    """Days on which new rows change what a household is judged by."""
    return sorted({date.fromisoformat(str(row[8])) for row in rows if not row[3] and row[4] in _WEIGHED})


def _resolve(rows: Sequence[Stored]) -> tuple[list[FactRow], list[tuple[int, int]]]:
    """Rows with what they supersede, and the pairs (superseded, correcting) among them.

    Raises OverlappingFacts, NothingToCorrect.
    """
    made: list[FactRow] = []
    begins: dict[tuple[str, FactKind, str, date], FactRow] = {}
    corrections: list[tuple[int, int]] = []
    for stored in rows:
        row, corrects = row_of(stored), stored[10]
        if corrects is not None:
            wrong = begins.pop((*row.slot, date.fromisoformat(str(corrects))), None)
            if wrong is None:
                raise NothingToCorrect(kind=row.kind.stored, valid_from=str(corrects))
            row = replace(row, supersedes=wrong.sequence)
            corrections.append((wrong.sequence, row.sequence))
        elif row.supersedes is not None:
            begins = {slot: held for slot, held in begins.items() if held.sequence != row.supersedes}
        if begins.setdefault((*row.slot, row.valid_from), row) is not row:
            raise OverlappingFacts(kind=row.kind.stored, valid_from=row.valid_from.isoformat())
        made.append(row)
    return made, corrections
