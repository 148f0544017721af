"""所得証明書: the income of the year before, without any tax (facts C-26)."""

from __future__ import annotations

from datetime import datetime

from kofu.certificates.content import Content
from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.tax import TaxForm, compose, record_of
from kofu.registers.model import Snapshot
from kofu.rules import Kind

FORM = TaxForm(
    kind=Kind.INCOME,
    form="income",
    title="所得証明書",
    sentence="上記のとおり相違ないことを証明する。",
    with_levies=False,
)


def content(
    snapshot: Snapshot, fiscal_year: int | None, title: str | None, issuer: IssuerFacts, issued_at: datetime
) -> Content:
    """What the page says. Raises IncompleteRows."""
    return compose(FORM, snapshot, record_of(snapshot, fiscal_year), title, issuer, issued_at)
