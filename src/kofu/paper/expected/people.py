"""Who must stand on a page, from the raw rows alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kofu.certificates.wanted import Wanted
from kofu.paper.expected.writing import gregorian_day, japanese_day
from kofu.registers.model import KosekiMember, Resident, Snapshot
from kofu.rules import Kind


def registered(snapshot: Snapshot) -> Iterator[Resident]:
    """Members of the household whose record is current."""
    for row in snapshot.household.members if snapshot.household else ():
        if row.status.kind.value == "registered":
            yield row


def residents(snapshot: Snapshot, wanted: Wanted) -> Sequence[Resident]:
    """The persons of a certificate from the resident register, in the order of the record."""
    return [row for row in registered(snapshot) if wanted.subjects == "household" or row.person in wanted.subjects]


def koseki_members(snapshot: Snapshot, wanted: Wanted) -> Sequence[KosekiMember]:
    """The persons of a certificate from the koseki, in its order; a whole supplement leaves out who left the koseki."""
    everybody = snapshot.koseki.members if snapshot.koseki else ()
    if wanted.kind is Kind.KOSEKI_FULL:
        return everybody
    if wanted.subjects == "household":
        return [row for row in everybody if wanted.kind is Kind.KOSEKI_INDIVIDUAL or not row.removed]
    return [row for row in everybody if row.person in wanted.subjects]


def birth_of(row: Resident) -> str:
    """A day of birth, by era for Japanese nationals and by the common calendar for others."""
    return japanese_day(row.birth) if row.foreign is None else gregorian_day(row.birth)
