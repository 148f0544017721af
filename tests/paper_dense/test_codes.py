from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest

from kofu.paper.dense.codes import Code, check, codes, core_code, image_code, smallest_fitting
from kofu.paper.dense.errors import BackTooLarge, TablesBroken
from kofu.paper.dense.ldpc import Decoder, encode
from kofu.paper.dense.make_tables import CORE, IMAGE, make


def heard(code: Code, word: np.ndarray, deviation: float, seed: int = 1) -> np.ndarray:
    """32 × log-likelihood ratios of a word after Gaussian noise."""
    noise = np.random.default_rng(seed).normal(0, deviation, word.size)
    ratios = 2 * (1 - 2.0 * word + noise) / deviation**2
    return np.clip(np.round(32 * ratios), -2000, 2000).astype(np.int16)


def test_the_committed_tables_are_what_the_maker_makes() -> None:
    committed = json.loads((files("kofu.paper.dense") / "tables.json").read_text(encoding="utf-8"))
    inputs, rows, size, _, _, degrees = IMAGE[1]
    assert committed[2]["entries"] == make(inputs, rows, size, degrees, 3)
    inputs, rows, size, _, _, degrees = CORE
    assert committed[0]["entries"] == make(inputs, rows, size, degrees, 1)


def test_the_allowed_codes_hold_more_and_protect_less_one_after_the_other() -> None:
    assert [code.capacity_bytes for code in codes()] == [1344, 17971, 23955, 28755, 35943, 43132, 47925, 53915]


@pytest.mark.parametrize("index", range(8))
def test_every_encoded_word_satisfies_every_row(index: int) -> None:
    code = codes()[index]
    message = np.random.default_rng(index).bytes(code.capacity_bytes)
    word = encode(code, message).reshape(code.columns, code.size, code.blocks)
    for row in range(code.rows):
        total = np.zeros((code.size, code.blocks), np.uint8)
        for column, shift in code.row(row):
            total ^= np.roll(word[column], -shift, axis=0)
        assert not total.any()


@pytest.mark.parametrize(("index", "deviation"), [(0, 1.15), (2, 1.1), (4, 0.85), (7, 0.6)])
def test_words_come_back_through_noise(index: int, deviation: float) -> None:
    code = codes()[index]
    message = np.random.default_rng(index).bytes(code.capacity_bytes)
    word = encode(code, message)
    decoded = Decoder(code).decode(heard(code, word, deviation), 60)
    assert decoded.settled
    assert decoded.message == message
    assert (decoded.word == word).all()


def test_noise_alone_is_never_a_word() -> None:
    code = core_code()
    soft = np.random.default_rng(4).integers(-200, 200, code.channel_bits).astype(np.int16)
    assert not Decoder(code).decode(soft, 10).settled


def test_a_decoder_can_be_used_again() -> None:
    code = core_code()
    decoder = Decoder(code)
    for seed in (1, 2):
        message = np.random.default_rng(seed).bytes(code.capacity_bytes)
        assert decoder.decode(heard(code, encode(code, message), 0.8), 60).message == message


def test_the_most_robust_code_that_fits_is_taken() -> None:
    assert [smallest_fitting(length).index for length in (1, 17_971, 17_972, 53_915)] == [1, 1, 2, 7]
    with pytest.raises(BackTooLarge):
        smallest_fitting(53_916)


@pytest.mark.parametrize("index", [-1, 0, 8, 255])
def test_a_back_cannot_name_another_code(index: int) -> None:
    assert image_code(index) is None


def broken(code: Code, row: int, place: int, entry: tuple[int, int]) -> Code:
    entries = [list(each) for each in code.entries]
    entries[row][place] = entry
    return replace(code, entries=tuple(tuple(each) for each in entries))


def test_a_shift_out_of_range_is_noticed() -> None:
    column, _ = core_code().entries[5][0]
    with pytest.raises(TablesBroken):
        check(broken(core_code(), 5, 0, (column, 512)))


def test_a_missing_row_is_noticed() -> None:
    with pytest.raises(TablesBroken):
        check(replace(core_code(), entries=core_code().entries[1:]))


def test_a_cycle_of_four_is_noticed() -> None:
    code = core_code()
    upper, lower = next(
        (a, b)
        for a in range(42)
        for b in range(a + 1, 42)
        if len(dict(code.entries[a]).keys() & dict(code.entries[b])) == 1
    )
    shared = next(iter(dict(code.entries[upper]).keys() & dict(code.entries[lower])))
    new = next(column for column, _ in code.entries[upper] if column != shared)
    place = next(i for i, (column, _) in enumerate(code.entries[lower]) if column not in {shared, new})
    distance = dict(code.entries[upper])[shared] - dict(code.entries[lower])[shared]
    shift = (dict(code.entries[upper])[new] - distance) % code.size
    with pytest.raises(TablesBroken) as caught:
        check(broken(code, lower, place, (new, shift)))
    assert caught.value.facts["rule"] in {"girth", "degrees"}
