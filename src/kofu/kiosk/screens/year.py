"""Which fiscal year of a tax certificate (fact C-27)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.screen import Choice, Content, Screen, Stage
from kofu.kiosk.screens.titles import fiscal_year


@dataclass(frozen=True, slots=True)
class Year(Screen):
    """The years on offer, latest first."""

    years: tuple[int, ...]
    template: ClassVar[str] = "choices.html"
    stage: ClassVar[Stage] = Stage.CHOOSE
    has_back: ClassVar[bool] = True

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        return {
            "heading": texts.say("Which fiscal year?"),
            "lead": [texts.say("A certificate of a fiscal year states the income of the calendar year before it.")],
            "choices": [
                Choice(
                    str(year),
                    fiscal_year(texts, year),
                    texts.say("Income from January to December {year}", year=year - 1),
                )
                for year in self.years
            ],
        }

    def offered(self) -> tuple[str, ...]:
        """See Screen."""
        return tuple(map(str, self.years))
