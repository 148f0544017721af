"""Driving the kiosk in Debian's Chromium (platform reference §5.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright

from kofu.kiosk.dock.bench import Bench
from kofu.money import Yen

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)
WINDOW = {"width": 1280, "height": 1024}
LONGEST_MILLISECONDS = 20_000


def launch(playwright: Playwright) -> Browser:
    """Debian's Chromium; no browser is downloaded."""
    return playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))


@dataclass
class Visitor:
    """Somebody at the screen, with hands for the devices."""

    page: Page
    bench: Bench
    on_screen: Callable[[Page, str], None] = lambda _page, _name: None
    """Called on every screen met"""
    complaints: list[str] = field(default_factory=list)

    def on(self, name: str) -> None:
        """Wait for a screen."""
        self.page.wait_for_selector(f'body[data-screen="{name}"]:not(.busy)', timeout=LONGEST_MILLISECONDS)
        self.on_screen(self.page, name)

    def pick(self, value: str) -> None:
        """Press one of the screen's choices."""
        self.page.click(f':is(main, footer) button[value="{value}"]')

    def press(self, action: str) -> None:
        """Press back, cancel or more-time."""
        self.page.click(f'footer button[value="{action}"]')

    def speak(self, tag: str) -> None:
        """Choose a language on the first screen."""
        self.page.click(f'main button[value="{tag}"]')
        self.page.wait_for_selector(f'html[lang="{tag}"]', timeout=LONGEST_MILLISECONDS)

    def begin(self, card: str, municipality: str = "own") -> None:
        """From the first screen to the PIN."""
        self.on("welcome")
        self.pick("services")
        self.on("services")
        self.pick("certificates")
        self.on("place-card")
        self.bench.reader.lay(card)
        self.on("whose-municipality")
        self.pick(municipality)

    def enter(self, digits: str) -> None:
        """Type the PIN on the pad."""
        for digit in digits:
            self.page.click(f'[data-digit="{digit}"]')
        self.page.click(".pad .primary")

    def prove(self, card: str, pin: str = "1234") -> None:
        """PIN, and the card back."""
        self.on("pin")
        self.enter(pin)
        self.on("take-card")
        self.bench.reader.take(card)

    def mark(self, *places: int) -> None:
        """Mark some and go on."""
        for place in places:
            self.page.click(f"label >> nth={place}")
        self.page.click("footer .primary")

    def drop(self, *pieces: int) -> None:
        """Drop coins and notes."""
        for piece in pieces:
            self.bench.coins.drop(Yen(piece))

    def take_all(self) -> None:
        """Take sheets, receipt and change."""
        self.bench.printer.take(receipts=False)
        self.bench.printer.take(receipts=True)
        self.bench.coins.take()


@contextmanager
def visiting(browser: Browser, address: str, bench: Bench) -> Iterator[Visitor]:
    """A fresh window at the kiosk. Complaints of the browser's console are errors."""
    context = browser.new_context(viewport=WINDOW, reduced_motion="reduce")  # type: ignore[arg-type]  # a plain dict
    page = context.new_page()
    visitor = Visitor(page, bench)
    page.on("console", lambda told: visitor.complaints.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    try:
        page.goto(f"{address}kiosk/", wait_until="load")
        yield visitor
    finally:
        context.close()
    assert visitor.complaints == []
