"""Resident records and households (住民票, 世帯), with the items of 住民基本台帳法 §7 and §30の45."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import NewType

from kofu.rules.standing import PersonId

__all__ = [
    "Address",
    "ForeignStatus",
    "Household",
    "HouseholdId",
    "MoveOutNotice",
    "Name",
    "PendingChange",
    "PersonId",
    "ResidenceCategory",
    "Resident",
    "Sex",
    "Status",
    "StatusKind",
]

HouseholdId = NewType("HouseholdId", str)
"""One household (世帯番号); opaque."""


class Sex(Enum):
    """男女の別."""

    MALE = "男"
    FEMALE = "女"


@dataclass(frozen=True, slots=True)
class Name:
    """氏名, or a part of one: as written, and its reading (振り仮名), None until one is notified (domain §4.3)."""

    written: str
    reading: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """住所. ``since`` is 住所を定めた年月日 and ``notified_on`` 届出の年月日; None when not known.

    ``here`` tells an address in this municipality from one outside, which is what 転入前住所 prints.
    """

    text: str
    since: date | None = None
    notified_on: date | None = None
    here: bool = True


class StatusKind(Enum):
    """Whether a resident record is current, and if not, why it was struck off (消除)."""

    REGISTERED = "registered"
    MOVED_OUT = "moved_out"
    DEAD = "dead"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Status:
    """State of a resident record and the day it took effect (異動日); no day while registered."""

    kind: StatusKind = StatusKind.REGISTERED
    since: date | None = None


class ResidenceCategory(Enum):
    """在留区分 of 住民基本台帳法 §30の45."""

    MID_TO_LONG_TERM = "中長期在留者"
    SPECIAL_PERMANENT = "特別永住者"
    TEMPORARY_REFUGE = "一時庇護許可者"
    PROVISIONAL_STAY = "仮滞在許可者"
    BIRTH = "出生による経過滞在者"
    LOSS_OF_NATIONALITY = "国籍喪失による経過滞在者"


@dataclass(frozen=True, slots=True)
class ForeignStatus:
    """What §30の45 adds for a foreign national; what a category does not have is None (domain §4.2)."""

    nationality: str
    """国籍・地域"""
    category: ResidenceCategory
    card_number: str | None
    """在留カード or 特別永住者証明書の番号"""
    residence_status: str | None
    """在留資格"""
    period: str | None
    """在留期間, as written: 3年, 永住者 have 無期限"""
    expires_on: date | None
    """在留期間の満了の日; None for stays without an end"""
    became_foreign_resident_on: date
    """外国人住民となった年月日"""


@dataclass(frozen=True, slots=True)
class MoveOutNotice:
    """転出届 filed, or a move planned: who is named by it is 転出予定者 from ``filed_on`` on."""

    filed_on: date
    moving_on: date | None = None


@dataclass(frozen=True, slots=True)
class PendingChange:
    """A filed notice (届出) that the resident system has or has not worked in yet (facts B-45, X-05, X-40)."""

    kind: str
    filed_at: datetime
    desk: str | None = None
    processed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resident:
    """One person's resident record (住民票) as valid on a day."""

    person: PersonId
    household: HouseholdId
    name: Name
    birth: date
    """出生の年月日"""
    sex: Sex
    relationship: str
    """続柄, as written: 世帯主, 妻, 子"""
    is_head: bool
    """世帯主である旨"""
    became_resident_on: date
    """住民となった年月日"""
    addresses: tuple[Address, ...]
    """Newest first; the first one is the present 住所, the second 従前の住所"""
    honseki: str | None = None
    """本籍; None for foreign nationals and where there is none or it is unknown"""
    first_entry: str | None = None
    """筆頭者の氏名"""
    former_surname: Name | None = None
    """旧氏"""
    alias: Name | None = None
    """通称 of a foreign national, as now entered"""
    former_aliases: tuple[str, ...] = ()
    """通称の記載及び削除に関する事項: earlier ones, oldest first"""
    former_names: tuple[str, ...] = ()
    """Earlier names, oldest first; history, never printed at a kiosk (facts C-14)"""
    my_number: str | None = None
    """個人番号, 12 digits"""
    resident_code: str | None = None
    """住民票コード, 11 digits; never printed at a kiosk (facts C-10)"""
    foreign: ForeignStatus | None = None
    status: Status = Status()
    move_out: MoveOutNotice | None = None
    pending: PendingChange | None = None
    adult_ward: bool = False
    """成年被後見人"""
    characters_identified: bool = True
    """False while a character of the record is not identified to MJ+ (外字): nothing may be printed (facts B-43)"""

    @property
    def address(self) -> Address:
        """The present 住所."""
        return self.addresses[0]


@dataclass(frozen=True, slots=True)
class Household:
    """世帯: its members in the order of the record (head, spouse, children by birth, others), removed ones included."""

    household: HouseholdId
    members: tuple[Resident, ...]

    @property
    def current(self) -> tuple[Resident, ...]:
        """Members whose record is current."""
        return tuple(member for member in self.members if member.status.kind is StatusKind.REGISTERED)

    @property
    def head(self) -> Resident | None:
        """世帯主; None only while the household has no current member."""
        return next((member for member in self.current if member.is_head), None)

    def member(self, person: PersonId) -> Resident | None:
        """The member with this id, removed ones included."""
        return next((member for member in self.members if member.person == person), None)
