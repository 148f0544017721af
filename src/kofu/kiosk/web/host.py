"""Where session and browser meet: one screen at a time, one answer to each.

The session's thread shows screens and waits; the web server's threads hand in forms. Each showing has a token of its
own: a form that carries another one (double tap, second tab, stale page, forgery) changes nothing.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum

from kofu.kiosk.locale import Language
from kofu.kiosk.screens.screen import Answer, AnswerNotOffered, Form, Happened, Screen, TimedOut, one

POLL_SECONDS = 0.2
"""How often devices that report nothing by themselves are looked at"""


class PowerLost(BaseException):
    """The plug was pulled: nothing after this point was done. Not an Exception, so that nobody handles it."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the resident wants to be spoken to; forgotten after each session."""

    language: Language = Language.JA
    has_large_type: bool = False
    has_high_contrast: bool = False
    has_voice: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """One showing of a screen."""

    token: str
    screen: Screen
    manner: Manner
    ends: float | None = None
    """When it times out, in seconds of the monotonic clock"""
    seconds: float | None = None
    is_answerable: bool = False
    alarm: bool = False
    is_dark: bool = False
    """Without power nothing is shown"""


class Accepted(Enum):
    """What became of a form."""

    YES = "yes"
    STALE = "stale"
    NOT_OFFERED = "not_offered"


@dataclass
class Host:
    """The one screen of a kiosk."""

    view: View
    changed: threading.Condition = field(default_factory=threading.Condition)
    _answer: Answer | None = None
    _has_power: bool = True
    _outages: int = 0
    _outages_noticed: int = 0
    _nudges: int = 0

    # For the session's thread

    def show(self, screen: Screen, alarm: bool = False) -> None:
        """Show a screen that nothing can be pressed on. Raises PowerLost."""
        with self.changed:
            self._need_power()
            self._put(View(_token(), screen, self.view.manner, alarm=alarm))

    def ask(
        self, screen: Screen, seconds: float | None, until: Callable[[], bool] | None = None, alarm: bool = False
    ) -> Answer:
        """Show a screen and wait for its answer, for a device (``until``), or for the time to run out.

        Raises PowerLost.
        """
        with self.changed:
            self._need_power()
            ends = None if seconds is None else time.monotonic() + seconds
            token = _token()
            self._answer = None
            self._put(View(token, screen, self.view.manner, ends, seconds, is_answerable=True, alarm=alarm))
            return self._wait(until)

    def _wait(self, until: Callable[[], bool] | None) -> Answer:
        while True:
            self._need_power()
            if self._answer is not None:
                answer, self._answer = self._answer, None
                self._close()
                return answer
            if until is not None and until():
                self._close()
                return Happened()
            left = None if self.view.ends is None else self.view.ends - time.monotonic()
            if left is not None and left <= 0:
                self._close()
                return TimedOut()
            self.changed.wait(min(POLL_SECONDS if until else 3600.0, 3600.0 if left is None else left))

    def _close(self) -> None:
        self.view = replace(self.view, is_answerable=False)

    def forget(self) -> None:
        """The next resident begins in Japanese, at ordinary size."""
        with self.changed:
            self.view = replace(self.view, manner=Manner())

    def _put(self, view: View) -> None:
        self.view = view
        self.changed.notify_all()

    def _need_power(self) -> None:
        """A cut kills what ran before it, even one too short to be seen while it lasts."""
        if not self._has_power or self._outages != self._outages_noticed:
            raise PowerLost

    def need_power(self) -> None:
        """For devices at work in the session's thread. Raises PowerLost."""
        with self.changed:
            self._need_power()

    def begin_anew(self) -> None:
        """Power is back, and what ran before is gone."""
        with self.changed:
            self._outages_noticed = self._outages

    # For devices and the web server's threads

    def nudge(self) -> None:
        """A device has something to tell: whoever waits looks again."""
        with self.changed:
            self._nudges += 1
            self.changed.notify_all()

    def set_power(self, has_power: bool) -> None:
        """Pull the plug or put it back."""
        with self.changed:
            self._has_power = has_power
            if not has_power:
                self._outages += 1
                self._answer = None
                self.view = View(_token(), self.view.screen, Manner(), is_dark=True)
            self.changed.notify_all()

    @property
    def has_power(self) -> bool:
        """Whether the machine is on."""
        return self._has_power

    def hand_in(self, form: Form) -> Accepted:
        """A form from the browser: an answer, or a wish about language, size or time."""
        with self.changed:
            if form.get("view") != [self.view.token] and form.get("view") != (self.view.token,):
                return Accepted.STALE
            try:
                return self._take(form)
            except AnswerNotOffered:
                return Accepted.NOT_OFFERED

    def _take(self, form: Form) -> Accepted:
        action = one(form, "action")
        if action == "manner":
            self._put(replace(self.view, token=_token(), manner=_manner(self.view.manner, form)))
            return Accepted.YES
        if not self.view.is_answerable or self._answer is not None:
            return Accepted.STALE
        if action == "more-time" and self.view.seconds is not None:
            self._put(replace(self.view, token=_token(), ends=time.monotonic() + self.view.seconds))
            return Accepted.YES
        self._answer = self.view.screen.read(form)
        self.changed.notify_all()
        return Accepted.YES

    def wait_for_change(self, token: str, seconds: float) -> View:
        """The present view, as soon as it is another than ``token``, or when the seconds are over."""
        with self.changed:
            self.changed.wait_for(lambda: self.view.token != token, seconds)
            return self.view


def _token() -> str:
    return secrets.token_urlsafe(12)


def _manner(manner: Manner, form: Form) -> Manner:
    """The manner with one wish put in. Raises AnswerNotOffered."""
    wish = one(form, "value")
    for language in Language:
        if wish == language.tag:
            return replace(manner, language=language)
    match wish:
        case "large":
            return replace(manner, has_large_type=not manner.has_large_type)
        case "contrast":
            return replace(manner, has_high_contrast=not manner.has_high_contrast)
        case "voice":
            return replace(manner, has_voice=not manner.has_voice)
    raise AnswerNotOffered


def first_view(screen: Screen) -> View:
    """What a host begins with."""
    return View(_token(), screen, Manner())
