from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.paper.desk import font_path

from kofu.paper.characters import FontCharacters, find_font
from kofu.paper.errors import FontUnusable, TextTooLong, UnknownField
from kofu.paper.fitting import fit
from kofu.paper.layout import Spot, load
from kofu.text import UndrawableCharacter

SPOT = Spot(x=0, y=0, width=42.333, height=5, size=12, side="left")
"""Ten characters at 12 points"""


@pytest.fixture(scope="module")
def font() -> FontCharacters:
    return FontCharacters.load(font_path())


def test_the_font_is_the_one_measured(font: FontCharacters) -> None:
    assert font.sequences == 11_474


def test_sequences_come_from_the_font_and_not_from_hope(font: FontCharacters) -> None:
    assert font.glyph("葛󠄂", "f") != font.glyph("葛", "f")
    for missing in ("葛󠄀", "辻󠄀", "A󠄀"):
        with pytest.raises(UndrawableCharacter):
            font.glyph(missing, "f")


def test_the_default_sequence_has_the_glyph_of_its_base(font: FontCharacters) -> None:
    assert font.glyph("邉󠄏", "f") == font.glyph("邉", "f")


def test_a_missing_or_wrong_font_is_told(tmp_path: Path) -> None:
    with pytest.raises(FontUnusable):
        find_font([tmp_path, tmp_path / "nowhere"])
    wrong = tmp_path / "ipamjm.ttf"
    wrong.write_bytes(b"not a font")
    with pytest.raises(FontUnusable):
        FontCharacters.load(find_font([tmp_path]))


@pytest.mark.parametrize(
    ("length", "size", "percent"),
    [(9, 12, 100), (12, 10.0, 100), (14, 8.57, 100), (15, 8.4, 95), (20, 8.4, 71), (23, 8.4, 62)],
)
def test_a_text_becomes_smaller_and_then_narrower(font: FontCharacters, length: int, size: float, percent: int) -> None:
    fitted = fit("寿" * length, SPOT, font, "name")
    assert fitted.size == pytest.approx(size, abs=0.011)
    assert fitted.percent == pytest.approx(percent, abs=1)


def test_a_text_that_does_not_fit_at_all_is_refused(font: FontCharacters) -> None:
    with pytest.raises(TextTooLong) as caught:
        fit("寿" * 24, SPOT, font, "name")
    assert caught.value.facts == {"field": "name"}


@settings(deadline=None)
@given(st.text("寿A1（）、。", min_size=1, max_size=60))
def test_what_is_fitted_is_never_wider_than_its_field(text: str) -> None:
    font = _font()
    try:
        fitted = fit(text, SPOT, font, "name")
    except TextTooLong:
        return
    width = font.width_em(text, "name") * fitted.size * 25.4 / 72 * fitted.percent / 100
    assert width <= SPOT.width
    assert fitted.text == text
    assert fitted.size >= SPOT.size * 0.7 - 0.005
    assert fitted.percent >= 60


@cache
def _font() -> FontCharacters:
    return FontCharacters.load(font_path())


def test_a_form_without_design_is_refused() -> None:
    with pytest.raises(UnknownField):
        load("hunting_licence")
