from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pki.conftest import AT, lists_of

from kofu.pki import errors
from kofu.pki.testing.authority import TestAuthority
from kofu.pki.validation import Chain, validate

FIXED = TestAuthority(random.Random(5).randbytes)  # seeded on purpose: the same cards
FIXED_ANCHORS, FIXED_LISTS = FIXED.user_anchors(), lists_of(FIXED)
FIXED_LEAVES = [FIXED.issue_specimen("fine").user_certificate, FIXED.issue_specimen("fine_phone").user_certificate]


def refuse(leaf: bytes) -> None:
    with pytest.raises(errors.PkiError):
        validate(Chain(leaf, FIXED_ANCHORS, FIXED_LISTS), FIXED.user_policy(), AT)


@given(st.binary(max_size=600))
def test_arbitrary_bytes_are_refused_with_a_typed_error(leaf: bytes) -> None:
    refuse(leaf)


@pytest.mark.parametrize("leaf", FIXED_LEAVES, ids=["rsa", "p384"])
def test_every_single_byte_changed_is_refused_with_a_typed_error(leaf: bytes) -> None:
    for position in range(len(leaf)):
        for difference in (1, 0x80, 0xFF):
            altered = bytearray(leaf)
            altered[position] ^= difference
            refuse(bytes(altered))


@given(st.sampled_from(FIXED_LEAVES), st.data())
def test_a_certificate_with_a_piece_replaced_is_refused_with_a_typed_error(leaf: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(leaf) - 1))
    end = data.draw(st.integers(start, len(leaf)))
    piece = data.draw(st.binary(max_size=20).filter(lambda piece: piece != leaf[start:end]))
    refuse(leaf[:start] + piece + leaf[end:])
