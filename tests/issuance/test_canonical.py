"""The canonical form: one value, one byte string."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kofu.issuance.canonical import LARGEST_INTEGER, Json, NotCanonical, decode, digest, encode

scalars = st.none() | st.booleans() | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | st.text()
keys = st.text(st.characters(max_codepoint=127))
values: st.SearchStrategy[Json] = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
)


@given(values)
def test_every_value_comes_back_from_its_canonical_bytes(value: Json) -> None:
    assert decode(encode(value)) == value


@given(st.binary(max_size=64))
def test_any_bytes_are_either_canonical_or_refused(data: bytes) -> None:
    with contextlib.suppress(NotCanonical):
        assert encode(decode(data)) == data


@pytest.mark.parametrize(
    "data", [b'{"b":1,"a":2}', b'{"a": 1}', b'{"a":1,"a":1}', b"1.0", b"NaN", b'"\\u0041"', b"[" * 5000, b"\xff", b""]
)
def test_other_spellings_of_a_value_are_refused(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        decode(data)


@pytest.mark.parametrize("value", [1.5, 2**53, {"名": 1}, {"a": b"bytes"}, "\ud800"])
def test_values_without_a_canonical_form_are_refused(value: Json) -> None:
    with pytest.raises(NotCanonical):
        encode(value)


def test_a_digest_tells_labels_and_divisions_apart() -> None:
    digests = {digest("a", b"bc"), digest("a", b"b", b"c"), digest("ab", b"c"), digest("a", b"bc", b"")}
    assert len(digests) == 4


def test_a_digest_is_what_sha256sum_says_of_the_documented_bytes() -> None:
    assert digest("kofu/test/v1", b"kofu").hex() == "a845ed04e8056c57f4a7e6945372507c7d18a265e36a2223c1f6ed888e680846"
