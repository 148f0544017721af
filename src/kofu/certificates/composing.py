"""One call for all ten kinds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kofu.certificates import koseki, plain, resident_items, resident_record, seal_certificate, supplement, taxes
from kofu.certificates.content import Content
from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.plain import Listing
from kofu.certificates.wanted import Wanted
from kofu.registers.model import Snapshot
from kofu.rules import Family, Kind


def compose(snapshot: Snapshot, wanted: Wanted, issuer: IssuerFacts, issued_at: datetime) -> Content:
    """What the pages say, from the rows of one snapshot.

    Raises SubjectNotInRecord, NothingToCertify, IncompleteRows. Whether it may be issued is the rules' question.
    """
    if wanted.kind is Kind.RESIDENT_RECORD:
        return resident_record.compose(snapshot, wanted.subjects, wanted.options, issuer, issued_at)
    listing = _listing(snapshot, wanted)
    if wanted.title is not None and wanted.kind.family is Family.TAX:
        listing = replace(listing, title=wanted.title)
    return plain.lay_out(listing, issuer, issued_at)


def _listing(snapshot: Snapshot, wanted: Wanted) -> Listing:
    match wanted.kind:
        case Kind.RESIDENT_RECORD_ITEMS:
            return resident_items.listing(snapshot, wanted.subjects, wanted.options)
        case Kind.SEAL:
            return seal_certificate.listing(snapshot)
        case Kind.KOSEKI_FULL | Kind.KOSEKI_INDIVIDUAL:
            return koseki.listing(wanted.kind, snapshot, wanted.subjects)
        case Kind.KOSEKI_SUPPLEMENT:
            return supplement.listing(snapshot, wanted.subjects, wanted.options)
        case _:
            return taxes.listing(wanted.kind, snapshot, wanted.fiscal_year)
