from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.certificates.rows import ISSUED_AT
from tests.paper.desk import SEAL_KEY, SEAL_PUBLIC, SIGNER

from kofu.certificates import Essential
from kofu.numbering import DocumentNumber
from kofu.paper.errors import SealForged, SealMalformed, SealTooLarge
from kofu.paper.seal import (
    ESSENTIALS_BYTES,
    MOST_BYTES,
    Seal,
    SealSigner,
    claim,
    decode,
    encode,
    page_digest,
    with_essentials,
)

NUMBER = DocumentNumber("2820310120260708198350756357380170588587")
SEAL = Seal(
    number=NUMBER,
    kind=1,
    page=1,
    pages=2,
    issued_at=ISSUED_AT.replace(microsecond=0),
    persons=5,
    sheet_key=bytes(range(32)),
    page_digest=bytes(range(32, 64)),
    essentials=((Essential.ADDRESS, "兵庫県明石市中崎一丁目５番１号"), (Essential.NAME, "辻󠄂　𠮷葛󠄂")),
)
PRINTED = encode(SEAL, SIGNER)


def test_a_seal_comes_back_as_it_was_written() -> None:
    assert decode(PRINTED, SEAL_PUBLIC) == SEAL


def test_the_layout_is_the_documented_one() -> None:
    assert PRINTED[:7] == b"KF\x01ak26"
    assert int.from_bytes(PRINTED[7:24], "big") == int(NUMBER)
    assert list(PRINTED[24:27]) == [1, 1, 2]
    assert int.from_bytes(PRINTED[27:32], "big") == 1783473150
    assert (PRINTED[32], PRINTED[33:65], PRINTED[65:97]) == (5, SEAL.sheet_key, SEAL.page_digest)
    assert (PRINTED[97], PRINTED[98]) == (0, len(PRINTED) - 99 - 64)
    assert (PRINTED[99], PRINTED[100]) == (1, len("兵庫県明石市中崎一丁目５番１号".encode()))


@given(st.integers(0, len(PRINTED) - 1), st.integers(1, 255))
def test_no_single_changed_byte_is_believed(place: int, difference: int) -> None:
    altered = bytearray(PRINTED)
    altered[place] ^= difference
    with pytest.raises((SealForged, SealMalformed)):
        decode(bytes(altered), SEAL_PUBLIC)


@given(st.binary(max_size=500))
def test_no_other_bytes_are_believed(junk: bytes) -> None:
    for data in (junk, b"KF\x01" + junk, PRINTED + junk[:1] if junk else PRINTED[:-1], PRINTED[: len(junk)]):
        if data != PRINTED:
            with pytest.raises((SealForged, SealMalformed)):
                decode(data, SEAL_PUBLIC)


def signed(body: bytes) -> bytes:
    return body + SEAL_KEY.sign(b"kofu/seal/v1\x00" + body)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (24, 2),
        (29, 0),
        (25, 0),
        (27, 255),
        (25, 3),
        (26, 0),
        (32, 0),
        (97, 2),
        (98, 0),
        (98, 240),
        (99, 99),
        (100, 255),
        (101, 0xFF),
    ],
)
def test_even_a_signed_seal_must_keep_its_bounds(place: int, value: int) -> None:
    body = bytearray(PRINTED[:-64])
    body[place] = value
    with pytest.raises(SealMalformed):
        decode(signed(bytes(body)), SEAL_PUBLIC)


def test_a_claim_tells_key_and_number_and_nothing_else() -> None:
    claimed = claim(PRINTED)
    assert (claimed.key_id, claimed.number) == (b"ak26", NUMBER)


def test_essential_fields_are_left_out_whole_when_there_is_no_room() -> None:
    many = tuple((Essential.NAME, "明石　花子") for _ in range(20))
    kept, complete = with_essentials(many)
    assert (len(kept), complete) == (14, False)
    assert kept == many[:14]
    assert with_essentials(many[:2]) == (many[:2], True)
    assert len(encode(replace(SEAL, essentials=kept, complete=False), SIGNER)) <= MOST_BYTES


@pytest.mark.parametrize(
    "seal",
    [
        replace(SEAL, pages=256),
        replace(SEAL, persons=0),
        replace(SEAL, sheet_key=b"short"),
        replace(SEAL, essentials=((Essential.NAME, "x" * (ESSENTIALS_BYTES - 1)),)),
    ],
)
def test_values_out_of_bounds_are_refused_when_writing(seal: Seal) -> None:
    with pytest.raises(SealTooLarge):
        encode(seal, SIGNER)


def test_a_key_id_has_four_bytes() -> None:
    with pytest.raises(SealTooLarge):
        encode(SEAL, SealSigner(b"akashi", SEAL_KEY.sign))


def test_the_page_digest_depends_on_key_form_fields_and_imprint() -> None:
    key, other = bytes(32), bytes([1]) * 32
    fields = {"a": "1", "b": "2"}
    digests = {
        page_digest(key, "plain", fields),
        page_digest(other, "plain", fields),
        page_digest(key, "seal", fields),
        page_digest(key, "plain", {"a": "2", "b": "1"}),
        page_digest(key, "plain", fields, b"imprint"),
    }
    assert len(digests) == 5
    assert page_digest(key, "plain", {"b": "2", "a": "1"}) == page_digest(key, "plain", fields)
