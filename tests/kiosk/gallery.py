"""Examples of screens served one at a time, as a kiosk would show them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page
from tests.kiosk.browsing import WINDOW
from tests.kiosk.examples import EXAMPLES

from kofu import settings
from kofu.kiosk.screens.screen import Screen
from kofu.kiosk.screens.welcome import Welcome
from kofu.kiosk.web.application import PagesApplication, ScreenPages
from kofu.kiosk.web.host import Host, Manner, View, first_view
from kofu.kiosk.web.server import ScreenServer


@dataclass
class Gallery:
    """A window on one example after another."""

    host: Host
    page: Page
    address: str
    complaints: list[str]
    shown: int = 0

    def show(self, name: str, manner: Manner) -> Page:
        """Show an example; the page is there when this returns."""
        self.shown += 1
        self.host.view = self._view(EXAMPLES[name], manner, f"example-{self.shown}")
        self.page.goto(self.address, wait_until="load")
        return self.page

    def _view(self, screen: Screen, manner: Manner, token: str) -> View:
        return View(token, screen, manner, ends=time.monotonic() + 89.5, seconds=90, is_answerable=True)


@contextmanager
def gallery(browser: Browser) -> Iterator[Gallery]:
    """A server and a window."""
    settings.begin("demo")
    host = Host(first_view(Welcome()))
    with ScreenServer(PagesApplication(ScreenPages(host).patterns())) as server:
        context = browser.new_context(viewport=WINDOW, reduced_motion="reduce")  # type: ignore[arg-type]  # a plain dict
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield Gallery(host, page, server.address, complaints)
        context.close()
