"""One call for all ten kinds."""

from __future__ import annotations

from datetime import datetime

from kofu.certificates import (
    income,
    income_tax,
    koseki_full,
    koseki_individual,
    non_taxation,
    resident_items,
    resident_record,
    seal_certificate,
    supplement,
    taxation,
)
from kofu.certificates.content import Content
from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.wanted import Wanted
from kofu.registers.model import Snapshot
from kofu.rules import Kind

_TAX = {
    Kind.TAXATION: taxation.content,
    Kind.NON_TAXATION: non_taxation.content,
    Kind.INCOME: income.content,
    Kind.INCOME_TAX: income_tax.content,
}


def compose(snapshot: Snapshot, wanted: Wanted, issuer: IssuerFacts, issued_at: datetime) -> Content:
    """What the pages say, from the rows of one snapshot.

    Raises SubjectNotInRecord, NothingToCertify, IncompleteRows. Whether it may be issued is the rules' question.
    """
    subjects, options = wanted.subjects, wanted.options
    match wanted.kind:
        case Kind.RESIDENT_RECORD:
            return resident_record.compose(snapshot, subjects, options, issuer, issued_at)
        case Kind.RESIDENT_RECORD_ITEMS:
            return resident_items.content(snapshot, subjects, options, issuer, issued_at)
        case Kind.SEAL:
            return seal_certificate.content(snapshot, issuer, issued_at)
        case Kind.KOSEKI_FULL:
            return koseki_full.content(snapshot, issuer, issued_at)
        case Kind.KOSEKI_INDIVIDUAL:
            return koseki_individual.content(snapshot, subjects, issuer, issued_at)
        case Kind.KOSEKI_SUPPLEMENT:
            return supplement.content(snapshot, subjects, options, issuer, issued_at)
        case _:
            return _TAX[wanted.kind](snapshot, wanted.fiscal_year, wanted.title, issuer, issued_at)
