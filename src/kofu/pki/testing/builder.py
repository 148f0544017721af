"""Certificates of the test PKI, field by field after the profile of reference card.md §10."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from kofu.pki.certificates import TEST_ORGANISATION
from kofu.pki.testing.cards import Holder
from kofu.pki.testing.keys import PrivateKey
from kofu.pki.testing.profile import AuthorityProfile, TestPki

#: Basic facts of the signature certificate: otherName types 1.2.392.200149.8.5.5.n, as on real cards.
BASIC_FACTS = "1.2.392.200149.8.5.5."


@dataclass(frozen=True, slots=True)
class Issuer:
    """An authority ready to sign."""

    profile: AuthorityProfile
    certificate: x509.Certificate
    key: PrivateKey


@dataclass(frozen=True, slots=True)
class LeafOrder:
    """One certificate for a card. ``policy`` is a dotted OID."""

    subject: x509.Name
    key: PrivateKey
    serial: int
    not_before: datetime
    not_after: datetime
    policy: str
    non_repudiation: bool
    holder: Holder | None = None


def build_authority(profile: AuthorityProfile, pki: TestPki, key: PrivateKey) -> Issuer:
    """A self-signed authority; the same bytes every time."""
    name = _authority_name(pki.names[profile.name])
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(profile.serial)
        .not_valid_before(profile.not_before)
        .not_valid_after(profile.not_after)
        .add_extension(_key_usage(issues=True), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(identifier, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
    )
    return Issuer(profile, _sign(builder, key), key)


def build_leaf(order: LeafOrder, issuer: Issuer, pki: TestPki) -> bytes:
    """A card's certificate in DER."""
    identifier = issuer.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = (
        x509.CertificateBuilder()
        .subject_name(order.subject)
        .issuer_name(issuer.certificate.subject)
        .public_key(order.key.public_key())
        .serial_number(order.serial)
        .not_valid_before(order.not_before)
        .not_valid_after(order.not_after)
        .add_extension(_key_usage(non_repudiation=order.non_repudiation), critical=True)
        .add_extension(_policies(order.policy, pki.statement_of_practice), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(order.key.public_key()), critical=False)
        .add_extension(_distribution_point(issuer.certificate.subject), critical=False)
    )
    if order.holder is not None:
        builder = builder.add_extension(_basic_facts(order.holder), critical=False)
    return _sign(builder, issuer.key).public_bytes(Encoding.DER)


def build_revocation_list(issuer: Issuer, revoked: Mapping[int, datetime], at: datetime, lasts: timedelta) -> bytes:
    """The complete revocation list of one authority in DER, made at ``at``; entries in order of serial."""
    identifier = issuer.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    entries = [
        x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment).build()
        for serial, moment in sorted(revoked.items())
    ]
    # All entries at once: adding them one by one copies the list each time (17 s for 100,000).
    builder = (
        x509.CertificateRevocationListBuilder(revoked_certificates=entries)
        .issuer_name(issuer.certificate.subject)
        .last_update(at)
        .next_update(at + lasts)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
        .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
    )
    algorithm, deterministic = _algorithm(issuer.key)
    return builder.sign(issuer.key, algorithm, ecdsa_deterministic=deterministic).public_bytes(Encoding.DER)


def subject_name(common_name: str, holder: Holder | None = None) -> x509.Name:
    """C=JP, for a signature certificate prefecture and municipality, and the common name."""
    places = [] if holder is None else [holder.prefecture, holder.municipality]
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            *(x509.NameAttribute(NameOID.LOCALITY_NAME, place) for place in places),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _authority_name(unit: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, TEST_ORGANISATION),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Invented Agency for Test Cards"),
        ]
    )


def _key_usage(*, issues: bool = False, non_repudiation: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not issues,
        content_commitment=non_repudiation,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issues,
        crl_sign=issues,
        encipher_only=False,
        decipher_only=False,
    )


def _policies(policy: str, statement_of_practice: str) -> x509.CertificatePolicies:
    return x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier(policy), [statement_of_practice])])


def _distribution_point(issuer: x509.Name) -> x509.CRLDistributionPoints:
    """Lists lie in a directory under the authority's name; there is no address to fetch them from."""
    return x509.CRLDistributionPoints([x509.DistributionPoint([x509.DirectoryName(issuer)], None, None, None)])


def _basic_facts(holder: Holder) -> x509.SubjectAlternativeName:
    facts = {1: holder.name, 3: holder.sex, 4: holder.born, 5: holder.address}
    names = [x509.OtherName(x509.ObjectIdentifier(f"{BASIC_FACTS}{n}"), _utf8_string(v)) for n, v in facts.items()]
    return x509.SubjectAlternativeName(names)


def _utf8_string(text: str) -> bytes:
    """DER of a UTF8String (tag 0x0c) of up to 65,535 bytes."""
    content = text.encode()
    size = len(content)
    if size < 0x80:
        length = bytes([size])
    else:
        digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
        length = bytes([0x80 | len(digits)]) + digits
    return b"\x0c" + length + content


def _algorithm(key: PrivateKey) -> tuple[hashes.SHA256 | hashes.SHA384, bool | None]:
    """Hash for the key, and whether to ask for RFC 6979 nonces, so that the same inputs give the same bytes."""
    return (hashes.SHA256(), None) if isinstance(key, rsa.RSAPrivateKey) else (hashes.SHA384(), True)


def _sign(builder: x509.CertificateBuilder, key: PrivateKey) -> x509.Certificate:
    algorithm, deterministic = _algorithm(key)
    return builder.sign(key, algorithm, ecdsa_deterministic=deterministic)
