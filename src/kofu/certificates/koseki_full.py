"""戸籍全部事項証明書: everybody the koseki has, those removed from it included (戸籍法 §10, 規則 §73 ①1)."""

from __future__ import annotations

from datetime import datetime

from kofu.certificates.content import Content
from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.koseki import chosen, compose, computerised
from kofu.registers.model import Snapshot
from kofu.rules import Kind


def content(snapshot: Snapshot, issuer: IssuerFacts, issued_at: datetime) -> Content:
    """What the pages say. Raises IncompleteRows, NothingToCertify."""
    everybody = chosen(computerised(snapshot), "household")
    return compose(Kind.KOSEKI_FULL, "koseki_full", everybody, snapshot, issuer, issued_at)
