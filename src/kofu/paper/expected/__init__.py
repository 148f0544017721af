"""What must stand on the pages, formatted from the raw rows by code apart from ``certificates`` (design §5).

Nothing here imports what composes or draws: dates, digits, marks and labels are written down a second time, so that one
mistake cannot be made twice in the same place.
"""

from __future__ import annotations

from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.wanted import Wanted
from kofu.paper.binding import Binding
from kofu.paper.expected import plain, resident_record
from kofu.registers.model import Snapshot
from kofu.rules import Kind


def expected(snapshot: Snapshot, wanted: Wanted, issuer: IssuerFacts, binding: Binding) -> dict[tuple[int, str], str]:
    """Page and field to text, for any kind; fields that stay blank are left out."""
    if wanted.kind is Kind.RESIDENT_RECORD:
        return resident_record.expected(snapshot, wanted, issuer, binding)
    return plain.expected(snapshot, wanted, issuer, binding)
