"""Everything a decision may know about the holder, the card and the persons the holder may ask for.

No names and no content: opaque ids, dates and truth values. ``registers.standing_of`` fills it from one snapshot.
Days are days of Japan's calendar; moments are aware.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import NewType

PersonId = NewType("PersonId", str)
"""Opaque; unique within one municipality's registers."""


class Membership(Enum):
    """How a person belongs to the holder's household in the resident register."""

    PRESENT = "present"
    """Stands in the household now, also when death or departure is recorded but the row is not closed yet."""
    FORMER = "former"
    """Stood in it until death, departure or removal; the row is closed."""
    OTHER = "other"
    """Never, or not in this household; living at the same address does not count (facts B-03)."""


class MoveOut(Enum):
    """Whether a person is leaving the municipality."""

    NONE = "none"
    FILED = "filed"
    """A move-out notice is filed or the move is planned; still registered here."""
    DONE = "done"
    """Registered elsewhere now."""


class Register(Enum):
    """What an issuance restriction (発行制限) is laid on."""

    RESIDENT_RECORD = "resident_record"
    KOSEKI = "koseki"


@dataclass(frozen=True, slots=True)
class ResidentChange:
    """A filed resident change (住民異動届), for instance a move within the municipality."""

    filed_at: datetime
    processed: bool


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """One person: the holder, or somebody whose facts the decision may have to weigh."""

    person: PersonId
    born_on: date | None
    """None where the register holds no full date; a limit of age then refuses."""
    household: Membership = Membership.OTHER
    same_koseki: bool = False
    resident_since: date | None = None
    """Start of the present registration in this municipality; None for somebody not registered here now."""
    alive: bool = True
    removed: bool = False
    """Struck off the resident record by the authority (職権消除)."""
    move_out: MoveOut = MoveOut.NONE
    support_measures: bool = False
    restricted: frozenset[Register] = frozenset()
    characters_supported: bool = True
    text_fits: bool = True
    residence_expires_on: date | None = None
    """Last day of a foreign national's period of stay (在留期間満了日)."""
    changes: tuple[ResidentChange, ...] = ()


@dataclass(frozen=True, slots=True)
class TaxFacts:
    """What the tax register says of the holder for one fiscal year (2026 = 令和8年度)."""

    year: int
    resident_on_january_1: bool = True
    """Registered here on the assessment date (賦課期日), 1 January of ``year``."""
    taxed_here: bool = True
    declared: bool = True
    declared_on: date | None = None
    """Day of a first declaration made after the regular date; None for one made in time."""
    documents: bool = True
    """A return or an employer's payment report exists."""
    amendment_pending: bool = False
    taxed: bool = True
    """False: exempt from resident tax in that year."""


@dataclass(frozen=True, slots=True)
class KosekiFacts:
    """The holder's koseki, which is in this municipality."""

    computerised: bool = True
    notice_pending: bool = False
    """A notice (marriage, birth, …) is filed and not recorded yet."""


@dataclass(frozen=True, slots=True)
class ContinuedUse:
    """A move into this municipality and the continued-use procedure (継続利用手続き) for the card."""

    filed_on: date
    """Day of the move-in notice; day 0 of the 90 days."""
    done_at: datetime | None = None
    by_agent: bool = False
    """Only a representative came; then the procedure counts as not done (facts A-27)."""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """The card (or smartphone certificate) in this session, as the municipality and J-LIS know it."""

    delivered_at: datetime
    certificate_issued_on: date
    """Day of issue of the user-authentication certificate presented."""
    certificate_valid_until: date | None = None
    """Last valid day of that certificate; None where the centre alone judges it."""
    data_ready: bool = True
    """The card's data has reached the issuing system."""
    continued_use: ContinuedUse | None = None
    """None for a holder who did not move in with this card."""


@dataclass(frozen=True, slots=True)
class HonsekiRegistration:
    """The newest honseki use registration (本籍地利用登録申請) of the holder with this municipality."""

    applied_on: date
    approved_on: date | None = None
    rejected: bool = False
    certificate_matches: bool = True
    """False when the user-authentication certificate was renewed or issued anew after the approval."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One holder before one municipality, in one snapshot of its registers."""

    holder: PersonFacts
    card: CardFacts
    others: tuple[PersonFacts, ...] = ()
    """Household (present and former members) and koseki. Anybody else need not be listed: unknown ids are refused."""
    resident_in_japan: bool = True
    adult_ward: bool = False
    seal_registered: bool = False
    koseki: KosekiFacts | None = None
    """None when the holder's honseki is not in this municipality."""
    tax: tuple[TaxFacts, ...] = ()
    registration: HonsekiRegistration | None = None

    def person(self, wanted: PersonId) -> PersonFacts | None:
        """The facts of one person; None for an id this standing does not list."""
        if wanted == self.holder.person:
            return self.holder
        return next((other for other in self.others if other.person == wanted), None)

    def tax_year(self, year: int) -> TaxFacts | None:
        """The tax facts of one fiscal year; None when the register holds nothing for it."""
        return next((facts for facts in self.tax if facts.year == year), None)
