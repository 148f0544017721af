from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from tests.certificates.rows import (
    AKASHI,
    FAMILY,
    FATHER,
    FOREIGNER,
    HOLDER_CARD,
    ISSUED_AT,
    IVS_PERSON,
    MOTHER,
    OTHER_CARD,
    snapshot,
)
from tests.paper.desk import SIGNER, binding_for, front
from tests.paper.glyphs import embedded_outlines, expected_outline

from kofu.certificates import Content
from kofu.certificates.resident_record import compose
from kofu.paper.binding import document_digest, holder_tag
from kofu.paper.errors import HolderNotReached, NumberMismatch, TextTooLong, UnknownField
from kofu.paper.front.drawing import Drawn
from kofu.registers.model import Name, PersonId, Resident
from kofu.rules import Option
from kofu.text import UndrawableCharacter

ROOT = Path(__file__).parents[2]


def content_of(*members: Resident) -> Content:
    return compose(snapshot(*members), "household", frozenset(Option), AKASHI, ISSUED_AT)


def drawn(content: Content, seed: str = "1") -> Drawn:
    return front().draw(content, binding_for(content, seed), HOLDER_CARD, SIGNER)


def named(written: str, reading: str | None = None) -> Resident:
    return replace(FATHER, name=Name(written, reading))


@pytest.mark.parametrize(("members", "pages"), [(1, 1), (4, 1), (5, 2), (9, 3)])
def test_every_sheet_is_one_page_of_a4(members: int, pages: int) -> None:
    people = [replace(FATHER, person=PersonId(str(i)), is_head=i == 0) for i in range(members)]
    document = drawn(content_of(*people))
    with pikepdf.open(io.BytesIO(document.pdf)) as pdf:
        sizes = [[round(float(edge), 1) for edge in page.mediabox] for page in pdf.pages]
    assert (document.pages, len(document.page_digests)) == (pages, pages)
    assert sizes == [[0.0, 0.0, 595.3, 841.9]] * pages


def test_the_same_inputs_give_the_same_bytes_in_every_thread() -> None:
    content = content_of(*FAMILY)
    with ThreadPoolExecutor(3) as pool:
        documents = list(pool.map(lambda _: drawn(content).pdf, range(6)))
    assert len(set(documents)) == 1


def test_the_same_inputs_give_the_same_bytes_in_a_new_process() -> None:
    here = hashlib.sha256(drawn(content_of(*FAMILY)).pdf).hexdigest()
    program = (
        "import hashlib; from tests.paper.test_front import *; "
        "print(hashlib.sha256(drawn(content_of(*FAMILY)).pdf).hexdigest())"
    )
    there = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert there.stdout.strip() == here


def test_another_binding_gives_other_bytes() -> None:
    content = content_of(FATHER)
    assert drawn(content, "1").pdf != drawn(content, "2").pdf


def test_pages_that_do_not_lead_to_the_holders_card_are_not_drawn() -> None:
    content = content_of(FATHER)
    with pytest.raises(HolderNotReached):
        front().draw(content, binding_for(content), OTHER_CARD, SIGNER)


def test_the_holder_tag_names_application_and_reached_card() -> None:
    content = content_of(FATHER)
    binding = binding_for(content)
    document = front().draw(content, binding, HOLDER_CARD, SIGNER)
    assert document.holder_tag == holder_tag(binding.application_digest, HOLDER_CARD)
    assert document.holder_tag != holder_tag(binding.application_digest, OTHER_CARD)
    assert document.document_digest == document_digest(binding.nonce, document.pdf)


def test_a_number_of_another_kind_day_or_city_is_refused() -> None:
    content = content_of(FATHER)
    other = binding_for(replace(content, issuer=replace(AKASHI, code="132276")))
    later = replace(binding_for(content), issued_at=ISSUED_AT.replace(day=9))
    for binding in (other, later):
        with pytest.raises(NumberMismatch):
            front().draw(content, binding, HOLDER_CARD, SIGNER)


@pytest.mark.parametrize("bad", ["葛󠄀城", "辻󠄀", "\x00", "😀", "\ue000", "山\u00a0田", "山\n田", "󠄂", "邉󠄏󠄏"])
def test_what_the_font_cannot_draw_is_refused_with_the_field_only(bad: str) -> None:
    with pytest.raises(UndrawableCharacter) as caught:
        drawn(content_of(named(bad)))
    assert caught.value.facts["field"] in {"head", "p1_name"}
    assert bad not in str(caught.value)


def test_letters_that_the_typesetter_gives_a_meaning_stay_letters() -> None:
    strange = "#pagebreak() *A* $x$ \\ _y_ `z` <a> @b"
    assert strange.replace(" ", "") in _text(drawn(content_of(named(strange))).pdf).replace(" ", "")


@pytest.mark.parametrize("length", [17, 24, 38])
def test_a_long_name_is_made_smaller_and_narrower_but_never_cut(length: int) -> None:
    name = "寿限無五劫" * 10
    assert name[:length] in _text(drawn(content_of(named(name[:length]))).pdf)


def test_a_name_that_fits_in_no_way_is_refused() -> None:
    with pytest.raises(TextTooLong) as caught:
        drawn(content_of(named("寿" * 60)))
    assert caught.value.facts == {"field": "p1_name"}


def test_a_field_the_form_does_not_have_is_refused() -> None:
    content = content_of(FATHER)
    with pytest.raises(UnknownField):
        drawn(replace(content, sheets=({**content.sheets[0], "hobby": "釣り"},)))


def test_every_drawn_glyph_is_the_one_the_font_gives_for_its_text() -> None:
    """Compares outlines, as text alone cannot tell a variant from the default glyph (platform.md §7.6)."""
    everybody = content_of(IVS_PERSON, replace(MOTHER, name=Name("渡邉󠄐　葛󠄂")), FOREIGNER)
    embedded = embedded_outlines(drawn(everybody).pdf)
    for text, drawn_as in embedded:
        assert drawn_as == expected_outline(text), unicodedata.name(text[0])
    assert expected_outline("邉󠄐") != expected_outline("邉")
    assert len(embedded) > 100
    assert {"邉󠄐", "邉󠄏", "葛󠄂", "辻󠄂", "𠮷"} <= {text for text, _ in embedded}


def _text(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()
