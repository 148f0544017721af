"""戸籍個人事項証明書: all that the koseki says of the members chosen (規則 §73 ①2)."""

from __future__ import annotations

from datetime import datetime

from kofu.certificates.content import Content
from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.koseki import chosen, compose, computerised
from kofu.certificates.wanted import Subjects
from kofu.registers.model import Snapshot
from kofu.rules import Kind


def content(snapshot: Snapshot, subjects: Subjects, issuer: IssuerFacts, issued_at: datetime) -> Content:
    """What the pages say. Raises SubjectNotInRecord, NothingToCertify, IncompleteRows."""
    drawn = chosen(computerised(snapshot), subjects)
    return compose(Kind.KOSEKI_INDIVIDUAL, "koseki_individual", drawn, snapshot, issuer, issued_at)
