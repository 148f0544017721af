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
from tests.certificates.registers import everything, long_history, many_incomes
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


def _drawn_for(wanted: Wanted, rows: Snapshot | None = None) -> Content:
    return compose(rows or everything(), wanted, AKASHI, ISSUED_AT)


PAGES: dict[str, Callable[[], Content]] = {
    "one": lambda: _records(FATHER),
    "least": lambda: _records(FATHER, options=frozenset()),
    "family": lambda: _records(*FAMILY),
    "foreign": lambda: _records(FOREIGNER),
    "variants": lambda: _records(IVS_PERSON),
    "items_least": lambda: _drawn_for(Wanted(Kind.RESIDENT_RECORD_ITEMS)),
    "items_most": lambda: _drawn_for(Wanted(Kind.RESIDENT_RECORD_ITEMS, options=frozenset(Option))),
    "items_foreign": lambda: _drawn_for(Wanted(Kind.RESIDENT_RECORD_ITEMS), snapshot(FOREIGNER)),
    "seal": lambda: _drawn_for(Wanted(Kind.SEAL)),
    "koseki_full": lambda: _drawn_for(Wanted(Kind.KOSEKI_FULL), long_history()),
    "koseki_individual": lambda: _drawn_for(Wanted(Kind.KOSEKI_INDIVIDUAL, ["mother"])),
    "supplement": lambda: _drawn_for(Wanted(Kind.KOSEKI_SUPPLEMENT)),
    "supplement_honseki": lambda: _drawn_for(
        Wanted(Kind.KOSEKI_SUPPLEMENT, options=frozenset({Option.HONSEKI})), long_history()
    ),
    "taxation": lambda: _drawn_for(Wanted(Kind.TAXATION, title="市・県民税課税証明書")),
    "non_taxation": lambda: _drawn_for(Wanted(Kind.NON_TAXATION, fiscal_year=2025)),
    "income": lambda: _drawn_for(Wanted(Kind.INCOME)),
    "income_tax": lambda: _drawn_for(Wanted(Kind.INCOME_TAX)),
    "income_tax_more": lambda: _drawn_for(Wanted(Kind.INCOME_TAX), many_incomes()),
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
