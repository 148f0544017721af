from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kofu.pki.identity import CardIdentity

keys = st.binary(min_size=32, max_size=32).map(bytes.hex)
identities = st.builds(CardIdentity, keys, st.integers(1, (1 << 160) - 1))


def test_a_fingerprint_is_a_labelled_digest_of_key_and_serial() -> None:
    spelt_out = b"kofu/card-identity/v1\x00" + bytes([0xAB]) * 32 + bytes(18) + b"\x01\x02"
    assert CardIdentity("ab" * 32, 258).fingerprint() == hashlib.sha256(spelt_out).digest()


@given(identities, identities)
def test_fingerprints_are_equal_only_for_the_same_identity(one: CardIdentity, other: CardIdentity) -> None:
    assert (one.fingerprint() == other.fingerprint()) is (one == other)


def test_identities_are_ordered_by_key_and_then_serial() -> None:
    rows = [CardIdentity("0b" * 32, 1), CardIdentity("0a" * 32, 10), CardIdentity("0a" * 32, 9)]
    assert [(row.issuer_key[:2], row.serial) for row in sorted(rows)] == [("0a", 9), ("0a", 10), ("0b", 1)]


@pytest.mark.parametrize(
    ("issuer_key", "serial"),
    [("ab" * 31, 1), ("AB" * 32, 1), ("zz" * 32, 1), ("ab" * 32, 0), ("ab" * 32, -1), ("ab" * 32, 1 << 160)],
)
def test_what_no_certificate_has_is_no_identity(issuer_key: str, serial: int) -> None:
    with pytest.raises(ValueError, match=r"issuer_key|serial"):
        CardIdentity(issuer_key, serial)
