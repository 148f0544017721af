"""The kiosk's words in six languages. The catalogues beside this file (``ja.po`` …) are the only source.

They are plain gettext files, edited with any gettext tool, and made into gettext's own form in memory when first
asked for: nothing is compiled at build time and no binary stands in the repository. Message ids are the English texts.
Reasons of refusals have the context ``reason`` and the reason's code; Japanese and English ones stand with the rules.
"""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

from kofu.errors import KofuError
from kofu.kiosk.locale.catalogue import compiled, read_catalogue
from kofu.rules import Reason
from kofu.rules.texts import LANGUAGES as RULES_LANGUAGES
from kofu.rules.texts import catalogue as rules_catalogue

FOLDER = Path(__file__).parent


class Language(Enum):
    """A language of the screen: its BCP 47 tag, and its name in itself."""

    JA = ("ja", "日本語")
    EN = ("en", "English")
    ZH = ("zh-Hans", "简体中文")
    KO = ("ko", "한국어")
    PT = ("pt-BR", "Português")
    VI = ("vi", "Tiếng Việt")

    def __init__(self, tag: str, own_name: str) -> None:
        self.tag = tag
        self.own_name = own_name


class UnknownLanguageTag(KofuError):
    """A language the kiosk does not speak."""

    code = "KIOSK_UNKNOWN_LANGUAGE"
    summary = "the kiosk does not speak this language"


def language_of(tag: str) -> Language:
    """The language of a tag. Raises UnknownLanguageTag."""
    for language in Language:
        if language.tag == tag:
            return language
    raise UnknownLanguageTag


@cache
def translations(language: Language) -> gettext.NullTranslations:
    """The catalogue of a language; English is what the message ids are. Raises BrokenCatalogue."""
    if language is Language.EN:
        return gettext.NullTranslations()
    path = FOLDER / f"{language.tag}.po"
    return gettext.GNUTranslations(io.BytesIO(compiled(read_catalogue(path.name, path.read_text(encoding="utf-8")))))


@dataclass(frozen=True, slots=True)
class Texts:
    """Says things in one language."""

    language: Language

    def say(self, message: str, **values: object) -> str:
        """A text by its English form, with values put in."""
        return translations(self.language).gettext(message).format(**values)

    def count(self, one: str, many: str, number: int) -> str:
        """A text that depends on a number, which stands in it as {n}."""
        return translations(self.language).ngettext(one, many, number).format(n=number)

    def reason(self, reason: Reason, desk: str | None) -> str:
        """Why something is refused, as residents read it; ``desk`` is the desk's own (Japanese) name.

        Where the sentence is not Japanese the desk is "the desk below": its name is shown once, under all reasons.
        """
        if self.language.tag in RULES_LANGUAGES:
            sentence = rules_catalogue(self.language.tag)[reason.value]["resident"]
        else:
            sentence = translations(self.language).pgettext("reason", reason.value)
        return sentence.replace("{desk}", self._desk(desk))

    def _desk(self, desk: str | None) -> str:
        if desk is None:
            return self.say("your municipality's desk")
        return desk if self.language is Language.JA else self.say("the desk below")
