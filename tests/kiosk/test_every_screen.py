"""Every screen in every language: nothing overflows, nothing is small, nothing stray; WCAG rules in three manners."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from tests.kiosk.examples import EXAMPLES
from tests.kiosk.gallery import gallery
from tests.kiosk.looking import faults_of, measured

from kofu.kiosk.locale import Language
from kofu.kiosk.screens.table import all_screens
from kofu.kiosk.web.host import Manner

LANGUAGES = list(Language)


def test_every_screen_has_an_example() -> None:
    assert {type(screen) for screen in EXAMPLES.values()} == set(all_screens())


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.tag)
def test_texts_fit_in_plain_and_large_type(browser: Browser, language: Language) -> None:
    with gallery(browser) as shown:
        faults = [
            f"{'large' if is_large else 'plain'} {name}: {fault}"
            for name in EXAMPLES
            for is_large in (False, True)
            for fault in measured(shown.show(name, Manner(language, is_large)), may_scroll=is_large)
        ]
        assert faults == []
        assert shown.complaints == []


def test_wcag_rules_hold_in_plain_large_and_high_contrast(browser: Browser) -> None:
    manners = (Manner(), Manner(has_large_type=True), Manner(has_high_contrast=True))
    with gallery(browser) as shown:
        faults = []
        for place, name in enumerate(EXAMPLES):
            manner = manners[place % 3]
            page = shown.show(name, Manner(LANGUAGES[place % 6], manner.has_large_type, manner.has_high_contrast))
            faults += [f"{name}: {fault}" for fault in faults_of(page, may_scroll=manner.has_large_type)]
        assert faults == []
