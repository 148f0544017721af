"""Prompts: every screen that speaks has kana, and the sound is a sound."""

from __future__ import annotations

import pytest
from tests.kiosk.examples import EXAMPLES

from kofu.kiosk.locale import Language
from kofu.kiosk.screens.table import all_screens
from kofu.kiosk.web.voice import KANA, can_speak, spoken, wav


def test_every_prompt_has_kana_and_no_kana_is_left_over() -> None:
    assert {screen.voice for screen in all_screens()} - {""} == set(KANA)


def test_prompts_are_kana_alone_since_the_program_spells_kanji_out() -> None:
    assert all("ぁ" <= letter <= "ん" or letter in "ー、。" for text in KANA.values() for letter in text)


@pytest.mark.parametrize("language", list(Language), ids=lambda language: language.tag)
def test_a_prompt_is_a_sound(language: Language) -> None:
    if not can_speak():
        pytest.skip("espeak-ng is not installed")
    text = spoken(EXAMPLES["pin"], language)
    assert wav(text, language).startswith(b"RIFF")
    assert len(wav(text, language)) > 20_000


def test_names_are_never_spoken() -> None:
    for screen in EXAMPLES.values():
        for language in Language:
            assert "明石" not in spoken(screen, language)
