from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID
from tests.pki import forge
from tests.pki.conftest import AT, lists_of

from kofu.clock import JAPAN, NaiveMoment
from kofu.pki import errors
from kofu.pki.certificates import KeyKind
from kofu.pki.identity import CardIdentity
from kofu.pki.testing.authority import TestAuthority
from kofu.pki.testing.cards import CardOrder
from kofu.pki.validation import Chain, ValidationPolicy, ValidCertificate, validate


def judge(authority: TestAuthority, leaf: bytes, at: datetime = AT, listed_at: datetime | None = None) -> CardIdentity:
    chain = Chain(leaf, authority.user_anchors(), lists_of(authority, listed_at or at))
    return validate(chain, authority.user_policy(), at).identity


@pytest.mark.parametrize("name", ["fine", "fine_next_generation", "fine_older_authority", "fine_phone"])
def test_a_fine_card_is_known_by_issuer_key_and_serial(authority: TestAuthority, name: str) -> None:
    card = authority.issue_specimen(name)
    assert judge(authority, card.user_certificate) == card.identity


def test_authorities_of_one_name_give_different_issuer_keys(authority: TestAuthority) -> None:
    older, newer = authority.issue_specimen("fine_older_authority"), authority.issue_specimen("fine")
    names = {x509.load_der_x509_certificate(card.user_certificate).issuer for card in (older, newer)}
    assert len(names) == 1
    assert older.identity.issuer_key != newer.identity.issuer_key


SPECIMENS_REFUSED = [
    ("revoked", errors.Revoked),
    ("expired", errors.Expired),
    ("not_yet_valid", errors.NotYetValid),
    ("foreign_authority", errors.UnknownIssuer),
    ("wrong_usage", errors.WrongKeyUsage),
    ("wrong_policy", errors.WrongPolicy),
]


@pytest.mark.parametrize(("name", "error"), SPECIMENS_REFUSED)
def test_each_faulty_specimen_is_refused_for_its_fault(
    authority: TestAuthority, name: str, error: type[errors.PkiError]
) -> None:
    leaf = authority.issue_specimen(name).user_certificate
    with pytest.raises(error):
        judge(authority, leaf)


EKU = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
WEAK_RSA = rsa.RSAPublicNumbers(65537, (1 << 1023) + 1155).public_key()
LOW_EXPONENT = rsa.RSAPublicNumbers(3, (1 << 2047) + 1155).public_key()
P_256 = ec.derive_private_key(7, ec.SECP256R1()).public_key()
ED25519 = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
OTHER_NAME = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Another")])

FORGERIES: list[tuple[str, Callable[[TestAuthority], bytes], type[errors.PkiError]]] = [
    (
        "foreign authority that claims ours",
        lambda a: forge.certificate(a, signed_by=forge.FOREIGN_KEY),
        errors.BadCertificateSignature,
    ),
    (
        "signed by one generation, claiming another",
        lambda a: forge.certificate(a, signed_by=forge.OLDER_ISSUER_KEY),
        errors.BadCertificateSignature,
    ),
    (
        "claims a key nobody trusts",
        lambda a: forge.certificate(a, forge.with_authority_key(forge.FOREIGN_KEY.public_key())),
        errors.UnknownIssuer,
    ),
    (
        "names no issuer key",
        lambda a: forge.certificate(a, forge.without(ExtensionOID.AUTHORITY_KEY_IDENTIFIER)),
        errors.UnknownIssuer,
    ),
    ("our key, another issuer name", lambda a: forge.certificate(a, issuer=OTHER_NAME), errors.UnknownIssuer),
    (
        "signed with SHA-512",
        lambda a: forge.certificate(a, algorithm=hashes.SHA512()),
        errors.UnacceptableAlgorithm,
    ),
    ("RSA-1024", lambda a: forge.certificate(a, public_key=WEAK_RSA), errors.UnacceptableKey),
    ("RSA with exponent 3", lambda a: forge.certificate(a, public_key=LOW_EXPONENT), errors.UnacceptableKey),
    ("P-256", lambda a: forge.certificate(a, public_key=P_256), errors.UnacceptableKey),
    ("Ed25519", lambda a: forge.certificate(a, public_key=ED25519), errors.UnacceptableKey),
    (
        "an unknown critical extension",
        lambda a: forge.certificate(a, forge.with_extension(EKU, critical=True)),
        errors.UnknownCriticalExtension,
    ),
    (
        "no policies",
        lambda a: forge.certificate(a, forge.without(ExtensionOID.CERTIFICATE_POLICIES)),
        errors.WrongPolicy,
    ),
    ("no key usage", lambda a: forge.certificate(a, forge.without(ExtensionOID.KEY_USAGE)), errors.WrongKeyUsage),
    (
        "usage: signature and encipherment",
        lambda a: forge.certificate(a, forge.with_usage("digital_signature", "key_encipherment")),
        errors.WrongKeyUsage,
    ),
    (
        "usage: encipherment alone",
        lambda a: forge.certificate(a, forge.with_usage("key_encipherment")),
        errors.WrongKeyUsage,
    ),
    (
        "usage: may issue",
        lambda a: forge.certificate(a, forge.with_usage("digital_signature", "key_cert_sign")),
        errors.WrongKeyUsage,
    ),
    (
        "an authority",
        lambda a: forge.certificate(
            a, forge.with_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        ),
        errors.WrongKeyUsage,
    ),
    ("the signature certificate", lambda a: a.issue_specimen("fine").signature_certificate, errors.UnknownIssuer),
    ("the authority itself", lambda a: a.issue_specimen("fine").user_authority, errors.WrongPolicy),
    ("no bytes", lambda a: b"", errors.MalformedCertificate),
    ("cut short", lambda a: a.issue_specimen("fine").user_certificate[:-1], errors.MalformedCertificate),
    ("a byte more", lambda a: a.issue_specimen("fine").user_certificate + b"\0", errors.MalformedCertificate),
    ("far too long", lambda a: bytes(8193), errors.MalformedCertificate),
]


@pytest.mark.parametrize(("what", "make", "error"), FORGERIES, ids=[row[0] for row in FORGERIES])
def test_each_forgery_is_refused_for_its_fault(
    authority: TestAuthority, what: str, make: Callable[[TestAuthority], bytes], error: type[errors.PkiError]
) -> None:
    leaf = make(authority)
    with pytest.raises(error):
        judge(authority, leaf)


def test_a_rebuilt_specimen_without_change_is_believed(authority: TestAuthority) -> None:
    leaf = forge.certificate(authority, forge.with_extension(EKU, critical=False))
    assert judge(authority, leaf).serial == x509.load_der_x509_certificate(leaf).serial_number


def test_the_fifth_birthday_counts_to_its_last_second(authority: TestAuthority) -> None:
    issued = datetime(2024, 5, 20, 10, 0, tzinfo=JAPAN)
    card = authority.issue_card(CardOrder("282031", issued, issued.date().replace(year=1980)))
    last = datetime(2029, 5, 20, 23, 59, 59, 999_999, tzinfo=JAPAN)
    assert judge(authority, card.user_certificate, issued) == card.identity
    assert judge(authority, card.user_certificate, last) == card.identity
    with pytest.raises(errors.Expired):
        judge(authority, card.user_certificate, last + timedelta(microseconds=1))
    with pytest.raises(errors.NotYetValid):
        judge(authority, card.user_certificate, issued - timedelta(seconds=1))


def test_an_authority_past_its_end_vouches_for_nobody(authority: TestAuthority) -> None:
    issued = datetime(2024, 5, 20, 10, 0, tzinfo=JAPAN)
    card = authority.issue_card(CardOrder("282031", issued, issued.date(), authority="user-01"))
    assert judge(authority, card.user_certificate, issued) == card.identity
    with pytest.raises(errors.IssuerNotInForce):
        judge(authority, card.user_certificate)


def test_revocation_counts_from_the_list_that_tells_it(authority: TestAuthority) -> None:
    card = authority.issue_specimen("fine")
    authority.revoke(card.identity, AT)
    assert judge(authority, card.user_certificate, AT, AT - timedelta(hours=1)) == card.identity
    with pytest.raises(errors.Revoked):
        judge(authority, card.user_certificate)


def test_revoking_one_card_leaves_the_others(authority: TestAuthority) -> None:
    revoked, other = authority.issue_specimen("revoked"), authority.issue_specimen("fine")
    assert judge(authority, other.user_certificate) == other.identity
    assert revoked.identity != other.identity


def test_the_newest_revocation_list_of_the_issuer_answers(authority: TestAuthority) -> None:
    card = authority.issue_specimen("fine")
    before = lists_of(authority, AT - timedelta(hours=2))
    authority.revoke(card.identity, AT - timedelta(hours=1))
    chain = Chain(card.user_certificate, authority.user_anchors(), (*lists_of(authority), *before))
    with pytest.raises(errors.Revoked):
        validate(chain, authority.user_policy(), AT)


def test_without_a_list_of_the_issuers_own_key_nothing_is_believed(authority: TestAuthority) -> None:
    card = authority.issue_specimen("fine")
    others = tuple(each for each in lists_of(authority) if each.issuer_key != card.identity.issuer_key)
    assert others
    with pytest.raises(errors.MissingRevocationList):
        validate(Chain(card.user_certificate, authority.user_anchors(), others), authority.user_policy(), AT)


@pytest.mark.parametrize(
    ("published", "error"),
    [
        (AT - timedelta(hours=24), None),
        (AT - timedelta(hours=24, seconds=1), errors.StaleRevocationList),
        (AT + timedelta(seconds=1), errors.RevocationListNotYetValid),
    ],
)
def test_a_revocation_list_is_relied_on_for_a_day(
    authority: TestAuthority, published: datetime, error: type[errors.PkiError] | None
) -> None:
    card = authority.issue_specimen("fine")
    if error is None:
        assert judge(authority, card.user_certificate, AT, published) == card.identity
    else:
        with pytest.raises(error):
            judge(authority, card.user_certificate, AT, published)


def test_the_policy_may_want_fresher_lists_than_they_claim_to_be(authority: TestAuthority) -> None:
    chain = Chain(
        authority.issue_specimen("fine").user_certificate,
        authority.user_anchors(),
        lists_of(authority, AT - timedelta(hours=2)),
    )
    impatient = dataclasses.replace(authority.user_policy(), revocation_freshness=timedelta(hours=1))
    with pytest.raises(errors.StaleRevocationList):
        validate(chain, impatient, AT)


def test_a_list_past_its_own_end_is_stale_however_patient_the_policy(authority: TestAuthority) -> None:
    chain = Chain(
        authority.issue_specimen("fine").user_certificate,
        authority.user_anchors(),
        lists_of(authority, AT - timedelta(hours=25)),
    )
    patient = dataclasses.replace(authority.user_policy(), revocation_freshness=timedelta(days=10))
    with pytest.raises(errors.StaleRevocationList):
        validate(chain, patient, AT)


def test_production_refuses_the_test_pki(authority: TestAuthority) -> None:
    chain = Chain(authority.issue_specimen("fine").user_certificate, authority.user_anchors(), lists_of(authority))
    test_policy = authority.user_policy()
    production = ValidationPolicy(
        accepted_policies=test_policy.accepted_policies,
        accepted_key_kinds=test_policy.accepted_key_kinds,
        revocation_freshness=test_policy.revocation_freshness,
    )
    with pytest.raises(errors.TestMaterialRefused):
        validate(chain, production, AT)


def test_a_key_kind_the_policy_leaves_out_is_refused(authority: TestAuthority) -> None:
    policy = dataclasses.replace(authority.user_policy(), accepted_key_kinds=frozenset({KeyKind.RSA_2048}))
    card = authority.issue_specimen("fine_next_generation")
    with pytest.raises(errors.UnacceptableKey):
        validate(Chain(card.user_certificate, authority.user_anchors(), lists_of(authority)), policy, AT)


def test_the_policy_found_tells_a_card_from_a_phone(authority: TestAuthority) -> None:
    card = valid(authority, "fine")
    phone = valid(authority, "fine_phone")
    assert {card.policy, phone.policy} == authority.user_policy().accepted_policies


def test_a_moment_without_time_zone_is_refused(authority: TestAuthority) -> None:
    naive = AT.replace(tzinfo=None)
    with pytest.raises(NaiveMoment):
        judge(authority, authority.issue_specimen("fine").user_certificate, naive, AT)


def valid(authority: TestAuthority, name: str) -> ValidCertificate:
    leaf = authority.issue_specimen(name).user_certificate
    return validate(Chain(leaf, authority.user_anchors(), lists_of(authority)), authority.user_policy(), AT)
