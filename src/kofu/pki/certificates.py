"""Reading X.509 eagerly, so that odd bytes fail here with one error type and never later."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import SignatureAlgorithmOID

from kofu.clock import in_japan
from kofu.pki.errors import MalformedCertificate, UnacceptableKey, UnusableAnchor

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey
TEST_ORGANISATION = "KOFU-TEST"
CERTIFICATE_LIMIT_BYTES = 8192

#: What the X.509 parser raises on bytes it dislikes; UserWarning where warnings are made errors.
PARSER_ERRORS = (
    ValueError,
    TypeError,
    OverflowError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
    UserWarning,
)


class KeyKind(Enum):
    """The kinds of key a My Number Card holds: today's, and the next generation's (reference card.md §11)."""

    RSA_2048 = "rsa_2048"
    P_384 = "p_384"


@dataclass(frozen=True, slots=True)
class TrustAnchor:
    """An authority trusted to issue card certificates. Its name says nothing: several generations share one."""

    certificate: x509.Certificate
    key: PublicKey
    key_digest: str
    key_identifier: bytes
    not_before: datetime
    not_after: datetime

    @property
    def is_test_material(self) -> bool:
        """Whether this authority belongs to the test PKI."""
        return is_test_material(self.certificate)


def read_certificate(der: bytes) -> x509.Certificate:
    """Parse one certificate with every field kofu looks at. Raises MalformedCertificate."""
    if len(der) > CERTIFICATE_LIMIT_BYTES:
        raise MalformedCertificate(size_bytes=len(der))
    try:
        certificate = x509.load_der_x509_certificate(der)
        _touch(certificate)
    except PARSER_ERRORS:
        raise MalformedCertificate from None
    if certificate.version is not x509.Version.v3 or not 0 < certificate.serial_number < 1 << 160:
        raise MalformedCertificate
    if not ends_in_whole_bytes(der, certificate.signature):
        raise MalformedCertificate
    return certificate


def ends_in_whole_bytes(der: bytes, signature: bytes) -> bool:
    """Whether the signature's BIT STRING, last in ``der``, counts no unused bits.

    The parser lets the count be 1 where the last bit is 0; two spellings of one certificate would then both verify.
    """
    return der.endswith(b"\x00" + signature)


def _touch(certificate: x509.Certificate) -> None:
    """Have the lazy parser read now what is used later."""
    certificate.extensions  # noqa: B018  # reading the property is what parses it
    certificate.not_valid_before_utc, certificate.not_valid_after_utc  # noqa: B018  # as above
    certificate.subject, certificate.issuer, certificate.signature_algorithm_oid  # noqa: B018  # as above
    certificate.serial_number, certificate.version  # noqa: B018  # as above


def public_key_of(certificate: x509.Certificate) -> PublicKey:
    """Its public key. Raises UnacceptableKey for a kind that no card or card authority has."""
    try:
        key = certificate.public_key()
    except PARSER_ERRORS:
        raise UnacceptableKey from None
    if isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        return key
    raise UnacceptableKey


def key_kind(key: PublicKey) -> KeyKind:
    """The kind of a card's or an authority's key. Raises UnacceptableKey for other sizes, curves and exponents."""
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size == 2048 and key.public_numbers().e == 65537:
            return KeyKind.RSA_2048
        raise UnacceptableKey(size_bits=key.key_size)
    if isinstance(key.curve, ec.SECP384R1):
        return KeyKind.P_384
    raise UnacceptableKey(curve=key.curve.name)


def key_digest(key: PublicKey) -> str:
    """SHA-256 of the SubjectPublicKeyInfo in lower hexadecimal."""
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def signature_algorithm(key: PublicKey) -> x509.ObjectIdentifier:
    """The one algorithm an authority of this key may sign with."""
    rsa_key = isinstance(key, rsa.RSAPublicKey)
    return SignatureAlgorithmOID.RSA_WITH_SHA256 if rsa_key else SignatureAlgorithmOID.ECDSA_WITH_SHA384


def is_signed_by(key: PublicKey, message: bytes, signature: bytes) -> bool:
    """Whether ``key`` made ``signature``: RSA PKCS #1 v1.5 with SHA-256, or ECDSA (DER) with SHA-384."""
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        else:
            key.verify(signature, message, ec.ECDSA(hashes.SHA384()))
    except InvalidSignature:
        return False
    return True


def read_anchor(der: bytes) -> TrustAnchor:
    """A trust anchor from an authority's certificate. Raises MalformedCertificate, UnacceptableKey, UnusableAnchor."""
    certificate = read_certificate(der)
    key = public_key_of(certificate)
    key_kind(key)
    if not _may_issue(certificate) or not is_signed_by(key, certificate.tbs_certificate_bytes, certificate.signature):
        raise UnusableAnchor
    return TrustAnchor(
        certificate=certificate,
        key=key,
        key_digest=key_digest(key),
        key_identifier=_subject_key_identifier(certificate),
        not_before=in_japan(certificate.not_valid_before_utc),
        not_after=in_japan(certificate.not_valid_after_utc),
    )


def _may_issue(certificate: x509.Certificate) -> bool:
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return constraints.ca and usage.key_cert_sign and usage.crl_sign


def _subject_key_identifier(certificate: x509.Certificate) -> bytes:
    try:
        return certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except x509.ExtensionNotFound:
        raise UnusableAnchor from None


def is_test_material(certificate: x509.Certificate) -> bool:
    """Whether a certificate was issued by the test PKI, told by the organisation in its issuer's name."""
    organisations = certificate.issuer.get_attributes_for_oid(x509.NameOID.ORGANIZATION_NAME)
    return any(name.value == TEST_ORGANISATION for name in organisations)
