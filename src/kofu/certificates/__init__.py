"""What a certificate says: one module a kind, from a snapshot's rows to display-ready strings (design §3)."""

from kofu.certificates.content import Content, Essential, Fields, Imprint
from kofu.certificates.errors import (
    IncompleteRows,
    NothingToCertify,
    SubjectNotInRecord,
)
from kofu.certificates.issuer import IssuerFacts, OfficeSeal

__all__ = [
    "Content",
    "Essential",
    "Fields",
    "Imprint",
    "IncompleteRows",
    "IssuerFacts",
    "NothingToCertify",
    "OfficeSeal",
    "SubjectNotInRecord",
]
