"""TLS certificates of the parties, and the channel they appoint. For tests, demonstrations and private networks.

Each party proves its name by a URI in its certificate: ``urn:kofu:terminal:000001``, ``urn:kofu:centre:…``,
``urn:kofu:municipality:282031``. Keys are ECDSA P-256, which every TLS library takes.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kofu.pki.certificates import TEST_ORGANISATION, read_certificate
from kofu.pki.errors import NoPartyName

#: Order of the P-256 group (SEC 2, 2.4.2); a private key lies between 1 and one less.
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_PREFIX = "urn:kofu:"


class PartyKind(Enum):
    """Who takes part in a TLS connection."""

    TERMINAL = "terminal"
    CENTRE = "centre"
    MUNICIPALITY = "municipality"


@dataclass(frozen=True, slots=True)
class Party:
    """A named party; its id is the terminal's, the centre's, or the municipality's 6-digit code."""

    kind: PartyKind
    id: str

    @property
    def urn(self) -> str:
        """Its name as it stands in its certificate."""
        return f"{_PREFIX}{self.kind.value}:{self.id}"


@dataclass(frozen=True, slots=True)
class TlsIdentity:
    """A certificate and its private key, both as PEM; ``der`` is the certificate again."""

    certificate_pem: bytes
    key_pem: bytes = field(repr=False)
    der: bytes = field(repr=False)

    @property
    def channel(self) -> str:
        """The channel a session opened with this certificate is bound to."""
        return channel_of(self.der)


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when a certificate counts."""

    not_before: datetime
    not_after: datetime


class TlsAuthority:
    """Issues the parties' TLS certificates. The same random bytes give the same certificates."""

    def __init__(self, random: Callable[[int], bytes], validity: Validity) -> None:
        self._random = random
        self._key = _new_key(random)
        name = _name("TLS authority")
        builder = _builder(name, name, self._key, self._draw_serial(), validity)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(_key_usage(issues=True), critical=True)
        self._certificate = builder.sign(self._key, hashes.SHA256(), ecdsa_deterministic=True)

    @property
    def certificate_pem(self) -> bytes:
        """The authority's certificate, for the parties to trust."""
        return self._certificate.public_bytes(Encoding.PEM)

    def issue(self, party: Party, validity: Validity, hosts: Sequence[str] = ()) -> TlsIdentity:
        """A certificate for both ends of a connection; ``hosts`` are the names and addresses the party serves at."""
        key = _new_key(self._random)
        subject = _name(party.urn)
        names = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(party.urn), *map(_host, hosts)])
        both = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
        issuer = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())
        certificate = (
            _builder(subject, self._certificate.subject, key, self._draw_serial(), validity)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(issues=False), critical=True)
            .add_extension(both, critical=False)
            .add_extension(names, critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer), critical=False)
            .sign(self._key, hashes.SHA256(), ecdsa_deterministic=True)
        )
        return TlsIdentity(
            certificate_pem=certificate.public_bytes(Encoding.PEM),
            key_pem=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
            der=certificate.public_bytes(Encoding.DER),
        )

    def _draw_serial(self) -> int:
        return 1 + int.from_bytes(self._random(8), "big")


def channel_of(certificate_der: bytes) -> str:
    """SHA-256 of a TLS certificate in lower hexadecimal: what statements and the trust list name a connection by."""
    return hashlib.sha256(certificate_der).hexdigest()


def party_of(certificate_der: bytes) -> Party:
    """The one party a TLS certificate names. Raises MalformedCertificate, NoPartyName.

    It says whose the certificate claims to be; TLS must have verified it, and the trust list must know its channel.
    """
    certificate = read_certificate(certificate_der)
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        raise NoPartyName from None
    urns = [urn for urn in names.get_values_for_type(x509.UniformResourceIdentifier) if urn.startswith(_PREFIX)]
    if len(urns) != 1:
        raise NoPartyName
    kind, _, name = urns[0].removeprefix(_PREFIX).partition(":")
    if kind not in {each.value for each in PartyKind} or not name:
        raise NoPartyName
    return Party(PartyKind(kind), name)


def _new_key(random: Callable[[int], bytes]) -> ec.EllipticCurvePrivateKey:
    """A P-256 key from 40 random bytes, eight more than its size, so that the reduction leaves no bias to speak of."""
    return ec.derive_private_key(1 + int.from_bytes(random(40), "big") % (_P256_ORDER - 1), ec.SECP256R1())


def _name(common_name: str) -> x509.Name:
    organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, TEST_ORGANISATION)
    return x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, serial: int, validity: Validity
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(validity.not_before)
        .not_valid_after(validity.not_after)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _key_usage(*, issues: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not issues,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issues,
        crl_sign=issues,
        encipher_only=False,
        decipher_only=False,
    )
