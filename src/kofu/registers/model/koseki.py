"""Koseki and supplement (戸籍, 戸籍の附票), with the items of 戸籍法 §13 and 住民基本台帳法 §17."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NewType

from kofu.registers.model.residents import Address, Name, PersonId, Sex

KosekiId = NewType("KosekiId", str)
"""One koseki (戸籍); opaque."""


@dataclass(frozen=True, slots=True)
class KosekiEntry:
    """One entry in item form (戸籍事項 or 身分事項): a title, 出生, and its items, (出生日, 昭和６０年４月１２日)."""

    title: str
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class KosekiMember:
    """戸籍に記録されている者, with what the supplement (附票) says of the same person."""

    person: PersonId
    given: Name
    """【名】 and its reading"""
    birth: date
    sex: Sex
    father: str | None
    """【父】"""
    mother: str | None
    """【母】"""
    parental_relationship: str
    """【続柄】, 長男"""
    spouse: str | None = None
    """【配偶者区分】 夫 or 妻"""
    entries: tuple[KosekiEntry, ...] = ()
    """身分事項, oldest first"""
    removed: bool = False
    """除籍: stands in the koseki but left it"""
    addresses: tuple[Address, ...] = ()
    """附票の住所, newest first; empty for a person who lives abroad"""

    @property
    def lives_in_japan(self) -> bool:
        """Whether some municipality in Japan has this person as resident (facts B-15)."""
        return bool(self.addresses)


@dataclass(frozen=True, slots=True)
class KosekiNotice:
    """A koseki notice (戸籍の届出) received and not, or not yet, recorded (facts B-38)."""

    kind: str
    filed_on: date
    recorded_on: date | None = None


@dataclass(frozen=True, slots=True)
class Koseki:
    """戸籍, the current one, and its supplement."""

    koseki: KosekiId
    honseki: str
    """本籍"""
    surname: Name
    """氏 shared by its members"""
    first_entry: str
    """筆頭者の氏名, also after that person was removed (戸籍法 §9)"""
    members: tuple[KosekiMember, ...]
    """In the order of 戸籍法 §14"""
    entries: tuple[KosekiEntry, ...] = ()
    """戸籍事項"""
    computerised: bool = True
    """False for one kept on paper: no certificate, no supplement (facts B-42)"""
    notices: tuple[KosekiNotice, ...] = ()
    supplement_compiled_on: date | None = None
    """附票の編製日 or 改製日"""

    def member(self, person: PersonId) -> KosekiMember | None:
        """The member with this id, removed ones included."""
        return next((member for member in self.members if member.person == person), None)
