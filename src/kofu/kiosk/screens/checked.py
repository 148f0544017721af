"""Reading screens where several things may be marked."""

from __future__ import annotations

from kofu.kiosk.screens.screen import AnswerNotOffered, Form, PickedSome


def marked(form: Form, offered: tuple[str, ...], least: int) -> PickedSome:
    """What is marked, in the order offered. Raises AnswerNotOffered for others, doubles and too few."""
    values = form.get("mark", ())
    if len(set(values)) != len(values) or not set(values) <= set(offered) or len(values) < least:
        raise AnswerNotOffered
    return PickedSome(tuple(value for value in offered if value in values))
