"""Why not, all reasons at once, where to go and when to come again (facts B-48, F-31)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from kofu.clock import from_unix
from kofu.issuance.messages import Desk, ToldCause
from kofu.kiosk.locale import Language, Texts
from kofu.kiosk.screens.screen import Choice, Content, Screen, Stage
from kofu.kiosk.screens.titles import title_and_official


@dataclass(frozen=True, slots=True)
class Subject:
    """The certificate that is refused."""

    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Refusal(Screen):
    """A page, not an error: it has a next step."""

    causes: tuple[ToldCause, ...]
    succeeds_at: int | None
    subject: Subject | None = None
    template: ClassVar[str] = "refusal.html"
    stage: ClassVar[Stage] = Stage.CHOOSE
    voice: ClassVar[str] = "refusal"

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        title, official = title_and_official(texts, self.subject.kind, self.subject.title) if self.subject else ("", "")
        return {
            "heading": texts.say("This certificate cannot be issued now"),
            "title": title,
            "official": official,
            "reasons": reasons_of(texts, self.causes),
            "desks": desks_of(self.causes),
            "desk_heading": texts.say("Where to ask"),
            "phone_label": texts.say("Phone"),
            "hours_label": texts.say("Hours"),
            "again": when_again(texts, self.succeeds_at),
            "again_heading": texts.say("When to come again"),
            "choices": [Choice("on", texts.say("Choose another certificate"))],
        }

    def offered(self) -> tuple[str, ...]:
        """See Screen."""
        return ("on",)


def reasons_of(texts: Texts, causes: Sequence[ToldCause]) -> list[str]:
    """A sentence for each reason; reasons that read alike are told once."""
    return list(dict.fromkeys(texts.reason(cause.reason, cause.desk.name if cause.desk else None) for cause in causes))


def desks_of(causes: Sequence[ToldCause]) -> list[Desk]:
    """The desks in question, each once."""
    return list(dict.fromkeys(cause.desk for cause in causes if cause.desk))


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def when_again(texts: Texts, seconds: int | None) -> str:
    """The first moment at which time alone has cured it, with the day of the week; empty where time does not help."""
    if seconds is None:
        return ""
    at = from_unix(seconds)
    weekday = texts.say(_WEEKDAYS[at.weekday()])
    if texts.language is Language.JA:
        return f"{at.year}年{at.month}月{at.day}日({weekday}) {at:%H:%M} から"
    return texts.say("From {date} ({weekday}), {time}", date=f"{at:%Y-%m-%d}", weekday=weekday, time=f"{at:%H:%M}")
