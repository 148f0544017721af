"""課税証明書: the year's tax and what it was levied on; only for a person who is taxed (facts C-35, X-22)."""

from __future__ import annotations

from datetime import datetime

from kofu.certificates.content import Content
from kofu.certificates.errors import IncompleteRows
from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.tax import TaxForm, compose, record_of
from kofu.registers.model import Snapshot
from kofu.rules import Kind

FORM = TaxForm(
    kind=Kind.TAXATION,
    form="taxation",
    title="市民税・県民税課税証明書",
    sentence="上記のとおり課税されていることを証明する。",
)


def content(
    snapshot: Snapshot, fiscal_year: int | None, title: str | None, issuer: IssuerFacts, issued_at: datetime
) -> Content:
    """What the page says. Raises IncompleteRows, also for a person who is not taxed."""
    record = record_of(snapshot, fiscal_year)
    if not record.taxable:
        raise IncompleteRows(register="tax")
    return compose(FORM, snapshot, record, title, issuer, issued_at)
