from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kofu.paper.dense import noise
from kofu.paper.dense.geometry import HEIGHT, WIDTH, disc_centres, plan


def test_the_numbers_are_those_of_splitmix64() -> None:
    published = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F, 0xF88BB8A8724C81EC]
    assert noise.words(0, 4).tolist() == published


def test_bits_come_most_significant_first() -> None:
    assert "".join(map(str, noise.bits(0, 16))) == f"{0xE220:016b}"


def test_an_order_holds_every_number_once() -> None:
    assert sorted(noise.order(9, 1000).tolist()) == list(range(1000))


def test_an_order_is_the_numbers_sorted_by_their_outputs() -> None:
    outputs = list(splitmix64(9, 200))
    assert noise.order(9, 200).tolist() == sorted(range(200), key=lambda number: (outputs[number], number))


def splitmix64(seed: int, count: int) -> Iterator[int]:
    """Written again from its published definition, one number after the other."""
    state = seed
    for _ in range(count):
        state = (state + 0x9E3779B97F4A7C15) % 2**64
        z = state
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ z >> 27) * 0x94D049BB133111EB % 2**64
        yield z ^ z >> 31


def test_every_cell_is_blank_or_pilot_or_data() -> None:
    fixed = plan()
    counts = (int(fixed.blank.sum()), int(fixed.pilot.sum()), len(fixed.data))
    assert counts == (12_288, 44_802, 672_030)
    assert sum(counts) == WIDTH * HEIGHT
    covered = np.zeros(WIDTH * HEIGHT, int)
    covered[fixed.data] += 1
    covered += (fixed.blank | fixed.pilot).reshape(-1)
    assert (covered == 1).all()


def test_every_block_outside_the_clear_squares_has_one_pilot() -> None:
    blocks = plan().pilot.reshape(HEIGHT // 4, 4, WIDTH // 4, 4).sum(axis=(1, 3))
    blank = plan().blank.reshape(HEIGHT // 4, 4, WIDTH // 4, 4).all(axis=(1, 3))
    assert (blocks == ~blank).all()


def test_the_page_looks_alike_in_both_turns_so_that_only_pilots_tell_them_apart() -> None:
    turned = np.array([WIDTH, HEIGHT]) - disc_centres()[::-1, ::-1]
    assert (turned == disc_centres()).all()
