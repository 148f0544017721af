"""A view as a page: the screen's content in its template, with the frame that all screens share."""

from __future__ import annotations

import math
import time
from functools import cache
from pathlib import Path

from django.template import Context, Engine

from kofu.kiosk.locale import Language, Texts
from kofu.kiosk.screens.screen import Stage
from kofu.kiosk.web.host import View
from kofu.kiosk.web.voice import can_speak

SCREENS = Path(__file__).parent.parent / "screens"
DARK = """<!doctype html>
<html lang="ja" class="dark"><head><meta charset="utf-8"><title>-</title><link rel="icon" href="static/icon.svg">
<link rel="stylesheet" href="static/kiosk.css"><script src="static/kiosk.js" defer></script></head>
<body data-view="{view}" data-screen="dark"></body></html>
"""
STALE = "That was no longer on the screen. Please go on here."


@cache
def engine(folder: Path) -> Engine:
    """Django's template engine over one folder. An unknown name is written out, where tests see it."""
    return Engine(dirs=[str(folder)], autoescape=True, string_if_invalid="")


def page(view: View, is_stale: bool) -> str:
    """The whole page of a view."""
    if view.is_dark:
        return DARK.format(view=view.token)
    texts, screen = Texts(view.manner.language), view.screen
    context = {
        "c": screen.content(texts),
        "view": view.token,
        "name": screen.name(),
        "language": view.manner.language,
        "languages": list(Language),
        "manner": view.manner,
        "stages": _stages(texts, screen.stage),
        "has_back": screen.has_back,
        "has_cancel": screen.has_cancel,
        "seconds": _seconds_left(view),
        "alarm": view.alarm,
        "stale": is_stale,
        "sound": f"voice/{view.token}" if view.manner.has_voice and screen.voice and can_speak() else "",
        "can_speak": can_speak(),
        "l": _labels(texts),
    }
    return engine(SCREENS / "templates").get_template(screen.template).render(Context(context))


def _seconds_left(view: View) -> int | None:
    """What the countdown shows; screens that wait for a device alone have none."""
    if view.ends is None or not (view.screen.has_cancel or view.screen.has_back):
        return None
    return max(0, math.ceil(view.ends - time.monotonic()))


def _stages(texts: Texts, now: Stage) -> list[dict[str, object]]:
    names = {
        Stage.CARD: texts.say("Card"),
        Stage.PIN: texts.say("PIN"),
        Stage.CHOOSE: texts.say("Choose"),
        Stage.PAY: texts.say("Pay"),
        Stage.TAKE: texts.say("Take"),
    }
    return [
        {"name": name, "is_now": stage is now, "state": "now" if stage is now else "done" if stage < now else "later"}
        for stage, name in names.items()
    ]


def _labels(texts: Texts) -> dict[str, str]:
    return {
        "stages": texts.say("Steps"),
        "language": texts.say("Language"),
        "large": texts.say("Large type"),
        "contrast": texts.say("High contrast"),
        "voice": texts.say("Voice"),
        "back": texts.say("Back"),
        "cancel": texts.say("Stop"),
        "more_time": texts.say("More time"),
        "seconds": texts.say("seconds left"),
        "stale": texts.say(STALE),
    }
