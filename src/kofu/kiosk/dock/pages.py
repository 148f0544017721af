"""The dock's pages: the bench, what is done on it, and pictures of paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template import Context
from django.urls import URLPattern, path

from kofu.kiosk.dock.bench import Bench, TrayCard
from kofu.kiosk.dock.coins import PURSE
from kofu.kiosk.dock.printer import Trouble
from kofu.kiosk.web.application import BadForm, Streams, comes_from_here, plain, read_form, static_file
from kofu.kiosk.web.pages import engine
from kofu.money import Yen, total

HERE = Path(__file__).parent
HOURS = (-3, -1, 1, 3)
_JOB = re.compile(r"[0-9a-f-]{1,80}(receipt)?")


@dataclass
class DockPages:
    """The dock's paths."""

    bench: Bench
    streams: Streams = field(default_factory=Streams)

    def patterns(self, prefix: str) -> list[URLPattern]:
        """Paths below a prefix."""
        return [
            path(prefix, self.dock),
            path(f"{prefix}bench", self.part),
            path(f"{prefix}act", self.act),
            path(f"{prefix}events", self.events),
            path(f"{prefix}paper/<str:job>/<int:page>.png", self.picture),
            path(f"{prefix}static/<str:name>", self.static),
        ]

    def dock(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002  # as Django calls it
        """The whole page."""
        return self._rendered("dock.html")

    def part(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002  # as Django calls it
        """The bench alone, for renewal in place."""
        return self._rendered("bench.html")

    def events(self, request: HttpRequest) -> HttpResponseBase:  # noqa: ARG002  # as Django calls it
        """Versions of the bench."""
        return self.streams.follow(self.bench.wait_for_change)

    def picture(self, request: HttpRequest, job: str, page: int) -> HttpResponse:  # noqa: ARG002  # as Django calls it
        """A page of paper that came out."""
        paper = self.bench.printer.paper(job) if _JOB.fullmatch(job) else None
        if paper is None or page >= len(paper.pages):
            return plain("Not found", 404)
        return HttpResponse(paper.pages[page], content_type="image/png")

    def static(self, request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG002  # as Django calls it
        """Style and script."""
        return static_file(HERE / "static", name)

    def act(self, request: HttpRequest) -> HttpResponse:
        """Something done on the bench."""
        if request.method != "POST" or not comes_from_here(request):
            return plain("Only forms of this page", 405)
        try:
            form = read_form(request)
        except BadForm:
            return plain("Not understood", 400)
        deed, value = form.get("do", [""])[0], form.get("value", [""])[0]
        deeds = self._deeds()
        if deed not in deeds or not deeds[deed](value):
            return plain("Not understood", 400)
        return HttpResponse(status=303, headers={"Location": "."})

    def _deeds(self) -> Mapping[str, Callable[[str], bool]]:
        return {
            "lay": self._lay,
            "take-card": self._take_card,
            "drop": self._drop,
            "take-money": lambda _: _done(self.bench.coins.take),
            "take-paper": lambda _: _done(lambda: self.bench.printer.take(receipts=False)),
            "take-receipt": lambda _: _done(lambda: self.bench.printer.take(receipts=True)),
            "trouble": self._trouble,
            "network": self._network,
            "power": lambda value: _done(self.bench.plug_in if value == "on" else self.bench.pull_plug),
            "staff": lambda value: _done(lambda: self.bench.decide(came_out=value == "came-out")),
            "clock": self._clock,
        }

    def _lay(self, value: str) -> bool:
        known = value in {card.name for card in self.bench.surroundings.cards}
        if known:
            self.bench.reader.lay(value)
        return known

    def _take_card(self, value: str) -> bool:
        self.bench.reader.take(value)
        return True

    def _drop(self, value: str) -> bool:
        known = value in {str(piece) for piece in PURSE}
        if known:
            self.bench.coins.drop(Yen(int(value)))
        return known

    def _trouble(self, value: str) -> bool:
        known = value in {trouble.value for trouble in Trouble}
        if known:
            self.bench.printer.set_trouble(Trouble(value))
        return known

    def _network(self, value: str) -> bool:
        self.bench.line.is_cut = value == "cut"
        self.bench.tell()
        return value in {"cut", "joined"}

    def _clock(self, value: str) -> bool:
        known = value in {str(hours) for hours in HOURS}
        if known:
            self.bench.surroundings.clock.shift += timedelta(hours=int(value))
            self.bench.tell()
        return known

    def _rendered(self, template: str) -> HttpResponse:
        context = Context(self._context())
        return HttpResponse(engine(HERE / "templates").get_template(template).render(context))

    def _context(self) -> dict[str, object]:
        bench = self.bench
        cards = {card.name: card for card in bench.surroundings.cards}
        return {
            "version": bench.version,
            "lying": [cards[name] for name in bench.reader.lying if name in cards],
            "places": _by_place(bench.surroundings.cards, bench.reader.lying),
            "purse": PURSE,
            "slot_open": bench.coins.amount is not None,
            "escrow": total(bench.coins.counted.escrow),
            "money": bench.coins.tray,
            "sheets": [paper for paper in bench.printer.tray if not paper.is_receipt],
            "receipts": [paper for paper in bench.printer.tray if paper.is_receipt],
            "in_hand": list(reversed(bench.printer.in_hand)),
            "is_printing": bench.printer.is_printing,
            "trouble": bench.printer.trouble.value,
            "line_cut": bench.line.is_cut,
            "has_power": bench.host.has_power,
            "alarm": bench.host.view.alarm,
            "staff": (bench.staff_waits or "")[-6:],
            "now": bench.surroundings.clock.now(),
            "hours": [(hours, f"{hours:+d} h") for hours in HOURS],
        }


def _done(action: Callable[[], object]) -> bool:
    action()
    return True


def _by_place(cards: Sequence[TrayCard], lying: Sequence[str]) -> list[tuple[str, list[TrayCard]]]:
    places: dict[str, list[TrayCard]] = {}
    for card in cards:
        if card.name not in lying:
            places.setdefault(card.place, []).append(card)
    return list(places.items())
