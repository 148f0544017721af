from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
from functools import cache
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image
from tests.paper_simulator.sheets import sheet

from kofu.paper.background.page import back_margins, put_under
from kofu.paper.dense.drawing import append_backs, draw_back
from kofu.paper.dense.geometry import CELL, INK, LEFT, PAGE_HEIGHT, PAGE_WIDTH, TOP, Cells, disc_centres, plan
from kofu.paper.errors import PageCountMismatch

SHEET = sheet(1)


@cache
def cells() -> Cells:
    return SHEET.cells


def pixels(raster: bytes) -> np.ndarray:
    return np.unpackbits(np.frombuffer(raster, np.uint8)).reshape(PAGE_HEIGHT, PAGE_WIDTH)


def blank_pages(count: int) -> bytes:
    target = io.BytesIO()
    pdf = pikepdf.new()
    for _ in range(count):
        pdf.add_blank_page(page_size=(595.276, 841.89))
    pdf.save(target, deterministic_id=True)
    return target.getvalue()


def test_each_cell_is_an_ink_square_on_whole_pixels() -> None:
    page = pixels(draw_back(cells()))
    for row, column in ((0, 40), (37, 0), (979, 700), (500, 743)):
        top, left = TOP + row * CELL, LEFT + column * CELL
        square = page[top : top + CELL, left : left + CELL]
        expected = np.zeros((CELL, CELL), np.uint8)
        expected[:INK, :INK] = cells()[row, column]
        assert (square == expected).all()


def test_the_whole_page_is_cells_and_twelve_discs() -> None:
    page = pixels(draw_back(cells()))
    expected = np.zeros_like(page)
    field = np.kron(cells(), np.pad(np.ones((INK, INK), np.uint8), (0, CELL - INK)))
    expected[TOP : TOP + field.shape[0], LEFT : LEFT + field.shape[1]] = field
    rows, columns = np.mgrid[0:192, 0:192] + 0.5
    for x, y in disc_centres().reshape(-1, 2) * CELL + (LEFT, TOP):
        disc = (rows - 96) ** 2 + (columns - 96) ** 2 <= 53**2
        expected[int(y) - 96 : int(y) + 96, int(x) - 96 : int(x) + 96] |= disc
    assert (page == expected).all()


def test_blank_squares_hold_no_cell() -> None:
    assert not cells()[plan().blank].any()


def test_equal_backs_give_equal_files() -> None:
    files = {hashlib.sha256(append_backs(blank_pages(1), [draw_back(SHEET.cells)])).digest() for _ in range(2)}
    assert len(files) == 1


def test_fronts_and_backs_take_turns() -> None:
    rasters = [draw_back(cells()), draw_back(1 - cells())]
    with pikepdf.open(io.BytesIO(append_backs(blank_pages(2), rasters))) as pdf:
        kinds = ["/XObject" in page.obj.get("/Resources", {}) for page in pdf.pages]
        images = [bytes(pdf.pages[place].obj.Resources.XObject.I.read_bytes()) for place in (1, 3)]
    assert kinds == [False, True, False, True]
    assert images == rasters


def test_every_page_needs_its_back() -> None:
    with pytest.raises(PageCountMismatch):
        append_backs(blank_pages(2), [draw_back(cells())])
    with pytest.raises(PageCountMismatch):
        append_backs(b"no pdf", [])
    with pytest.raises(PageCountMismatch):
        put_under(b"no pdf", ())


def test_a_back_with_margins_and_a_front_with_background_stay_small() -> None:
    back = append_backs(put_under(blank_pages(1), ()), [draw_back(cells(), back_margins())])
    assert len(back) < 420_000, "a front from the typesetter adds 75 kB; the bar for a sheet is 500 kB"


def test_the_margins_leave_the_field_alone() -> None:
    with_margins, without = pixels(draw_back(cells(), back_margins())), pixels(draw_back(cells()))
    field = np.s_[TOP : TOP + 980 * CELL, LEFT : LEFT + 744 * CELL]
    assert (with_margins[field] == without[field]).all()
    assert with_margins[:TOP].any()
    assert not without[:TOP].any()


def drawn_by(tool: str, pdf: Path, page: int, folder: Path) -> np.ndarray:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed on this machine")
    target = folder / f"{tool}{page}.{'pbm' if tool == 'gs' else 'pgm'}"
    if tool == "gs":
        command = ["gs", "-q", "-dSAFER", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pbmraw", "-r600"]
        command += [f"-dFirstPage={page}", f"-dLastPage={page}", f"-sOutputFile={target}", str(pdf)]
    else:
        command = ["pdftoppm", "-r", "600", "-gray", "-f", str(page), "-l", str(page), "-singlefile"]
        command += [str(pdf), str(target.with_suffix(""))]
    subprocess.run(command, check=True, capture_output=True)
    return np.asarray(Image.open(target).convert("L")) < 128


@pytest.mark.parametrize("tool", ["gs", "pdftoppm"])
def test_rasterisers_print_exactly_the_pixels_we_drew(tool: str, tmp_path: Path) -> None:
    raster = draw_back(cells(), back_margins())
    pdf = tmp_path / "sheet.pdf"
    pdf.write_bytes(append_backs(put_under(blank_pages(1), ()), [raster]))
    shown = drawn_by(tool, pdf, 2, tmp_path)[:PAGE_HEIGHT, :PAGE_WIDTH]
    assert int((shown != pixels(raster)).sum()) == 0
    front = drawn_by(tool, pdf, 1, tmp_path)[:PAGE_HEIGHT, :PAGE_WIDTH]
    assert 0.17 < front.mean() < 0.19
