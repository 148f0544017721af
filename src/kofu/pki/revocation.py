"""Revocation lists: read once, checked against the key of the authority they speak for, then asked by serial."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from cryptography import x509

from kofu.clock import in_japan
from kofu.pki.certificates import PARSER_ERRORS, TrustAnchor, ends_in_whole_bytes, is_signed_by, signature_algorithm
from kofu.pki.errors import (
    BadRevocationListSignature,
    MalformedRevocationList,
    UnacceptableAlgorithm,
    UnknownCriticalExtension,
    UnknownIssuer,
)

REVOCATION_LIST_LIMIT_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class RevocationList:
    """Everything one authority key had revoked at ``this_update``; a newer one is due by ``next_update``.

    ``revoked`` maps serials to the moment of revocation. A certificate on hold counts as revoked.
    """

    issuer_key: str
    this_update: datetime
    next_update: datetime
    revoked: Mapping[int, datetime] = field(repr=False)


def read_revocation_list(der: bytes, anchors: Sequence[TrustAnchor]) -> RevocationList:
    """Parse a complete revocation list signed by one of ``anchors``.

    Raises MalformedRevocationList, UnknownIssuer, UnacceptableAlgorithm, BadRevocationListSignature, and
    UnknownCriticalExtension for partial ones (delta, one distribution point, indirect), which could hide a revocation.
    """
    if len(der) > REVOCATION_LIST_LIMIT_BYTES:
        raise MalformedRevocationList(size_bytes=len(der))
    try:
        parsed = x509.load_der_x509_crl(der)
        issuer = _issuer(parsed, anchors)
        this_update, next_update = parsed.last_update_utc, parsed.next_update_utc
        if any(extension.critical for extension in parsed.extensions):
            raise UnknownCriticalExtension
        revoked = dict(map(_entry, parsed))
    except (*PARSER_ERRORS, x509.ExtensionNotFound):
        raise MalformedRevocationList from None
    if next_update is None or not ends_in_whole_bytes(der, parsed.signature):
        raise MalformedRevocationList
    return RevocationList(issuer.key_digest, in_japan(this_update), in_japan(next_update), MappingProxyType(revoked))


def _issuer(parsed: x509.CertificateRevocationList, anchors: Sequence[TrustAnchor]) -> TrustAnchor:
    """The anchor whose key signed it, found by key identifier; checked before any entry is read."""
    named = parsed.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    candidates = [anchor for anchor in anchors if anchor.key_identifier == named]
    if not candidates:
        raise UnknownIssuer
    for anchor in candidates:
        if parsed.signature_algorithm_oid != signature_algorithm(anchor.key):
            raise UnacceptableAlgorithm
        if is_signed_by(anchor.key, parsed.tbs_certlist_bytes, parsed.signature):
            return anchor
    raise BadRevocationListSignature


def _entry(entry: x509.RevokedCertificate) -> tuple[int, datetime]:
    if any(extension.critical for extension in entry.extensions):
        raise UnknownCriticalExtension
    return entry.serial_number, in_japan(entry.revocation_date_utc)
