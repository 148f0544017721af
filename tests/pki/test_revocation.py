from __future__ import annotations

import random
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from hypothesis import given
from hypothesis import strategies as st
from tests.pki import forge
from tests.pki.conftest import AT

from kofu.pki import errors
from kofu.pki.certificates import TrustAnchor
from kofu.pki.revocation import read_revocation_list
from kofu.pki.testing.authority import TestAuthority

FIXED = TestAuthority(random.Random(7).randbytes)  # seeded on purpose: the same cards
ANCHORS = FIXED.user_anchors()


def test_a_list_says_who_was_revoked_when_and_how_long_it_lasts(authority: TestAuthority) -> None:
    card = authority.issue_specimen("fine")
    authority.revoke(card.identity, AT - timedelta(days=3))
    read = read_revocation_list(authority.revocation_list("user-03", AT), authority.user_anchors())
    assert read.issuer_key == card.identity.issuer_key
    assert read.this_update == AT
    assert read.next_update == AT + timedelta(hours=24)
    assert read.revoked == {card.identity.serial: AT - timedelta(days=3)}


def test_each_authority_lists_its_own_cards_only(authority: TestAuthority) -> None:
    authority.issue_specimen("revoked")
    counts = [len(read_revocation_list(der, ANCHORS).revoked) for der in authority.revocation_lists(AT)]
    assert sorted(counts) == [0, 0, 0, 1]


def test_a_rebuilt_list_without_change_is_read(anchors: tuple[TrustAnchor, ...]) -> None:
    assert read_revocation_list(forge.revocation_list(), anchors).revoked == {}


ONE_POINT = x509.IssuingDistributionPoint(None, None, True, False, None, False, False)
OTHER_ISSUER = x509.CertificateIssuer([x509.UniformResourceIdentifier("urn:other")])

REFUSED = [
    ("a foreign authority's", FIXED.revocation_list("user-foreign", AT), errors.UnknownIssuer),
    ("the signature authority's", FIXED.revocation_list("signature-01", AT), errors.UnknownIssuer),
    (
        "signed by a key it does not claim",
        forge.revocation_list(signed_by=forge.FOREIGN_KEY),
        errors.BadRevocationListSignature,
    ),
    ("of no named key", forge.revocation_list(claims=None), errors.MalformedRevocationList),
    ("signed with SHA-512", forge.revocation_list(algorithm=hashes.SHA512()), errors.UnacceptableAlgorithm),
    ("a delta", forge.revocation_list(x509.DeltaCRLIndicator(1)), errors.UnknownCriticalExtension),
    ("of one distribution point", forge.revocation_list(ONE_POINT), errors.UnknownCriticalExtension),
    ("indirect", forge.revocation_list(entry=OTHER_ISSUER), errors.UnknownCriticalExtension),
    ("no bytes", b"", errors.MalformedRevocationList),
    ("a certificate", FIXED.issue_specimen("fine").user_certificate, errors.MalformedRevocationList),
    ("cut short", FIXED.revocation_list("user-03", AT)[:-1], errors.MalformedRevocationList),
    ("a byte more", FIXED.revocation_list("user-03", AT) + b"\0", errors.MalformedRevocationList),
]


@pytest.mark.parametrize(("what", "der", "error"), REFUSED, ids=[row[0] for row in REFUSED])
def test_each_faulty_list_is_refused_for_its_fault(what: str, der: bytes, error: type[errors.PkiError]) -> None:
    with pytest.raises(error):
        read_revocation_list(der, ANCHORS)


def test_a_list_beyond_the_size_limit_is_not_parsed() -> None:
    with pytest.raises(errors.MalformedRevocationList):
        read_revocation_list(bytes((64 << 20) + 1), ANCHORS)


@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_malformed(der: bytes) -> None:
    with pytest.raises(errors.MalformedRevocationList):
        read_revocation_list(der, ANCHORS)


def test_every_single_byte_changed_is_refused_with_a_typed_error() -> None:
    FIXED.issue_specimen("revoked")
    der = FIXED.revocation_list("user-03", AT)
    for position in range(len(der)):
        altered = bytearray(der)
        altered[position] ^= 1
        with pytest.raises(errors.PkiError):
            read_revocation_list(bytes(altered), ANCHORS)
