from __future__ import annotations

import zlib
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.paper_simulator.sheets import ED25519, PUBLIC, SIGNER, Sheet, sheet

from kofu.paper.dense.codes import image_code
from kofu.paper.dense.core import CORE_BYTES, claim, is_core, open_core
from kofu.paper.dense.errors import BackForged, BackLocked, BackMalformed, BackTooLarge
from kofu.paper.dense.front_image import compress, restore
from kofu.paper.dense.sealing import BackSigner, check_post_quantum, open_content, open_image, seal_back

SHEET = sheet(1)
LONG = bytes(range(256)) * 12


def test_a_core_says_what_was_signed() -> None:
    opened = open_core(SHEET.back.core, PUBLIC.ed25519)
    assert (opened.body, opened.key_id) == (SHEET.body, b"bk26")
    assert open_content(opened, SHEET.sheet_key) == SHEET.content


def test_the_core_fills_its_code_and_has_a_check_sum() -> None:
    assert len(SHEET.back.core) == CORE_BYTES
    assert is_core(SHEET.back.core)
    assert not is_core(SHEET.back.core[:-1] + b"\x00")


def with_sum(core: bytes) -> bytes:
    return core[:-4] + zlib.crc32(core[:-4]).to_bytes(4, "big")


@given(place=st.integers(0, 860), flip=st.integers(1, 255))
@settings(max_examples=300, deadline=None)
def test_no_changed_byte_is_accepted(place: int, flip: int) -> None:
    changed = bytearray(SHEET.back.core)
    changed[place] ^= flip
    with pytest.raises((BackForged, BackMalformed)):
        open_core(with_sum(bytes(changed)), PUBLIC.ed25519)


@given(st.binary(min_size=0, max_size=1400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_end_in_a_typed_refusal(data: bytes) -> None:
    for core in (data, (SHEET.back.core[:30] + data).ljust(CORE_BYTES, b"\x00")[:CORE_BYTES]):
        with pytest.raises((BackForged, BackMalformed)):
            open_core(core, PUBLIC.ed25519)


def test_another_key_does_not_fit() -> None:
    stranger = Ed25519PrivateKey.from_private_bytes(b"7" * 32).public_key().public_bytes_raw()
    with pytest.raises(BackForged):
        open_core(SHEET.back.core, stranger)


def test_only_key_id_and_number_are_told_before_the_signature() -> None:
    assert claim(SHEET.back.core).number == SHEET.body.number
    assert set(claim(SHEET.back.core).__slots__) == {"key_id", "number"}


def test_signed_nonsense_is_refused_as_malformed() -> None:
    signer = BackSigner(b"bk26", ED25519.sign)
    for body in (replace(SHEET.body, page=2), replace(SHEET.body, kind=9)):
        back = seal_back(body, b"", b"\x01", SHEET.sheet_key, b"n" * 12, signer)
        with pytest.raises(BackMalformed):
            open_core(back.core, PUBLIC.ed25519)


def test_the_image_layer_gives_front_and_second_signature() -> None:
    core = open_core(SHEET.back.core, PUBLIC.ed25519)
    opened = open_image(core, SHEET.back.image, SHEET.sheet_key)
    assert (restore(opened.front) == SHEET.front).all()
    assert opened.post_quantum_signature is not None
    assert PUBLIC.ml_dsa_44 is not None
    check_post_quantum(core, opened.post_quantum_signature, PUBLIC.ml_dsa_44)
    with pytest.raises(BackForged):
        check_post_quantum(core, bytes(2420), PUBLIC.ml_dsa_44)


def test_content_that_the_core_cannot_hold_moves_to_the_image_layer() -> None:
    long = sheet(2, content=LONG)
    core = open_core(long.back.core, PUBLIC.ed25519)
    assert open_content(core, long.sheet_key) is None
    assert open_image(core, long.back.image, long.sheet_key).content == LONG


def test_without_the_sheet_key_nothing_opens() -> None:
    core = open_core(SHEET.back.core, PUBLIC.ed25519)
    with pytest.raises(BackLocked):
        open_content(core, b"w" * 32)
    with pytest.raises(BackLocked):
        open_image(core, SHEET.back.image, b"w" * 32)


def test_the_image_of_another_sheet_does_not_open() -> None:
    core = open_core(SHEET.back.core, PUBLIC.ed25519)
    other = sheet(3)
    with pytest.raises(BackLocked):
        open_image(core, other.back.image, SHEET.sheet_key)
    with pytest.raises(BackLocked):
        open_image(core, SHEET.back.image[:-1] + b"\x00", SHEET.sheet_key)


def test_pages_of_one_set_have_different_keys_even_with_one_nonce() -> None:
    first, second = (
        seal_back(replace(SHEET.body, page=page, pages=2), b"same", b"same", SHEET.sheet_key, b"n" * 12, SIGNER)
        for page in (1, 2)
    )
    cores = [open_core(back.core, PUBLIC.ed25519) for back in (first, second)]
    assert cores[0].sealed_content != cores[1].sealed_content


def test_the_key_stands_nowhere_on_the_back() -> None:
    assert SHEET.sheet_key not in SHEET.back.core + SHEET.back.image


def rate_of(made: Sheet) -> int:
    code = image_code(made.back.code)
    assert code is not None
    return code.index


def test_a_fuller_page_takes_a_denser_code() -> None:
    assert rate_of(sheet(4, persons=1)) < rate_of(sheet(4, persons=5))


def test_what_fits_no_code_is_refused() -> None:
    with pytest.raises(BackTooLarge):
        seal_back(SHEET.body, b"", bytes(52_000), SHEET.sheet_key, b"n" * 12, SIGNER)
    with pytest.raises(BackTooLarge):
        seal_back(replace(SHEET.body, page=0), b"", b"x", SHEET.sheet_key, b"n" * 12, SIGNER)
    with pytest.raises(BackTooLarge):
        seal_back(SHEET.body, bytes(1 << 16), b"x", SHEET.sheet_key, b"n" * 12, SIGNER)


def test_the_front_comes_back_exactly() -> None:
    assert (restore(compress(SHEET.front)) == SHEET.front).all()


@pytest.mark.parametrize("data", [b"", b"\x02abc", b"\x01", b"\x01" + bytes(100), b"\x01\xff\xff\xff\xff"])
def test_what_is_no_front_is_refused(data: bytes) -> None:
    with pytest.raises(BackMalformed):
        restore(data)


def test_a_front_of_another_size_is_refused() -> None:
    whole = compress(SHEET.front)
    for data in (whole[:-40], compress(SHEET.front[:-1]), compress(SHEET.front.repeat(2, axis=0)), whole + b"more"):
        with pytest.raises(BackMalformed):
            restore(data)
