"""One state directory for the whole run; a fresh kiosk for each test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.kiosk.browsing import CHROMIUM, Visitor, launch, visiting
from tests.kiosk.surroundings import make_bench

from kofu.assembly.state import open_state
from kofu.assembly.world import FONT_FOLDERS
from kofu.kiosk.dock.bench import Bench
from kofu.kiosk.dock.serve import running
from kofu.kiosk.web.patience import Patience
from kofu.paper.characters import find_font
from kofu.paper.errors import PaperError
from kofu.rules.book import RuleBook

VisitorMaker = Callable[..., Visitor]


@pytest.fixture(scope="session")
def state_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys, towns and cards, made once."""
    try:
        find_font(FONT_FOLDERS)
    except PaperError as error:
        pytest.skip(f"the certificate font is missing: {error.code}")
    folder = tmp_path_factory.mktemp("kiosk") / "state"
    open_state(folder, RuleBook.load(), os.urandom)
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not CHROMIUM.exists():
        pytest.skip("Debian's chromium is not installed")
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(state_folder: Path, browser: Browser) -> Iterator[VisitorMaker]:
    """Puts up a kiosk of its own and somebody before it; further visitors share the kiosk."""
    with ExitStack() as stack:
        benches: list[tuple[Bench, str]] = []

        def make(patience: Patience | None = None, seconds_per_copy: float = 0.0) -> Visitor:
            if not benches:
                bench = make_bench(state_folder, patience, seconds_per_copy)
                benches.append((bench, stack.enter_context(running(bench))))
            bench, address = benches[0]
            return stack.enter_context(visiting(browser, address, bench))

        yield make


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole sessions in Chromium take minutes: they run by ``make test-screens``."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
