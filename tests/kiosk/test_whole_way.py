"""The canonical flow (facts group F) in a browser, in every language, with every screen looked at on the way."""

from __future__ import annotations

import pytest
from tests.kiosk.conftest import VisitorMaker
from tests.kiosk.looking import faults_of

from kofu.kiosk.locale import Language

WAY = [
    *("welcome", "services", "place-card", "whose-municipality", "pin", "take-card", "certificates", "persons"),
    *("some-persons", "options", "copies", "confirm", "pay", "take-items", "farewell"),
]


@pytest.mark.parametrize("language", list(Language), ids=lambda language: language.tag)
def test_a_resident_record_for_two_persons_from_the_first_touch_to_the_last(
    visit: VisitorMaker, language: Language
) -> None:
    visitor = visit()
    faults: list[str] = []
    met: list[str] = []

    def look(page: object, name: str) -> None:
        assert visitor.page.get_attribute("html", "lang") == language.tag
        met.append(name)
        faults.extend(f"{name}: {fault}" for fault in faults_of(visitor.page))

    if language is not Language.JA:
        visitor.speak(language.tag)
    visitor.on_screen = look
    visitor.begin("akashi/hanako")
    visitor.prove("akashi/hanako")
    visitor.on("certificates")
    visitor.pick("resident_record")
    visitor.on("persons")
    visitor.pick("some")
    visitor.on("some-persons")
    visitor.mark(0, 2)
    visitor.on("options")
    visitor.mark(1, 2)
    visitor.on("copies")
    visitor.pick("2")
    visitor.on("confirm")
    visitor.pick("confirm")
    visitor.on("pay")
    visitor.drop(500)
    visitor.on("take-items")
    visitor.take_all()
    visitor.on("farewell")
    visitor.pick("on")
    visitor.page.wait_for_selector('html[lang="ja"] body[data-screen="welcome"]')

    assert faults == []
    assert met == WAY
    account = visitor.bench.accounts[-1]
    assert (len(account.printed), account.fee, account.returned) == (2, 200, 0)
    assert visitor.bench.coins.tray == 0
