"""What holds for the form of every kind: fields have one place, glyphs are right, bytes are always the same."""

from __future__ import annotations

import unicodedata
from itertools import combinations

import pytest
from tests.certificates.rows import AKASHI, HOLDER_CARD, ISSUED_AT
from tests.paper.asked import NAMES, SHORT, binding_of, document, rows_and_wanted
from tests.paper.desk import SIGNER, front
from tests.paper.glyphs import embedded_outlines, expected_outline

from kofu.certificates.composing import compose
from kofu.certificates.wanted import Wanted
from kofu.paper.errors import UnknownField
from kofu.paper.expected import expected
from kofu.paper.layout import load
from kofu.paper.positions import GRIDS, IMPRINT, OUTSIDE, pages_of
from kofu.rules import Kind

FORMS = {
    Kind.RESIDENT_RECORD_ITEMS: "resident_record_items",
    Kind.SEAL: "seal",
    Kind.KOSEKI_FULL: "koseki_full",
    Kind.KOSEKI_INDIVIDUAL: "koseki_individual",
    Kind.KOSEKI_SUPPLEMENT: "koseki_supplement",
    Kind.TAXATION: "taxation",
    Kind.NON_TAXATION: "non_taxation",
    Kind.INCOME: "income",
    Kind.INCOME_TAX: "income_tax",
}


@pytest.mark.parametrize("kind", FORMS, ids=lambda kind: kind.code)
def test_design_and_reader_agree_on_every_field_though_they_were_written_apart(kind: Kind) -> None:
    design = load(FORMS[kind])
    for name, spot in design.fields.items():
        left, top, right, bottom = GRIDS[kind].cell(name)
        middle = spot.y + spot.height / 2
        assert left <= spot.x < spot.x + spot.width <= right + 0.01, name
        assert top < middle < bottom, name
    with pytest.raises(UnknownField):
        GRIDS[kind].cell("p1_hobby")


def test_every_kind_has_a_form_of_its_own() -> None:
    assert set(Kind) == FORMS.keys() | {Kind.RESIDENT_RECORD}
    assert len(set(FORMS.values())) == len(FORMS)
    for name in SHORT:
        rows, wanted = rows_and_wanted(name)
        assert compose(rows, wanted, AKASHI, ISSUED_AT).form == FORMS.get(wanted.kind, "resident_record")


@pytest.mark.parametrize("name", NAMES)
def test_no_two_fields_of_a_page_share_a_place(name: str) -> None:
    rows, wanted = rows_and_wanted(name)
    found = expected(rows, wanted, AKASHI, binding_of(rows, wanted))
    if wanted.kind is Kind.RESIDENT_RECORD:
        return
    for page in {page for page, _ in found}:
        fields = [field for number, field in found if number == page and field not in {OUTSIDE, IMPRINT}]
        cells = [(field, GRIDS[wanted.kind].cell(field)) for field in fields]
        for (one, (left, top, right, bottom)), (other, (x1, y1, x2, y2)) in combinations(cells, 2):
            apart = right <= x1 + 0.01 or x2 <= left + 0.01 or bottom <= y1 + 0.01 or y2 <= top + 0.01
            assert apart, (one, other)
    assert len(pages_of(wanted.kind, found)) == max(page for page, _ in found)


@pytest.mark.parametrize("name", NAMES)
def test_every_drawn_glyph_is_the_one_the_font_gives_for_its_text(name: str) -> None:
    embedded = embedded_outlines(document(name))
    for text, drawn_as in embedded:
        assert drawn_as == expected_outline(text), unicodedata.name(text[0])
    assert len(embedded) > 50


@pytest.mark.parametrize("name", NAMES)
def test_the_same_certificate_has_the_same_bytes(name: str) -> None:
    rows, wanted = rows_and_wanted(name)
    content, binding = compose(rows, wanted, AKASHI, ISSUED_AT), binding_of(rows, wanted)
    assert front().draw(content, binding, HOLDER_CARD, SIGNER).pdf == document(name)


def test_a_municipalitys_own_title_is_read_back_too() -> None:
    rows, wanted = rows_and_wanted("taxation")
    found = expected(rows, Wanted(wanted.kind, title="市・都民税課税証明書"), AKASHI, binding_of(rows, wanted))
    assert found[1, "title"] == "市・都民税課税証明書"
