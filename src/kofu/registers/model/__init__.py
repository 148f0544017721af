"""Who lives where, and what the registers say about them on one day.

Every value here is a register's state as valid on a day; the history it was derived from is in ``kofu.registers``.
Strings are kept as stored, variation selectors included, and are never normalised.
"""

from kofu.registers.model.access import (
    CardLink,
    HonsekiRegistration,
    MoveIn,
    RestrictedRecord,
    Restriction,
    SupportMeasure,
)
from kofu.registers.model.koseki import (
    Koseki,
    KosekiEntry,
    KosekiId,
    KosekiMember,
    KosekiNotice,
)
from kofu.registers.model.residents import (
    Address,
    ForeignStatus,
    Household,
    HouseholdId,
    MoveOutNotice,
    Name,
    PendingChange,
    PersonId,
    ResidenceCategory,
    Resident,
    Sex,
    Status,
    StatusKind,
)
from kofu.registers.model.seals_and_taxes import (
    Income,
    SealRegistration,
    SealState,
    TaxRecord,
)
from kofu.registers.model.snapshot import (
    Snapshot,
)

__all__ = [
    "Address",
    "CardLink",
    "ForeignStatus",
    "HonsekiRegistration",
    "Household",
    "HouseholdId",
    "Income",
    "Koseki",
    "KosekiEntry",
    "KosekiId",
    "KosekiMember",
    "KosekiNotice",
    "MoveIn",
    "MoveOutNotice",
    "Name",
    "PendingChange",
    "PersonId",
    "ResidenceCategory",
    "Resident",
    "RestrictedRecord",
    "Restriction",
    "SealRegistration",
    "SealState",
    "Sex",
    "Snapshot",
    "Status",
    "StatusKind",
    "SupportMeasure",
    "TaxRecord",
]
