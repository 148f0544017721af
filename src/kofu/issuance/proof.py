"""The proof of who stands at the terminal, checked alike by the centre and again by the municipality (card.md §14)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kofu.clock import unix_seconds
from kofu.errors import KofuError
from kofu.issuance.messages import Statement
from kofu.pki.certificates import TrustAnchor
from kofu.pki.revocation import RevocationList
from kofu.pki.validation import Chain, ValidationPolicy, ValidCertificate, validate, verify_signature

LARGEST_SKEW_SECONDS = 60
"""How far the centre's and a municipality's clocks may differ before messages are refused."""


class ProofExpired(KofuError):
    """The statement's time is over, or has not begun."""

    code = "PROOF_EXPIRED"
    summary = "the proof came outside the time it was made for"


class ProofForAnotherCertificate(KofuError):
    """The statement names another certificate than the one sent with it."""

    code = "PROOF_OTHER_CERTIFICATE"
    summary = "the proof was made with another certificate"


@dataclass(frozen=True, slots=True)
class CertificateCheck:
    """What a party needs to judge a card's certificate; revocation lists are asked for anew each time."""

    anchors: Sequence[TrustAnchor]
    policy: ValidationPolicy
    revocation_lists: Callable[[], Sequence[RevocationList]]
    phone_policies: frozenset[str] = frozenset()
    """Policies of certificates that live in a smartphone"""

    def validate(self, certificate: bytes, at: datetime) -> ValidCertificate:
        """The certificate, believed. Raises the PkiError of the first fault."""
        return validate(Chain(certificate, self.anchors, self.revocation_lists()), self.policy, at)


def require_proof(
    check: CertificateCheck, statement: Statement, certificate: bytes, signature: bytes, at: datetime
) -> ValidCertificate:
    """The certificate of whoever signed the statement.

    Raises ProofExpired, ProofForAnotherCertificate, BadCardSignature, or the certificate's own PkiError.
    """
    now = unix_seconds(at)
    if not statement.issued - LARGEST_SKEW_SECONDS <= now < statement.expires:
        raise ProofExpired
    if hashlib.sha256(certificate).hexdigest() != statement.certificate:
        raise ProofForAnotherCertificate
    valid = check.validate(certificate, at)
    verify_signature(valid, statement.signed_bytes(), signature)
    return valid
