"""What residents and staff read for each reason, from one catalogue a language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kofu.errors import KofuError
from kofu.rules.decision import Cause
from kofu.rules.reasons import Audience, Reason
from kofu.rules.values import Desk

LANGUAGES = ("ja", "en")
_DATA = Path(__file__).parent / "data" / "texts"
_ANY_DESK = {"ja": "市区町村の窓口", "en": "your municipality's desk"}


class UnknownLanguage(KofuError):
    """A language without a catalogue."""

    code = "RULES_UNKNOWN_LANGUAGE"
    summary = "there is no text catalogue for this language"


@cache
def catalogue(language: str) -> Mapping[str, Mapping[str, str]]:
    """The sentences of one language: reason code, then audience. Raises UnknownLanguage."""
    if language not in LANGUAGES:
        raise UnknownLanguage(language=language[:10])
    loaded: Mapping[str, Mapping[str, str]] = tomllib.loads((_DATA / f"{language}.toml").read_text(encoding="utf-8"))
    return loaded


def sentence(reason: Reason, language: str, audience: Audience = Audience.RESIDENT, desk: Desk | None = None) -> str:
    """The sentence for a reason, with the desk put in. Raises UnknownLanguage.

    For residents, reasons of protection read alike, so that a glance at the screen tells a bystander nothing.
    """
    text = catalogue(language)[reason.value][audience.value]
    return text.replace("{desk}", desk.named(language) if desk else _ANY_DESK[language])


def told(cause: Cause, language: str, audience: Audience = Audience.RESIDENT) -> str:
    """The sentence for one cause; residents read the neutral one for causes that are not theirs to know."""
    hidden = audience is Audience.RESIDENT and cause.audience is Audience.STAFF
    reason = Reason.ASK_AT_DESK if hidden else cause.reason
    return sentence(reason, language, audience, cause.desk)


def reason_table() -> list[tuple[str, str, str, str]]:
    """Rows for ``docs/failure-codes.md``: code, outcome, meaning, what the resident is told to do; in order."""
    return [
        (
            reason.value,
            reason.outcome.value,
            sentence(reason, "en", Audience.STAFF),
            sentence(reason, "en", Audience.RESIDENT),
        )
        for reason in Reason
    ]
