"""What facts there are: per kind the register it belongs to, its payload, and what a slot is.

A *slot* holds one value at a time: a subject's address, or a person's tax of one fiscal year. A later fact of the same
slot ends the earlier one. Kinds with ``keyed`` have one slot for each key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from kofu.registers.errors import UnknownFactKind
from kofu.registers.model import (
    Address,
    CardLink,
    ForeignStatus,
    HonsekiRegistration,
    HouseholdId,
    KosekiEntry,
    KosekiId,
    KosekiNotice,
    MoveIn,
    MoveOutNotice,
    Name,
    PendingChange,
    Restriction,
    SealRegistration,
    Sex,
    Status,
    SupportMeasure,
    TaxRecord,
)


class RegisterName(Enum):
    """Registers that are fed, and may fall stale, apart from one another."""

    RESIDENTS = "residents"
    KOSEKI = "koseki"
    SUPPLEMENT = "supplement"
    SEALS = "seals"
    TAXES = "taxes"
    CARDS = "cards"
    HONSEKI_REGISTRATIONS = "honseki_registrations"
    RESTRICTIONS = "restrictions"


@dataclass(frozen=True, slots=True)
class ResidentRecord:
    """The particulars of one person's resident record; address, household and state are facts of their own."""

    name: Name
    birth: date
    sex: Sex
    became_resident_on: date
    honseki: str | None = None
    first_entry: str | None = None
    former_surname: Name | None = None
    alias: Name | None = None
    my_number: str | None = None
    resident_code: str | None = None
    foreign: ForeignStatus | None = None
    characters_identified: bool = True
    adult_ward: bool = False


@dataclass(frozen=True, slots=True)
class HouseholdMembership:
    """A person's place in a household; ``order`` is the place in the record, head first."""

    household: HouseholdId
    relationship: str
    is_head: bool
    order: int


@dataclass(frozen=True, slots=True)
class KosekiHeader:
    """A koseki without its members."""

    honseki: str
    surname: Name
    first_entry: str
    entries: tuple[KosekiEntry, ...] = ()
    computerised: bool = True
    supplement_compiled_on: date | None = None


@dataclass(frozen=True, slots=True)
class KosekiMembership:
    """A person's place in one koseki; ``removed`` once the person left it."""

    koseki: KosekiId
    order: int
    given: Name
    birth: date
    sex: Sex
    father: str | None
    mother: str | None
    parental_relationship: str
    spouse: str | None = None
    entries: tuple[KosekiEntry, ...] = ()
    removed: bool = False


Payload = (
    ResidentRecord
    | Address
    | HouseholdMembership
    | Status
    | MoveOutNotice
    | PendingChange
    | KosekiHeader
    | KosekiNotice
    | KosekiMembership
    | SealRegistration
    | TaxRecord
    | CardLink
    | MoveIn
    | HonsekiRegistration
    | Restriction
    | SupportMeasure
)


class FactKind(Enum):
    """Kinds of facts by the name they are stored under: register, payload, whether keyed."""

    RECORD = ("record", RegisterName.RESIDENTS, ResidentRecord, False)
    ADDRESS = ("address", RegisterName.RESIDENTS, Address, False)
    MEMBERSHIP = ("membership", RegisterName.RESIDENTS, HouseholdMembership, False)
    STATUS = ("status", RegisterName.RESIDENTS, Status, False)
    MOVE_OUT = ("move_out", RegisterName.RESIDENTS, MoveOutNotice, False)
    CHANGE = ("change", RegisterName.RESIDENTS, PendingChange, False)
    KOSEKI = ("koseki", RegisterName.KOSEKI, KosekiHeader, False)
    NOTICE = ("notice", RegisterName.KOSEKI, KosekiNotice, True)
    MEMBER = ("member", RegisterName.KOSEKI, KosekiMembership, True)
    SUPPLEMENT_ADDRESS = ("supplement_address", RegisterName.SUPPLEMENT, Address, False)
    SEAL = ("seal", RegisterName.SEALS, SealRegistration, False)
    TAX = ("tax", RegisterName.TAXES, TaxRecord, True)
    LINK = ("link", RegisterName.CARDS, CardLink, True)
    MOVE_IN = ("move_in", RegisterName.CARDS, MoveIn, False)
    HONSEKI_REGISTRATION = ("honseki_registration", RegisterName.HONSEKI_REGISTRATIONS, HonsekiRegistration, False)
    RESTRICTION = ("restriction", RegisterName.RESTRICTIONS, Restriction, True)
    MEASURE = ("measure", RegisterName.RESTRICTIONS, SupportMeasure, False)

    def __init__(self, stored: str, register: RegisterName, payload: type[Payload], keyed: bool) -> None:
        self.stored = stored
        self.register = register
        self.payload = payload
        self.keyed = keyed


_BY_NAME = {kind.stored: kind for kind in FactKind}


def kind_named(stored: str) -> FactKind:
    """The kind stored under this name. Raises UnknownFactKind."""
    try:
        return _BY_NAME[stored]
    except KeyError:
        raise UnknownFactKind from None


def household_group(household: HouseholdId) -> str:
    """What facts of a household's members belong to."""
    return f"household:{household}"


def koseki_group(koseki: KosekiId) -> str:
    """What facts of a koseki and its members belong to."""
    return f"koseki:{koseki}"


def card_group(fingerprint: bytes) -> str:
    """What the link of a card's certificate belongs to."""
    return f"card:{fingerprint.hex()}"
