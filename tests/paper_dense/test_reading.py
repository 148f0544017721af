from __future__ import annotations

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from tests.paper_simulator.capturing import PHOTO_8, Scan, photograph, scan
from tests.paper_simulator.damage import cut_away
from tests.paper_simulator.printing import Printer, print_page
from tests.paper_simulator.sheets import ED25519, PUBLIC, SIGNER, Sheet, keys, sheet

from kofu.paper.dense.drawing import draw_back
from kofu.paper.dense.format import encode_back
from kofu.paper.dense.front_image import compress
from kofu.paper.dense.geometry import PAGE_HEIGHT, PAGE_WIDTH
from kofu.paper.dense.reading import BackDoubt, BackFinding, BackVerdict, ContentState, read_back_page
from kofu.paper.dense.sealing import BackSigner, DenseBack, seal_back

SHEET = sheet(11, persons=3)


def shown(back: DenseBack) -> np.ndarray:
    """The page as a perfect scanner at 300 dpi sees it."""
    ink = np.unpackbits(np.frombuffer(draw_back(encode_back(back)), np.uint8)).reshape(PAGE_HEIGHT, PAGE_WIDTH)
    return np.asarray(cv2.resize((1 - ink) * 255, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)


@cache
def paper() -> np.ndarray:
    """The page as a printer of middle age prints it."""
    random = np.random.default_rng(5)
    return print_page(SHEET.bitmap, Printer(0.4, 0.03, 0.15, 0.88), random)


def read(picture: np.ndarray, made: Sheet = SHEET, key: bytes | None = None) -> BackFinding:
    return read_back_page(np.ascontiguousarray(picture), keys, key or made.sheet_key)


def is_restored(found: BackFinding, made: Sheet = SHEET) -> bool:
    same = found.front is not None and np.array_equal(found.front, made.front)
    return (
        found.verdict is BackVerdict.GENUINE
        and found.content_state is ContentState.RESTORED
        and (found.body, found.content, found.post_quantum_checked) == (made.body, made.content, True)
        and same
    )


@pytest.mark.parametrize("turns", range(4))
def test_a_page_reads_in_any_of_four_orientations(turns: int) -> None:
    assert is_restored(read(np.rot90(shown(SHEET.back), turns)))


def test_a_mirrored_page_is_named_as_such() -> None:
    found = read(shown(SHEET.back)[:, ::-1])
    assert (found.verdict, found.doubt, found.number) == (BackVerdict.UNREADABLE, BackDoubt.MIRRORED, None)


def test_a_scan_restores_the_front_exactly() -> None:
    assert is_restored(read(scan(paper(), Scan(200), np.random.default_rng(6))))


def test_a_black_and_white_scan_restores_the_front_exactly() -> None:
    assert is_restored(read(scan(paper(), Scan(300, one_bit=True), np.random.default_rng(7))))


def test_a_photograph_restores_the_front_exactly() -> None:
    assert is_restored(read(photograph(paper(), PHOTO_8, np.random.default_rng(8))))


@pytest.mark.parametrize("side", ["left", "top"])
def test_half_a_page_still_proves_its_number(side: str) -> None:
    found = read(scan(cut_away(paper(), side), Scan(200), np.random.default_rng(9)))
    assert (found.verdict, found.body) == (BackVerdict.GENUINE, SHEET.body)


def test_without_the_front_the_back_proves_number_and_kind_only() -> None:
    found = read_back_page(shown(SHEET.back), keys, None)
    assert (found.verdict, found.body) == (BackVerdict.GENUINE, SHEET.body)
    assert (found.content_state, found.front, found.content) == (ContentState.KEY_MISSING, None, None)


def test_the_key_of_another_sheet_opens_nothing() -> None:
    found = read(shown(SHEET.back), key=b"w" * 32)
    assert (found.verdict, found.content_state, found.front) == (BackVerdict.GENUINE, ContentState.KEY_WRONG, None)


def test_a_sheet_of_an_unknown_key_tells_its_number_and_nothing_else() -> None:
    found = read_back_page(shown(SHEET.back), lambda *_: None, SHEET.sheet_key)
    assert (found.verdict, found.doubt) == (BackVerdict.UNKNOWN_KEY, BackDoubt.KEY_NOT_TRUSTED)
    assert (found.number, found.body, found.front) == (SHEET.body.number, None, None)


def forged(signer: BackSigner) -> DenseBack:
    """Somebody else's words under our number."""
    return seal_back(SHEET.body, b"forged", compress(SHEET.front), SHEET.sheet_key, b"m" * 12, signer)


def test_a_sheet_signed_by_somebody_else_is_altered() -> None:
    stranger = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
    found = read(shown(forged(BackSigner(b"bk26", stranger.sign, SIGNER.sign_post_quantum))))
    assert (found.verdict, found.doubt) == (BackVerdict.ALTERED, BackDoubt.SIGNATURE_WRONG)
    assert (found.body, found.content, found.front) == (None, None, None)


def test_a_wrong_second_signature_is_altered() -> None:
    stranger = MLDSA44PrivateKey.from_seed_bytes(b"s" * 32)
    found = read(shown(forged(BackSigner(b"bk26", ED25519.sign, stranger.sign))))
    assert (found.verdict, found.content_state, found.front) == (BackVerdict.ALTERED, ContentState.ALTERED, None)


def test_the_image_layer_of_another_sheet_is_altered() -> None:
    other = sheet(12, persons=3)
    assert other.back.code == SHEET.back.code
    length = len(SHEET.back.image)
    swapped = replace(SHEET.back, image=other.back.image[:length].ljust(length, b"\x00"))
    found = read(shown(swapped))
    assert (found.verdict, found.content_state, found.front) == (BackVerdict.ALTERED, ContentState.ALTERED, None)


def test_two_genuine_halves_never_make_a_third_sheet() -> None:
    other = sheet(12, persons=3)
    picture = shown(SHEET.back)
    picture[1754:] = shown(other.back)[1754:]
    found = read(picture)
    assert found.body in (None, SHEET.body, other.body)
    assert not (found.front is not None and not np.array_equal(found.front, SHEET.front))


def test_content_too_long_for_the_core_comes_back_from_the_image_layer() -> None:
    long = sheet(13, persons=2, content=bytes(range(256)) * 12)
    assert is_restored(read(shown(long.back), long), long)


def test_nothing_is_told_about_pictures_of_something_else() -> None:
    random = np.random.default_rng(1)
    dotted = np.full((1400, 1000), 240, np.uint8)
    for x, y in random.integers(60, 940, (40, 2)):
        cv2.circle(dotted, (int(x), int(y)), 9, 20, -1)
    for picture in (
        np.full((3508, 2480), 255, np.uint8),
        np.zeros((1200, 900), np.uint8),
        random.integers(0, 256, (1400, 1000), dtype=np.uint8),
        dotted,
        np.zeros((100, 100), np.uint8),
        np.zeros((500, 500, 3), np.uint8),
    ):
        found = read(picture)
        assert (found.verdict, found.doubt) == (BackVerdict.UNREADABLE, BackDoubt.PAGE_NOT_FOUND)
        assert (found.number, found.body, found.front) == (None, None, None)


def test_quality_says_how_well_the_page_was_seen() -> None:
    quality = read(shown(SHEET.back)).quality
    assert quality.pixels_a_cell == pytest.approx(3.0, abs=0.01)
    assert quality.bits_a_cell > 0.99
    assert quality.locked_share > 0.95


def test_the_trusted_key_is_looked_up_by_municipality_key_id_and_number() -> None:
    asked: list[tuple[object, ...]] = []

    def lookup(*question: object) -> None:
        asked.append(question)

    read_back_page(shown(SHEET.back), lookup, None)
    assert asked == [(SHEET.body.number[:6], b"bk26", SHEET.body.number)]
    assert PUBLIC.ml_dsa_44 is not None
