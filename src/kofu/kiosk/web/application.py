"""The kiosk's screen as a WSGI application: one page, one form, one stream of events."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from kofu.kiosk.web.host import Accepted, Host
from kofu.kiosk.web.pages import SCREENS, page
from kofu.kiosk.web.voice import spoken, wav

MOST_FORM_BYTES = 4096
MOST_FIELDS = 64
MOST_STREAMS = 12
"""Open event streams: a screen, a dock, and tabs somebody forgot"""
PING_SECONDS = 2.0
FOLLOW_SECONDS = 1.0
"""How long an answer to a form waits for the next screen, so that the page that follows is it"""
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
        "connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
    ),
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
}
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_LENGTH = re.compile(r"[0-9]{1,6}")


class BadForm(Exception):
    """A form too large, cut short, or no form."""


def read_form(request: HttpRequest) -> Mapping[str, list[str]]:
    """The fields of a form, bounded. Raises BadForm."""
    length = str(request.META.get("CONTENT_LENGTH", ""))
    if not _LENGTH.fullmatch(length) or int(length) > MOST_FORM_BYTES:
        raise BadForm
    if not request.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
        raise BadForm
    try:
        return parse_qs(request.read(int(length)).decode("ascii"), strict_parsing=True, max_num_fields=MOST_FIELDS)
    except (ValueError, OSError):
        raise BadForm from None


def comes_from_here(request: HttpRequest) -> bool:
    """Whether a browser sent this from a page of ours; another site's form or script is refused."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    return site in {None, "same-origin"} and origin in {None, f"http://{request.get_host()}"}


class Urls:
    """Paths, as Django wants them, without a global."""

    def __init__(self, patterns: Iterable[URLPattern]) -> None:
        self.urlpatterns = list(patterns)

    def handler400(self, request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG002  # Django's call
        """Not understood."""
        return plain("Bad request", 400)

    def handler403(self, request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG002  # Django's call
        """Not allowed."""
        return plain("Forbidden", 403)

    def handler404(self, request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG002  # Django's call
        """Nothing here: back to the screen."""
        return plain("Not found", 404)

    def handler500(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002  # as Django calls it
        """A fault; nothing of it is shown."""
        return plain("Fault", 500)


class PagesApplication(WSGIHandler):
    """A WSGI application over its own paths, on loopback names only."""

    def __init__(self, patterns: Iterable[URLPattern]) -> None:
        super().__init__()
        self._urls = Urls(patterns)

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Answer under this application's own paths."""
        if request.META.get("HTTP_HOST", "").rpartition(":")[0] not in {"127.0.0.1", "localhost"}:
            return with_headers(plain("Forbidden", 403))
        request.urlconf = self._urls  # type: ignore[assignment]  # Django takes any object with urlpatterns
        return with_headers(super().get_response(request))


def with_headers(response: HttpResponseBase) -> HttpResponseBase:
    """Kept by nobody, framed by nobody else, no script but ours."""
    for name, value in HEADERS.items():
        if name != "Cache-Control" or not getattr(response, "may_be_kept", False):
            response.headers[name] = value
    return response


def plain(text: str, status: int) -> HttpResponse:
    """A line of text."""
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def static_file(folder: Path, name: str) -> HttpResponse:
    """A file that ships with kofu: one name, no path."""
    file = folder / name
    if file.parent != folder or file.suffix not in TYPES or not file.is_file():
        return plain("Not found", 404)
    return HttpResponse(file.read_bytes(), content_type=TYPES[file.suffix])


@dataclass
class Streams:
    """Event streams, each of which holds a thread. The newest may always open; the oldest beyond the bound end.

    A page that went away is noticed at the next ping only, and a quick resident leaves many behind.
    """

    opened: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def follow(self, wait: Callable[[str, float], str]) -> HttpResponseBase:
        """A stream of tokens: the present one at once, then each new one. ``wait`` waits for another than given."""
        with self.lock:
            self.opened += 1
            serial = self.opened
        response = StreamingHttpResponse(self._events(wait, serial), content_type="text/event-stream")
        response.headers["X-Accel-Buffering"] = "no"
        return response

    def _events(self, wait: Callable[[str, float], str], serial: int) -> Iterator[bytes]:
        token = ""
        yield b"retry: 500\n\n"
        while serial > self.opened - MOST_STREAMS:
            latest = wait(token, PING_SECONDS)
            yield f"data: {latest}\n\n".encode() if latest != token else b": ping\n\n"
            token = latest


@dataclass
class ScreenPages:
    """The screen's three paths."""

    host: Host
    streams: Streams = field(default_factory=Streams)

    def patterns(self, prefix: str = "") -> list[URLPattern]:
        """Paths below a prefix."""
        return [
            path(prefix, self.screen),
            path(f"{prefix}events", self.events),
            path(f"{prefix}static/<str:name>", self.static),
            path(f"{prefix}voice/<str:token>", self.voice),
        ]

    def screen(self, request: HttpRequest) -> HttpResponseBase:
        """Show the present screen, or take what was pressed on it."""
        match request.method:
            case "GET":
                return HttpResponse(page(self.host.view, is_stale="stale" in request.GET))
            case "POST":
                return self._take(request)
            case _:
                return plain("Only GET and POST", 405)

    def _take(self, request: HttpRequest) -> HttpResponseBase:
        """Whatever came: the present screen follows, and a form that did not fit it changes nothing."""
        accepted = Accepted.NOT_OFFERED
        token = self.host.view.token
        if comes_from_here(request):
            try:
                accepted = self.host.hand_in(read_form(request))
            except BadForm:
                accepted = Accepted.NOT_OFFERED
        if accepted is Accepted.YES:
            self.host.wait_for_change(token, FOLLOW_SECONDS)
        target = request.path if accepted is Accepted.YES else f"{request.path}?stale"
        return HttpResponse(status=303, headers={"Location": target})

    def events(self, request: HttpRequest) -> HttpResponseBase:  # noqa: ARG002  # as Django calls it
        """Tokens of views; no personal data."""
        return self.streams.follow(lambda token, seconds: self.host.wait_for_change(token, seconds).token)

    def voice(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002  # as Django calls it
        """The present screen's prompt; nothing for one that has gone."""
        view = self.host.view
        text = spoken(view.screen, view.manner.language) if view.token == token else ""
        sound = wav(text, view.manner.language) if text else b""
        return HttpResponse(sound, content_type="audio/wav") if sound else plain("Not found", 404)

    def static(self, request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG002  # as Django calls it
        """Style and script."""
        return static_file(SCREENS / "static", name)
