"""Kiosk and dock as one application and one running server."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.http import HttpRequest, HttpResponse
from django.urls import path

from kofu.kiosk.dock.bench import Bench
from kofu.kiosk.dock.pages import DockPages
from kofu.kiosk.web.application import PagesApplication, ScreenPages
from kofu.kiosk.web.server import ScreenServer


def application(bench: Bench) -> PagesApplication:
    """``/kiosk/`` and ``/dock/`` over one bench. Django's settings must have begun."""
    start = path("", _to_the_dock)
    return PagesApplication([start, *ScreenPages(bench.host).patterns("kiosk/"), *DockPages(bench).patterns("dock/")])


def _to_the_dock(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # as Django calls it
    return HttpResponse(status=303, headers={"Location": "dock/"})


@contextmanager
def running(bench: Bench, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve a bench; gives the address."""
    bench.start()
    try:
        with ScreenServer(application(bench), host, port) as server:
            yield server.address
    finally:
        bench.stop()


def serve_bench(bench: Bench, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM, then stop cleanly. For a process's main thread."""
    stopped = threading.Event()
    before = {name: signal.signal(name, lambda *_: stopped.set()) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        with running(bench, host, port) as address:
            ready(address)
            stopped.wait()
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
