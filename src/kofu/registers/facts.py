"""Facts: what a register was told, never changed afterwards (design §7).

A fact says that a slot of a subject holds a value from ``valid_from`` on. It ends by the next fact of its slot, or by
one without a value, which closes the slot. A fact recorded wrongly is corrected by another that supersedes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kofu.registers.codec import decode_payload, encode_payload
from kofu.registers.errors import FactOfAnother
from kofu.registers.kinds import (
    FactKind,
    HouseholdMembership,
    KosekiMembership,
    Payload,
    card_group,
    household_group,
    koseki_group,
)
from kofu.registers.model import CardLink, KosekiId, Restriction, TaxRecord


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact as a register is told it."""

    kind: FactKind
    subject: str
    """The person it is about; for KOSEKI and NOTICE the koseki"""
    valid_from: date
    value: Payload | None
    """None closes the slot from ``valid_from`` on"""
    key: str = ""
    """Tells apart the slots of a keyed kind: fiscal year, koseki, card"""
    corrects: date | None = None
    """``valid_from`` of the fact of the same slot that this one supersedes"""

    def __post_init__(self) -> None:
        if self.value is not None and type(self.value) is not self.kind.payload:
            raise TypeError(f"a {self.kind.stored} fact carries {self.kind.payload.__name__}")
        if bool(self.key) is not self.kind.keyed:
            raise TypeError(f"a {self.kind.stored} fact {'needs' if self.kind.keyed else 'has no'} key")

    def check_subject(self) -> None:
        """Raise FactOfAnother unless the content is of this subject and key."""
        person = getattr(self.value, "person", self.subject)
        if person != self.subject or self.key != self._own_key():
            raise FactOfAnother(kind=self.kind.stored)

    def _own_key(self) -> str:
        match self.value:
            case TaxRecord(fiscal_year=year):
                return str(year)
            case KosekiMembership(koseki=koseki):
                return koseki
            case CardLink(identity=identity):
                return identity.fingerprint().hex()
            case Restriction(record=record):
                return record.value
        return self.key

    @property
    def belongs_to(self) -> str | None:
        """The household, koseki or card by which this fact is found."""
        match self.value:
            case HouseholdMembership(household=household):
                return household_group(household)
            case KosekiMembership(koseki=koseki):
                return koseki_group(koseki)
            case CardLink(identity=identity):
                return card_group(identity.fingerprint())
        return koseki_group(KosekiId(self.subject)) if self.kind in {FactKind.KOSEKI, FactKind.NOTICE} else None


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact as recorded: numbered in its municipality, with its payload as canonical JSON."""

    sequence: int
    kind: FactKind
    subject: str
    key: str
    belongs_to: str | None
    valid_from: date
    recorded_at: datetime
    payload: str | None
    supersedes: int | None

    @property
    def slot(self) -> tuple[str, FactKind, str]:
        """What holds one value at a time."""
        return self.subject, self.kind, self.key


def record(fact: Fact, sequence: int, recorded_at: datetime, supersedes: int | None) -> FactRow:
    """Number a fact and fix its bytes."""
    payload = None if fact.value is None else encode_payload(fact.value)
    return FactRow(
        sequence, fact.kind, fact.subject, fact.key, fact.belongs_to, fact.valid_from, recorded_at, payload, supersedes
    )


def value_of(row: FactRow) -> Payload | None:
    """The row's payload, None for a closing row. Raises PayloadInvalid."""
    return None if row.payload is None else decode_payload(row.kind.payload, row.payload)
