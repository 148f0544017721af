from __future__ import annotations

import dataclasses
import random
import shutil
import subprocess
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_private_key
from cryptography.x509.oid import NameOID
from tests.pki import forge
from tests.pki.conftest import AT, lists_of

from kofu.clock import JAPAN, in_japan
from kofu.pki import errors
from kofu.pki.certificates import KeyKind, is_test_material, read_anchor
from kofu.pki.testing.authority import NoTestAuthority, TestAuthority
from kofu.pki.testing.builder import BASIC_FACTS
from kofu.pki.testing.cards import CardOrder, Holder, TokenKind, end_of_validity
from kofu.pki.testing.keys import pool_of_test_keys
from kofu.pki.testing.profile import described_test_pki
from kofu.pki.validation import Chain, validate

ORDER = CardOrder("282031", datetime(2026, 4, 10, 10, 0, tzinfo=JAPAN), date(1980, 5, 20))
HOLDER = Holder("明石　花子", "2", "319800520", "兵庫県明石市" + "架空" * 60, "Hyogo", "Akashi-shi")


def authority_of(seed: int) -> TestAuthority:
    return TestAuthority(random.Random(seed).randbytes)  # seeded on purpose: the same cards


def same_key(certificate: bytes, key: bytes) -> bool:
    spki = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    public = x509.load_der_x509_certificate(certificate).public_key()
    return public.public_bytes(*spki) == load_der_private_key(key, None).public_key().public_bytes(*spki)


LAST_DAYS = [
    # born, issued on, last day
    ("1980-05-20", "2026-04-10", "2030-05-20"),
    ("1980-05-20", "2026-05-19", "2030-05-20"),
    ("1980-05-20", "2026-05-20", "2031-05-20"),  # a birthday on the day of issue is not counted
    ("1980-05-20", "2026-05-21", "2031-05-20"),
    ("1980-12-31", "2026-01-01", "2030-12-31"),
    ("1980-01-01", "2026-12-31", "2031-01-01"),
    ("1980-02-29", "2024-02-28", "2028-02-29"),
    ("1980-02-29", "2024-02-29", "2029-02-28"),
    ("1980-02-29", "2026-02-28", "2031-02-28"),
    ("2026-07-01", "2026-07-08", "2031-07-01"),
]


@pytest.mark.parametrize(("born", "issued_on", "last_day"), LAST_DAYS)
def test_validity_ends_with_the_fifth_birthday_after_issue(born: str, issued_on: str, last_day: str) -> None:
    end = end_of_validity(date.fromisoformat(born), date.fromisoformat(issued_on))
    assert end.isoformat() == f"{last_day}T23:59:59+09:00"


def test_a_foreign_residents_certificate_ends_with_the_period_of_stay(authority: TestAuthority) -> None:
    card = authority.issue_card(dataclasses.replace(ORDER, last_day=date(2027, 3, 31)))
    end = x509.load_der_x509_certificate(card.user_certificate).not_valid_after_utc
    assert in_japan(end).isoformat() == "2027-03-31T23:59:59+09:00"


def test_a_period_of_stay_beyond_the_fifth_birthday_changes_nothing(authority: TestAuthority) -> None:
    card = authority.issue_card(dataclasses.replace(ORDER, last_day=date(2040, 2, 29)))
    end = x509.load_der_x509_certificate(card.user_certificate).not_valid_after_utc
    assert in_japan(end).date() == date(2030, 5, 20)


def test_the_same_random_bytes_give_the_same_cards_and_lists() -> None:
    first, again, other = authority_of(1), authority_of(1), authority_of(2)
    for kind in KeyKind:
        order = dataclasses.replace(ORDER, key_kind=kind, holder=HOLDER)
        card = first.issue_card(order)
        assert again.issue_card(order) == card
        assert other.issue_card(order) != card
    assert first.revocation_lists(AT) == again.revocation_lists(AT) == other.revocation_lists(AT)


@pytest.mark.parametrize("kind", KeyKind)
def test_a_card_holds_the_keys_of_its_two_certificates(authority: TestAuthority, kind: KeyKind) -> None:
    card = authority.issue_card(dataclasses.replace(ORDER, key_kind=kind))
    assert same_key(card.user_certificate, card.user_key)
    assert same_key(card.signature_certificate, card.signature_key)
    assert card.user_key != card.signature_key
    assert card.user_key.hex() not in repr(card)


def test_the_subject_of_a_user_certificate_says_nothing_about_its_holder(authority: TestAuthority) -> None:
    card = authority.issue_card(dataclasses.replace(ORDER, holder=HOLDER))
    subject = x509.load_der_x509_certificate(card.user_certificate).subject
    (name,) = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert len(str(name.value)) == 23
    assert str(name.value).endswith("28203003A")
    assert HOLDER.name.encode() not in card.user_certificate


def test_the_signature_certificate_carries_the_four_basic_facts(authority: TestAuthority) -> None:
    card = authority.issue_card(dataclasses.replace(ORDER, holder=HOLDER))
    certificate = x509.load_der_x509_certificate(card.signature_certificate)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    found = {name.type_id.dotted_string: name.value for name in names if isinstance(name, x509.OtherName)}
    assert found[f"{BASIC_FACTS}1"] == b"\x0c\x0f" + HOLDER.name.encode()
    assert found[f"{BASIC_FACTS}4"] == b"\x0c\x09319800520"
    assert found[f"{BASIC_FACTS}5"] == b"\x0c\x82\x01\x7a" + HOLDER.address.encode()


def test_the_signature_certificate_is_valid_for_signing_documents_only(authority: TestAuthority) -> None:
    card = authority.issue_card(ORDER)
    anchors = authority.signature_anchors()
    lists = lists_of(authority)
    with pytest.raises(errors.MissingRevocationList):
        validate(Chain(card.signature_certificate, anchors, lists), authority.signature_policy(), AT)
    with pytest.raises(errors.WrongPolicy):
        validate(Chain(card.signature_certificate, anchors, lists), authority.user_policy(), AT)


@pytest.mark.parametrize("token", TokenKind)
def test_cards_and_phones_are_issued_under_policies_of_their_own(authority: TestAuthority, token: TokenKind) -> None:
    card = authority.issue_card(dataclasses.replace(ORDER, token=token))
    chain = Chain(card.user_certificate, authority.user_anchors(), lists_of(authority))
    found = validate(chain, authority.user_policy(), AT).policy
    assert found == described_test_pki().policies["user_card" if token is TokenKind.CARD else "user_phone"]


GENERATIONS = [
    ("2018-06-01", KeyKind.RSA_2048, "user-01"),
    ("2022-06-01", KeyKind.RSA_2048, "user-02"),
    ("2026-06-01", KeyKind.RSA_2048, "user-03"),
    ("2026-06-01", KeyKind.P_384, "user-04"),
]


@pytest.mark.parametrize(("issued_on", "kind", "generation"), GENERATIONS)
def test_the_newest_authority_in_force_issues(
    authority: TestAuthority, issued_on: str, kind: KeyKind, generation: str
) -> None:
    issued_at = datetime.fromisoformat(f"{issued_on}T10:00+09:00")
    card = authority.issue_card(dataclasses.replace(ORDER, issued_at=issued_at, key_kind=kind))
    by_name = authority.issue_card(dataclasses.replace(ORDER, issued_at=issued_at, authority=generation))
    assert card.identity.issuer_key == by_name.identity.issuer_key


def test_before_the_first_authority_nothing_is_issued(authority: TestAuthority) -> None:
    with pytest.raises(NoTestAuthority):
        authority.issue_card(dataclasses.replace(ORDER, issued_at=AT.replace(year=2015, month=1)))


def test_revocations_survive_a_restart(authority: TestAuthority) -> None:
    card = authority.issue_specimen("revoked")
    resumed = TestAuthority(bytes, authority.revoked)
    assert resumed.revocation_lists(AT) == authority.revocation_lists(AT)
    assert card.identity in resumed.revoked


def test_a_second_revocation_keeps_the_first_moment(authority: TestAuthority) -> None:
    card = authority.issue_specimen("revoked")
    first = authority.revoked[card.identity]
    authority.revoke(card.identity, AT)
    assert authority.revoked[card.identity] == first


def test_everything_issued_is_marked_as_test_material(authority: TestAuthority) -> None:
    card = authority.issue_specimen("foreign_authority")
    for der in (card.user_certificate, card.signature_certificate, card.user_authority):
        assert is_test_material(x509.load_der_x509_certificate(der))
        assert b"JPKI" not in der
    assert all(anchor.is_test_material for anchor in authority.user_anchors())


def test_the_pool_has_enough_keys_and_no_key_twice() -> None:
    pool = pool_of_test_keys()
    assert {kind: len(keys) for kind, keys in pool.cards.items()} == {KeyKind.RSA_2048: 24, KeyKind.P_384: 8}
    everything = [*pool.authorities.values(), *pool.cards[KeyKind.RSA_2048], *pool.cards[KeyKind.P_384]]
    assert len(set(everything)) == len(everything)


def test_the_key_pool_is_unmistakably_marked() -> None:
    text = (Path(__file__).parents[2] / "src/kofu/pki/data/test_keys.toml").read_text("utf-8")
    assert text.startswith("# TEST MATERIAL. These private keys are published on purpose and protect nothing.")


@pytest.mark.parametrize(
    ("der", "error"),
    [
        (b"", errors.MalformedCertificate),
        (authority_of(1).issue_specimen("fine").user_certificate, errors.UnusableAnchor),
    ],
)
def test_only_an_authority_serves_as_anchor(der: bytes, error: type[errors.PkiError]) -> None:
    with pytest.raises(error):
        read_anchor(der)


def test_an_authority_signed_by_another_is_no_anchor(authority: TestAuthority) -> None:
    usage = forge.with_usage("key_cert_sign", "crl_sign")
    constraints = forge.with_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)

    def as_authority(extensions: forge.Extensions) -> None:
        usage(extensions)
        constraints(extensions)

    with pytest.raises(errors.UnusableAnchor):
        read_anchor(forge.certificate(authority, as_authority))


@pytest.mark.parametrize("usage", [("digital_signature",), ("key_cert_sign", "crl_sign"), ("key_cert_sign",)])
def test_a_self_signed_certificate_that_may_not_issue_is_no_anchor(
    authority: TestAuthority, usage: tuple[str, ...]
) -> None:
    own_key = forge.ISSUER_KEY.public_key()
    with pytest.raises(errors.UnusableAnchor):
        read_anchor(forge.certificate(authority, forge.with_usage(*usage), public_key=own_key))


needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl command is not installed")


@needs_openssl
@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("fine", "OK"),
        ("fine_next_generation", "OK"),
        ("fine_older_authority", "OK"),
        ("revoked", "certificate revoked"),
        ("expired", "certificate has expired"),
        ("not_yet_valid", "certificate is not yet valid"),
        ("foreign_authority", "unable to get local issuer certificate"),
    ],
)
def test_openssl_comes_to_the_same_verdict(authority: TestAuthority, tmp_path: Path, name: str, verdict: str) -> None:
    card = authority.issue_specimen(name)
    anchors = b"".join(anchor.certificate.public_bytes(Encoding.PEM) for anchor in authority.user_anchors())
    lists = b"".join(x509.load_der_x509_crl(der).public_bytes(Encoding.PEM) for der in authority.revocation_lists(AT))
    leaf = x509.load_der_x509_certificate(card.user_certificate).public_bytes(Encoding.PEM)
    for file, content in {"anchors": anchors, "lists": lists, "leaf": leaf}.items():
        (tmp_path / file).write_bytes(content)
    moment = str(int(AT.timestamp()) + 1)
    command = ["openssl", "verify", "-attime", moment, "-CAfile", "anchors", "-CRLfile", "lists", "-crl_check", "leaf"]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False)
    assert verdict in answer.stdout + answer.stderr


def test_lists_are_published_for_the_moment_asked(authority: TestAuthority) -> None:
    later = AT + timedelta(days=1)
    assert {each.this_update for each in lists_of(authority, later)} == {later}
