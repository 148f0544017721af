"""Certificates and revocation lists with one thing wrong, signed by the test PKI's own keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from tests.pki.conftest import AT

from kofu.pki.testing.authority import TestAuthority
from kofu.pki.testing.keys import load_test_key, pool_of_test_keys

Extensions = dict[x509.ObjectIdentifier, x509.Extension[x509.ExtensionType]]
USAGE_BITS = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)

_pool = pool_of_test_keys()
ISSUER_KEY = load_test_key(_pool.authorities["authority-user-03"])
OLDER_ISSUER_KEY = load_test_key(_pool.authorities["authority-user-02"])
FOREIGN_KEY = load_test_key(_pool.authorities["authority-user-foreign"])


def certificate(
    authority: TestAuthority,
    change: Callable[[Extensions], None] = lambda extensions: None,
    *,
    public_key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | None = None,
    issuer: x509.Name | None = None,
    signed_by: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = ISSUER_KEY,
    algorithm: hashes.SHA256 | hashes.SHA512 | None = None,
) -> bytes:
    """The specimen ``fine`` rebuilt after ``change`` to its extensions, signed with the authority's key."""
    fine = x509.load_der_x509_certificate(authority.issue_specimen("fine").user_certificate)
    extensions: Extensions = {extension.oid: extension for extension in fine.extensions}
    change(extensions)
    builder = (
        x509.CertificateBuilder()
        .subject_name(fine.subject)
        .issuer_name(issuer or fine.issuer)
        .public_key(public_key or fine.public_key())
        .serial_number(fine.serial_number)
        .not_valid_before(fine.not_valid_before_utc)
        .not_valid_after(fine.not_valid_after_utc)
    )
    for extension in extensions.values():
        builder = builder.add_extension(extension.value, critical=extension.critical)
    return builder.sign(signed_by, algorithm or hashes.SHA256()).public_bytes(Encoding.DER)


def without(oid: x509.ObjectIdentifier) -> Callable[[Extensions], None]:
    """Leave one extension out."""
    return lambda extensions: extensions.__delitem__(oid)


def with_extension(value: x509.ExtensionType, *, critical: bool) -> Callable[[Extensions], None]:
    """Add or replace one extension."""
    return lambda extensions: extensions.__setitem__(value.oid, x509.Extension(value.oid, critical, value))


def with_usage(*named: str) -> Callable[[Extensions], None]:
    """Replace the key usage by the bits named."""
    return with_extension(x509.KeyUsage(**{bit: bit in named for bit in USAGE_BITS}), critical=True)


def with_authority_key(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> Callable[[Extensions], None]:
    """Claim to be issued by the authority of ``key``."""
    return with_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key), critical=False)


def revocation_list(
    *extra: x509.ExtensionType,
    signed_by: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = ISSUER_KEY,
    claims: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | None = ISSUER_KEY,
    algorithm: hashes.SHA256 | hashes.SHA512 | None = None,
    entry: x509.ExtensionType | None = None,
) -> bytes:
    """A revocation list of authority user-03 with critical extensions ``extra``, of the list or its one entry."""
    issuer = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "KOFU-TEST")])
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer).last_update(AT)
    builder = builder.next_update(AT + timedelta(days=1))
    if claims is not None:
        claimed = x509.AuthorityKeyIdentifier.from_issuer_public_key(claims.public_key())
        builder = builder.add_extension(claimed, critical=False)
    for extension in extra:
        builder = builder.add_extension(extension, critical=True)
    if entry is not None:
        revoked = x509.RevokedCertificateBuilder().serial_number(1).revocation_date(AT)
        builder = builder.add_revoked_certificate(revoked.add_extension(entry, critical=True).build())
    return builder.sign(signed_by, algorithm or hashes.SHA256()).public_bytes(Encoding.DER)
