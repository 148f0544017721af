"""Is this certificate to be believed at this moment? The path check of a card's certificate, step by step.

``cryptography.x509.verification`` is not used: it picks issuers by name (ours share one), checks no revocation and
expects a web server's profile. Paths here have one step, from an anchor to the card, so they read plainly in full.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import ExtensionOID

from kofu.clock import in_japan
from kofu.pki import errors
from kofu.pki.certificates import (
    KeyKind,
    PublicKey,
    TrustAnchor,
    is_signed_by,
    is_test_material,
    key_kind,
    public_key_of,
    read_certificate,
    signature_algorithm,
)
from kofu.pki.identity import CardIdentity
from kofu.pki.revocation import RevocationList

_UNDERSTOOD = frozenset({ExtensionOID.BASIC_CONSTRAINTS, ExtensionOID.KEY_USAGE, ExtensionOID.CERTIFICATE_POLICIES})


@dataclass(frozen=True, slots=True)
class ValidationPolicy:
    """What a certificate must be to be accepted for one purpose."""

    #: Dotted OIDs; the certificate carries at least one of them.
    accepted_policies: frozenset[str]
    #: Kinds of key a card may have.
    accepted_key_kinds: frozenset[KeyKind]
    #: How old the revocation list may be, even if it claims to last longer.
    revocation_freshness: timedelta
    #: False for the user certificate (digitalSignature alone); True for the signature certificate.
    requires_non_repudiation: bool = False
    #: Production settings say False; the test PKI is then refused as issuer.
    accepts_test_material: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """A card's certificate in DER with all that is needed to judge it."""

    leaf: bytes
    anchors: Sequence[TrustAnchor]
    revocation_lists: Sequence[RevocationList]


@dataclass(frozen=True, slots=True)
class ValidCertificate:
    """A certificate that passed every check; only ``validate`` makes one."""

    identity: CardIdentity
    not_before: datetime
    not_after: datetime
    key_kind: KeyKind
    #: The accepted policy found in it, dotted; tells a card's certificate from a phone's.
    policy: str
    public_key: PublicKey
    der: bytes


def validate(chain: Chain, policy: ValidationPolicy, at: datetime) -> ValidCertificate:
    """The certificate with its identity, if to be believed at ``at``; else raises the PkiError of its first fault.

    Order: form, issuer by key, issuer's signature, key, critical extensions, policy, key usage, validity, revocation.
    """
    moment = in_japan(at)
    leaf = read_certificate(chain.leaf)
    issuer = _issuer(leaf, chain.anchors)
    if not policy.accepts_test_material and (issuer.is_test_material or is_test_material(leaf)):
        raise errors.TestMaterialRefused
    _check_anchor_in_force(issuer, moment)
    key = public_key_of(leaf)
    kind = key_kind(key)
    if kind not in policy.accepted_key_kinds:
        raise errors.UnacceptableKey(kind=kind.value)
    _check_critical_extensions(leaf)
    accepted = _accepted_policy(leaf, policy)
    _check_key_usage(leaf, policy)
    not_before, not_after = _check_validity(leaf, moment)
    _check_revocation(leaf, issuer, chain.revocation_lists, policy, moment)
    identity = CardIdentity(issuer.key_digest, leaf.serial_number)
    return ValidCertificate(identity, not_before, not_after, kind, accepted, key, chain.leaf)


def verify_signature(certificate: ValidCertificate, message: bytes, signature: bytes) -> None:
    """Check a card's signature over ``message`` with the algorithm of its key. Raises BadCardSignature.

    RSA-2048: PKCS #1 v1.5 with SHA-256, 256 bytes. P-384: ECDSA with SHA-384, DER.
    """
    if not is_signed_by(certificate.public_key, message, signature):
        raise errors.BadCardSignature(kind=certificate.key_kind.value)


def _issuer(leaf: x509.Certificate, anchors: Sequence[TrustAnchor]) -> TrustAnchor:
    """The anchor whose key signed ``leaf``: found by key identifier, proven by signature, its name only compared."""
    named = _authority_key_identifier(leaf)
    candidates = [anchor for anchor in anchors if anchor.key_identifier == named]
    if not candidates:
        raise errors.UnknownIssuer
    for anchor in candidates:
        if leaf.issuer != anchor.certificate.subject:
            raise errors.UnknownIssuer
        if leaf.signature_algorithm_oid != signature_algorithm(anchor.key):
            raise errors.UnacceptableAlgorithm
        if _is_issued_by(leaf, anchor):
            return anchor
    raise errors.BadCertificateSignature


def _is_issued_by(leaf: x509.Certificate, anchor: TrustAnchor) -> bool:
    try:
        leaf.verify_directly_issued_by(anchor.certificate)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _authority_key_identifier(leaf: x509.Certificate) -> bytes | None:
    try:
        return leaf.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    except x509.ExtensionNotFound:
        raise errors.UnknownIssuer from None


def _check_anchor_in_force(anchor: TrustAnchor, moment: datetime) -> None:
    if not anchor.not_before <= moment <= anchor.not_after:
        raise errors.IssuerNotInForce


def _check_critical_extensions(leaf: x509.Certificate) -> None:
    for extension in leaf.extensions:
        if extension.critical and extension.oid not in _UNDERSTOOD:
            raise errors.UnknownCriticalExtension(oid=extension.oid.dotted_string)


def _accepted_policy(leaf: x509.Certificate, policy: ValidationPolicy) -> str:
    try:
        stated = leaf.extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound:
        raise errors.WrongPolicy from None
    for information in stated:
        oid: str = information.policy_identifier.dotted_string
        if oid in policy.accepted_policies:
            return oid
    raise errors.WrongPolicy


def _check_key_usage(leaf: x509.Certificate, policy: ValidationPolicy) -> None:
    """Exactly digitalSignature, with nonRepudiation where the policy wants it; and never an authority."""
    try:
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        raise errors.WrongKeyUsage from None
    others = usage.key_encipherment or usage.data_encipherment or usage.key_agreement
    issues = usage.key_cert_sign or usage.crl_sign or _is_authority(leaf)
    non_repudiation = usage.content_commitment
    if not usage.digital_signature or others or issues or non_repudiation != policy.requires_non_repudiation:
        raise errors.WrongKeyUsage


def _is_authority(leaf: x509.Certificate) -> bool:
    try:
        return leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _check_validity(leaf: x509.Certificate, moment: datetime) -> tuple[datetime, datetime]:
    """Both ends count (RFC 5280 4.1.2.5): the whole last second of ``not_after`` is still valid."""
    not_before, not_after = in_japan(leaf.not_valid_before_utc), in_japan(leaf.not_valid_after_utc)
    if moment < not_before:
        raise errors.NotYetValid(not_before=not_before.isoformat())
    if moment >= not_after + timedelta(seconds=1):
        raise errors.Expired(not_after=not_after.isoformat())
    return not_before, not_after


def _check_revocation(
    leaf: x509.Certificate,
    issuer: TrustAnchor,
    lists: Sequence[RevocationList],
    policy: ValidationPolicy,
    moment: datetime,
) -> None:
    """Ask the newest list of the issuer's key; a missing, stale or future one refuses."""
    own = [each for each in lists if each.issuer_key == issuer.key_digest]
    if not own:
        raise errors.MissingRevocationList
    newest = max(own, key=lambda each: each.this_update)
    if leaf.serial_number in newest.revoked:
        raise errors.Revoked(revoked_at=newest.revoked[leaf.serial_number].isoformat())
    if newest.this_update > moment:
        raise errors.RevocationListNotYetValid(this_update=newest.this_update.isoformat())
    if moment > newest.next_update or moment - newest.this_update > policy.revocation_freshness:
        raise errors.StaleRevocationList(this_update=newest.this_update.isoformat())
