"""Drawn pages against pictures a person has looked at (tests/paper/pages/*.png, 60 dpi grey).

A difference leaves the new picture and a picture of the difference in ``out/paper-differences/``. After looking at
them, ``python -m tests.paper.test_pictures_kept`` writes the kept ones anew.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops
from tests.certificates.registers import everything
from tests.certificates.rows import AKASHI, FAMILY, FATHER, FOREIGNER, HOLDER_CARD, ISSUED_AT, IVS_PERSON, snapshot
from tests.paper.desk import SIGNER, binding_for, front

from kofu.certificates import Content
from kofu.certificates.composing import compose
from kofu.certificates.wanted import Wanted
from kofu.paper.preview import pages_as_png
from kofu.registers.model import Resident, Snapshot
from kofu.rules import Kind, Option

KEPT = Path(__file__).parent / "pages"
DIFFERENCES = Path(__file__).parents[2] / "out" / "paper-differences"
DPI = 60
TELLING = 24
"""Grey levels of 255 that count as a difference; the kept pictures are rounded to 16 levels"""


def _records(*members: Resident, options: frozenset[Option] = frozenset(Option)) -> Content:
    return compose(snapshot(*members), Wanted(Kind.RESIDENT_RECORD, options=options), AKASHI, ISSUED_AT)


def _listed(kind: Kind, rows: Snapshot | None = None) -> Content:
    return compose(rows or everything(), Wanted(kind), AKASHI, ISSUED_AT)


PAGES: dict[str, Callable[[], Content]] = {
    "one": lambda: _records(FATHER),
    "least": lambda: _records(FATHER, options=frozenset()),
    "family": lambda: _records(*FAMILY),
    "foreign": lambda: _records(FOREIGNER),
    "variants": lambda: _records(IVS_PERSON),
    "items": lambda: _listed(Kind.RESIDENT_RECORD_ITEMS),
    "seal": lambda: _listed(Kind.SEAL),
    "koseki": lambda: _listed(Kind.KOSEKI_FULL),
    "supplement": lambda: _listed(Kind.KOSEKI_SUPPLEMENT),
    "income_tax": lambda: _listed(Kind.INCOME_TAX),
}


def _pictures(name: str) -> dict[str, Image.Image]:
    content = PAGES[name]()
    pdf = front().draw(content, binding_for(content), HOLDER_CARD, SIGNER).pdf
    return {f"{name}_{i}": Image.open(io.BytesIO(png)) for i, png in enumerate(pages_as_png(pdf, DPI), start=1)}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_looks_as_it_did_when_somebody_looked(name: str) -> None:
    for page, drawn in _pictures(name).items():
        kept = Image.open(KEPT / f"{page}.png").convert("L")
        assert drawn.size == kept.size
        difference = ImageChops.difference(drawn.convert("L"), kept)
        if np.asarray(difference).max() > TELLING:
            DIFFERENCES.mkdir(parents=True, exist_ok=True)
            drawn.save(DIFFERENCES / f"{page}_drawn.png")
            difference.point(lambda value: 255 if value > TELLING else 0).save(DIFFERENCES / f"{page}_difference.png")
            pytest.fail(f"{page} looks different; see {DIFFERENCES.relative_to(DIFFERENCES.parents[1])}")


def test_a_page_without_office_seal_would_look_different() -> None:
    page = _pictures("one")["one_1"].convert("L")
    without = page.copy()
    without.paste(255, (270, 600, 340, 665))
    assert np.asarray(ImageChops.difference(page, without)).max() > TELLING


def _coarse(grey: int) -> int:
    return round(grey / 17) * 17


def _keep() -> None:
    KEPT.mkdir(exist_ok=True)
    for name in PAGES:
        for page, image in _pictures(name).items():
            image.convert("L").point(_coarse).save(KEPT / f"{page}.png", optimize=True)


if __name__ == "__main__":
    _keep()
