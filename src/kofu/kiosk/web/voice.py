"""Spoken prompts, made by espeak-ng when they are first wanted (facts F-21; platform reference §5.3).

Nothing personal is spoken: headings of screens, and for Japanese, which the program reads from kana alone, the table
below. A machine in a shop plays recorded prompts; they take the place of ``Speaker``.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from functools import lru_cache

from kofu.kiosk.locale import Language, Texts
from kofu.kiosk.screens.screen import Screen

PROGRAM = "espeak-ng"
MOST_SECONDS = 5
WORDS_PER_MINUTE = 140
VOICES: Mapping[Language, str] = {
    Language.JA: "ja",
    Language.EN: "en",
    Language.ZH: "cmn",
    Language.KO: "ko",
    Language.PT: "pt-br",
    Language.VI: "vi",
}
KANA: Mapping[str, str] = {
    "welcome": "ごきぼうの、さーびすを、えらんで、ください。",
    "place-card": "まいなんばーかーどを、おいて、ください。",
    "municipality": "どの、しくちょうそんの、しょうめいしょが、ひつようですか。",
    "pin": "あんしょうばんごう、よんけたを、にゅうりょくして、ください。",
    "take-card": "かーどを、おとりください。",
    "certificate": "しょうめいしょを、えらんで、ください。",
    "confirm": "このないようで、よろしいですか。",
    "pay": "おかねを、いれて、ください。",
    "printing": "いんさつして、います。きかいのまえを、はなれないで、ください。",
    "take-items": "しょうめいしょ、りょうしゅうしょ、おつりを、おとりください。",
    "refusal": "この、しょうめいしょは、いま、はっこう、できません。",
    "failure": "てつづきを、かんりょう、できません、でした。",
    "call-staff": "てんいんに、おしらせください。",
    "farewell": "ごりよう、ありがとう、ございました。",
}
"""By the prompt's name, as screens give it"""


def spoken(screen: Screen, language: Language) -> str:
    """What is said when a screen appears; empty for screens without a prompt."""
    if not screen.voice:
        return ""
    return KANA[screen.voice] if language is Language.JA else str(screen.content(Texts(language))["heading"])


def can_speak() -> bool:
    """Whether the program is there; without it no voice is offered."""
    return shutil.which(PROGRAM) is not None


@lru_cache(maxsize=128)
def wav(text: str, language: Language) -> bytes:
    """A sentence as sound; empty when the program fails, which leaves a silent screen and no fault."""
    command = [PROGRAM, "-v", VOICES[language], "-s", str(WORDS_PER_MINUTE), "--stdin", "--stdout"]
    try:
        done = subprocess.run(  # noqa: S603  # a fixed program; the text goes to its input
            command, input=text.encode(), capture_output=True, check=True, timeout=MOST_SECONDS
        )
    except (OSError, subprocess.SubprocessError):
        return b""
    return done.stdout
