from __future__ import annotations

import io
from itertools import product

import numpy as np
import pikepdf
import pytest
from tests.paper_dense.test_drawing import blank_pages
from tests.paper_simulator.background import COPIERS, PRINTERS, WHITES, copied, printed
from tests.paper_simulator.copying import Copier, Mode, copy
from tests.paper_simulator.printing import Printer, print_page

from kofu.paper.background.dots import LATTICE, dots, page_raster, tile
from kofu.paper.background.latent import agreement, mark, revealed
from kofu.paper.background.masks import cherry, word_evidence
from kofu.paper.background.page import put_under
from kofu.paper.dense.geometry import PAGE_HEIGHT, PAGE_WIDTH


@pytest.mark.parametrize("printer", PRINTERS, ids=lambda printer: f"gain {printer.gain:+.2f}")
def test_the_word_is_as_light_as_its_ground_on_the_original(printer: Printer) -> None:
    assert abs(printed(printer).difference()) <= 0.6


def test_the_word_stands_out_on_copies_in_text_mode() -> None:
    originals = [printed(printer) for printer in PRINTERS]
    for dpi, mode in COPIERS[:2]:
        seen = [copied(each, dpi, mode, white).difference() for each, white in product(originals, WHITES)]
        assert mode is Mode.TEXT
        assert np.mean(seen) >= 4.0
        assert min(seen) > 0.5, "the lightest prints show it least; the report has the table"


def test_word_and_ground_have_the_same_number_of_dots_but_for_the_trim() -> None:
    ground, word = (dots(np.full((56, 56), inside)).mean() for inside in (False, True))
    assert ground == 36 / LATTICE**2
    assert 0.92 < word / ground < 0.95


def test_the_tile_repeats_without_a_seam() -> None:
    twice = np.vstack([tile(), tile()])[: tile().shape[0] + 28]
    below = twice[tile().shape[0] :]
    assert (below == tile()[:28]).all()
    assert tile().shape[1] % 8 == 0


def test_boxes_stay_white() -> None:
    page = np.unpackbits(np.frombuffer(page_raster([(100, 200, 700, 900)]), np.uint8)).reshape(PAGE_HEIGHT, PAGE_WIDTH)
    assert not page[200:900, 100:700].any()
    assert page[:, :100].any()


def test_a_front_keeps_its_own_content_over_the_background() -> None:
    front = blank_pages(2)
    with pikepdf.open(io.BytesIO(put_under(front, [(0, 0, 80, 80)]))) as pdf:
        images = {page.obj.Resources.XObject.KofuBackground.objgen for page in pdf.pages}
        drawn = [b"/KofuBackground Do" in page.obj.Contents[0].read_bytes() for page in pdf.pages]
    assert (len(images), drawn) == (1, [True, True])
    assert put_under(front, [(0, 0, 80, 80)]) == put_under(front, [(0, 0, 80, 80)])


def seen(ink: np.ndarray, gain: float = 0.03) -> np.ndarray:
    return print_page(np.pad(ink, 60), Printer(0.4, gain, 0.16, 0.87), np.random.default_rng(1))


@pytest.mark.parametrize("gain", [-0.08, 0.03, 0.18])
def test_the_latent_word_is_revealed_by_its_phase(gain: float) -> None:
    assert agreement(seen(mark(), gain)[60:-60, 60:-60]) > 0.95


def test_the_latent_word_survives_a_copy_so_it_proves_no_original() -> None:
    page = copy(seen(mark()), Copier(400, Mode.TEXT, 0.8, 0.04), np.random.default_rng(2))
    assert agreement(page[60:-60, 60:-60]) > 0.95


def test_a_screen_without_the_word_reveals_none() -> None:
    y, x = np.mgrid[0:420, 0:420]
    plain = ((x + y) / np.sqrt(2) / 8 % 1 < 0.4).astype(np.uint8)
    assert agreement(seen(plain)[60:-60, 60:-60]) < 0.9
    assert (revealed(seen(plain)[60:-60, 60:-60]) > 0).mean() > 0.99


def test_the_latent_word_is_hidden_in_the_tone() -> None:
    """Inside the blossom, word and surroundings have the same coverage; the word stays within the blossom's square."""
    inside = cherry()
    word, rest = mark()[inside & word_evidence()].mean(), mark()[inside & ~word_evidence()].mean()
    assert abs(word - rest) < 0.02
