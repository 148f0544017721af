"""非課税証明書: that no resident tax is levied on a person for the year (facts C-35, X-22)."""

from __future__ import annotations

from datetime import datetime

from kofu.certificates.content import Content
from kofu.certificates.errors import IncompleteRows
from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.tax import TaxForm, compose, record_of
from kofu.registers.model import Snapshot
from kofu.rules import Kind

FORM = TaxForm(
    kind=Kind.NON_TAXATION,
    form="non_taxation",
    title="市民税・県民税非課税証明書",
    sentence="上記のとおり課税されていないことを証明する。",
)


def content(
    snapshot: Snapshot, fiscal_year: int | None, title: str | None, issuer: IssuerFacts, issued_at: datetime
) -> Content:
    """What the page says. Raises IncompleteRows, also for a person who is taxed."""
    record = record_of(snapshot, fiscal_year)
    if record.taxable:
        raise IncompleteRows(register="tax")
    return compose(FORM, snapshot, record, title, issuer, issued_at)
