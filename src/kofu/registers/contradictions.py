"""Facts that cannot be true together (issue: bad input): the batch that brings them is refused whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from kofu.registers.assemble import household_of, present_koseki
from kofu.registers.errors import (
    BeforeBirth,
    CardOfTwoPersons,
    ChildOlderThanParent,
    ForeignerWithHonseki,
    NoHead,
    TwoHeads,
    TwoKoseki,
)
from kofu.registers.facts import FactRow
from kofu.registers.history import History
from kofu.registers.kinds import FactKind, HouseholdMembership, ResidentRecord, household_group
from kofu.registers.model import Household, HouseholdId, PersonId, Status, StatusKind

WEIGHED = frozenset({FactKind.RECORD, FactKind.ADDRESS, FactKind.MEMBERSHIP, FactKind.STATUS})
"""What a household is judged by"""
_CHILD = ("子", "長男", "長女", "二男", "二女")
_AFTER_BIRTH = {FactKind.MEMBERSHIP, FactKind.SEAL, FactKind.LINK}


def check_contradictions(known: Sequence[FactRow], new: Sequence[FactRow]) -> None:
    """Weigh new rows against each other and against what is known of the same people. Raises ContradictoryFacts."""
    by_subject: dict[str, list[FactRow]] = defaultdict(list)
    members: dict[str, dict[str, None]] = defaultdict(dict)
    for row in [*known, *new]:
        by_subject[row.subject].append(row)
        if row.kind is FactKind.MEMBERSHIP and row.belongs_to:
            members[row.belongs_to][row.subject] = None
    _check_cards(known, new)
    for subject in dict.fromkeys(row.subject for row in new):
        check_person(by_subject[subject], PersonId(subject))
    for household, days in _touched_households(by_subject, new).items():
        weighed = [
            row for member in members[household_group(household)] for row in by_subject[member] if row.kind in WEIGHED
        ]
        check_household(weighed, household, sorted(days))


def _check_cards(known: Iterable[FactRow], new: Iterable[FactRow]) -> None:
    owners = {row.belongs_to: row.subject for row in known if row.kind is FactKind.LINK and row.belongs_to}
    for row in new:
        if (
            row.kind is FactKind.LINK
            and row.belongs_to
            and owners.setdefault(row.belongs_to, row.subject) != row.subject
        ):
            raise CardOfTwoPersons


def check_person(rows: Sequence[FactRow], person: PersonId) -> None:
    """Weigh everything known of one person or koseki. Raises ContradictoryFacts."""
    history = History(rows)
    state = history.as_valid_on(date.max)
    if len(present_koseki(state, person)) > 1:
        raise TwoKoseki
    record = state.one(FactKind.RECORD, ResidentRecord, person)
    if record is None:
        return
    if record.foreign is not None and record.honseki is not None:
        raise ForeignerWithHonseki
    begun = [row.valid_from for row in history.effective() if row.kind in _AFTER_BIRTH]
    if record.became_resident_on < record.birth or any(day < record.birth for day in begun):
        raise BeforeBirth


def _touched_households(by_subject: dict[str, list[FactRow]], new: Iterable[FactRow]) -> dict[HouseholdId, set[date]]:
    """Households whose members' facts change, with the days on which they do."""
    touched: dict[HouseholdId, set[date]] = defaultdict(set)
    for row in new:
        if row.kind in WEIGHED:
            for belonging in by_subject[row.subject]:
                if belonging.kind is FactKind.MEMBERSHIP and belonging.belongs_to:
                    touched[HouseholdId(belonging.belongs_to.removeprefix("household:"))].add(row.valid_from)
    return touched


def check_household(rows: Sequence[FactRow], household: HouseholdId, days: Sequence[date]) -> None:
    """Weigh the ``WEIGHED`` rows of all who ever belonged to a household, on the days that changed it.

    Raises ContradictoryFacts.
    """
    history = History(rows)
    for day in days:
        if _heads_on(history, household, day) > 1:
            raise TwoHeads(day=day.isoformat())
    last = max(row.valid_from for row in rows)
    _check_family(household_of(history.as_valid_on(last), household))


def _heads_on(history: History, household: HouseholdId, day: date) -> int:
    state = history.as_valid_on(day)
    heads = 0
    for person in state.subjects(FactKind.MEMBERSHIP):
        membership = state.one(FactKind.MEMBERSHIP, HouseholdMembership, person)
        status = state.one(FactKind.STATUS, Status, person) or Status()
        if membership and membership.household == household and status.kind is StatusKind.REGISTERED:
            heads += membership.is_head
    return heads


def _check_family(household: Household) -> None:
    head = household.head
    if household.current and head is None:
        raise NoHead
    for member in household.current:
        if head and member.relationship in _CHILD and member.birth <= head.birth:
            raise ChildOlderThanParent
