from __future__ import annotations

import random

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from tests.pki.conftest import AT, lists_of

from kofu.pki import errors
from kofu.pki.testing.authority import TestAuthority
from kofu.pki.testing.keys import load_test_key
from kofu.pki.validation import Chain, validate, verify_signature

STATEMENT = b"kofu statement"


def card_signature(key: bytes, message: bytes, hash_algorithm: hashes.HashAlgorithm) -> bytes:
    loaded = load_test_key(key)
    if isinstance(loaded, rsa.RSAPrivateKey):
        return loaded.sign(message, padding.PKCS1v15(), hash_algorithm)
    return loaded.sign(message, ec.ECDSA(hash_algorithm))


@pytest.mark.parametrize(
    ("name", "hash_algorithm"), [("fine", hashes.SHA256()), ("fine_next_generation", hashes.SHA384())]
)
def test_a_card_signature_verifies_for_its_message_only(name: str, hash_algorithm: hashes.HashAlgorithm) -> None:
    authority = TestAuthority(random.Random(3).randbytes)  # seeded on purpose: the same cards
    card = authority.issue_specimen(name)
    chain = Chain(card.user_certificate, authority.user_anchors(), lists_of(authority))
    certificate = validate(chain, authority.user_policy(), AT)
    signature = card_signature(card.user_key, STATEMENT, hash_algorithm)
    verify_signature(certificate, STATEMENT, signature)
    by_another_key = card_signature(card.signature_key, STATEMENT, hash_algorithm)
    other_hash = card_signature(card.user_key, STATEMENT, hashes.SHA512())
    flipped = signature[:-1] + bytes([signature[-1] ^ 1])
    for message, wrong in [
        (b"another statement", signature),
        (STATEMENT, by_another_key),
        (STATEMENT, other_hash),
        (STATEMENT, flipped),
        (STATEMENT, signature[:-1]),
        (STATEMENT, signature + b"\0"),
        (STATEMENT, b"\0" + signature),
        (STATEMENT, b""),
    ]:
        with pytest.raises(errors.BadCardSignature):
            verify_signature(certificate, message, wrong)


def test_an_rsa_pss_signature_is_not_taken_for_pkcs1(authority: TestAuthority) -> None:
    card = authority.issue_specimen("fine")
    chain = Chain(card.user_certificate, authority.user_anchors(), lists_of(authority))
    key = load_test_key(card.user_key)
    assert isinstance(key, rsa.RSAPrivateKey)
    pss = key.sign(STATEMENT, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
    with pytest.raises(errors.BadCardSignature):
        verify_signature(validate(chain, authority.user_policy(), AT), STATEMENT, pss)
