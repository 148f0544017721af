"""What must stand on the pages, formatted from the raw rows by code apart from ``certificates`` (design §5).

Nothing here imports what composes or draws: dates, digits, marks and labels are written down a second time, so that one
mistake cannot be made twice in the same place.
"""

from __future__ import annotations

from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.wanted import Wanted
from kofu.paper.binding import Binding
from kofu.paper.expected import koseki, resident_items, resident_record, seal, supplement, tax
from kofu.registers.model import Snapshot
from kofu.rules import Kind

_BY_KIND = {
    Kind.RESIDENT_RECORD: resident_record.expected,
    Kind.RESIDENT_RECORD_ITEMS: resident_items.expected,
    Kind.SEAL: seal.expected,
    Kind.KOSEKI_FULL: koseki.expected,
    Kind.KOSEKI_INDIVIDUAL: koseki.expected,
    Kind.KOSEKI_SUPPLEMENT: supplement.expected,
    Kind.TAXATION: tax.expected,
    Kind.NON_TAXATION: tax.expected,
    Kind.INCOME: tax.expected,
    Kind.INCOME_TAX: tax.expected,
}


def expected(snapshot: Snapshot, wanted: Wanted, issuer: IssuerFacts, binding: Binding) -> dict[tuple[int, str], str]:
    """Page and field to text, for any kind; fields that stay blank are left out."""
    return _BY_KIND[wanted.kind](snapshot, wanted, issuer, binding)
