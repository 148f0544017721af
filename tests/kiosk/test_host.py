"""One screen at a time, one answer to each: stale, doubled and forged forms change nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import get_args

import pytest

from kofu.issuance.kiosk import vocabulary
from kofu.kiosk.locale import Language
from kofu.kiosk.screens.pin import Pin
from kofu.kiosk.screens.screen import Answer, Happened, Picked, Screen, TimedOut
from kofu.kiosk.screens.services import Services
from kofu.kiosk.screens.table import SCREENS, all_screens
from kofu.kiosk.screens.take_card import TakeCard
from kofu.kiosk.screens.welcome import Welcome
from kofu.kiosk.web.host import Accepted, Host, PowerLost, first_view


def host() -> Host:
    return Host(first_view(Welcome()))


class Asking:
    """A session's thread that asks one screen."""

    def __init__(self, screen: Screen, seconds: float | None = 60, until: Callable[[], bool] | None = None) -> None:
        self.host = host()
        self.answers: list[Answer | str] = []
        before = self.host.view.token
        self.thread = threading.Thread(target=self._ask, args=(screen, seconds, until))
        self.thread.start()
        self.view = self.host.wait_for_change(before, 10)

    def _ask(self, screen: Screen, seconds: float | None, until: Callable[[], bool] | None) -> None:
        try:
            self.answers.append(self.host.ask(screen, seconds, until))
        except PowerLost:
            self.answers.append("dark")

    def done(self) -> list[Answer | str]:
        self.thread.join(10)
        assert not self.thread.is_alive()
        return self.answers


def test_an_answer_reaches_whoever_asked() -> None:
    asking = Asking(Services())
    form = {"view": [asking.view.token], "action": ["pick"], "value": ["certificates"]}
    assert asking.host.hand_in(form) is Accepted.YES
    assert asking.done() == [Picked("certificates")]


def test_a_double_tap_is_answered_once() -> None:
    asking = Asking(Services())
    form = {"view": [asking.view.token], "action": ["pick"], "value": ["certificates"]}
    taps = [asking.host.hand_in(form) for _ in range(3)]
    assert taps == [Accepted.YES, Accepted.STALE, Accepted.STALE]
    assert asking.done() == [Picked("certificates")]


def test_a_form_of_an_earlier_screen_is_stale() -> None:
    asking = Asking(Services())
    assert asking.host.hand_in({"view": ["earlier"], "action": ["back"]}) is Accepted.STALE
    asking.host.set_power(False)
    assert asking.done() == ["dark"]


@pytest.mark.parametrize("digits", ["123", "12345", "12a4", "１２３４", "", "123\n"])
def test_what_is_not_four_digits_never_becomes_an_entry(digits: str) -> None:
    asking = Asking(Pin(3))
    form = {"view": [asking.view.token], "action": ["pin"], "pin": [digits]}
    assert asking.host.hand_in(form) is Accepted.NOT_OFFERED
    asking.host.set_power(False)
    assert asking.done() == ["dark"]


def test_time_runs_out() -> None:
    assert Asking(Services(), seconds=0.05).done() == [TimedOut()]


def test_more_time_gives_a_new_deadline() -> None:
    asking = Asking(Services(), seconds=30)
    first = asking.host.view.ends or 0
    assert asking.host.hand_in({"view": [asking.view.token], "action": ["more-time"]}) is Accepted.YES
    assert (asking.host.view.ends or 0) > first
    asking.host.set_power(False)
    assert asking.done() == ["dark"]


def test_a_device_answers_too() -> None:
    gone = threading.Event()
    asking = Asking(TakeCard(), seconds=None, until=gone.is_set)
    gone.set()
    asking.host.nudge()
    assert asking.done() == [Happened()]


def test_language_and_size_change_the_view_and_not_the_question() -> None:
    asking = Asking(Services())
    for wish in ("vi", "large", "contrast"):
        form = {"view": [asking.host.view.token], "action": ["manner"], "value": [wish]}
        assert asking.host.hand_in(form) is Accepted.YES
    manner = asking.host.view.manner
    assert (manner.language, manner.has_large_type, manner.has_high_contrast) == (Language.VI, True, True)
    assert asking.answers == []
    assert asking.host.hand_in({"view": [asking.host.view.token], "action": ["back"]}) is Accepted.YES
    asking.done()
    asking.host.forget()
    assert asking.host.view.manner.language is Language.JA


def test_an_unknown_manner_is_not_offered() -> None:
    asking = Asking(Services())
    form = {"view": [asking.view.token], "action": ["manner"], "value": ["tlh"]}
    assert asking.host.hand_in(form) is Accepted.NOT_OFFERED
    asking.host.set_power(False)
    asking.done()


def test_the_map_from_state_to_screen_is_total_and_has_every_screen() -> None:
    assert set(SCREENS) == set(get_args(vocabulary.KioskState))
    assert all(SCREENS.values())
    assert {each.name() for each in all_screens()} == {each.name() for each in Screen.__subclasses__()}
