"""Everything once more before any money (facts D-12, F-09, F-30)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kofu.issuance.messages import OfferedCertificate
from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.screen import Choice, Content, Screen, Stage
from kofu.kiosk.screens.titles import fee_text, fiscal_year, option_name, title_and_official


@dataclass(frozen=True, slots=True)
class Summary:
    """What was chosen, as the confirmation tells it."""

    certificate: OfferedCertificate
    names: tuple[str, ...]
    """Names of the persons; empty for the whole household"""
    options: tuple[str, ...]
    year: int | None
    copies: int

    @property
    def fee(self) -> int:
        """Yen for all copies."""
        return self.certificate.fee * self.copies


@dataclass(frozen=True, slots=True)
class Confirm(Screen):
    """The last screen before paying."""

    summary: Summary
    municipality: str
    template: ClassVar[str] = "confirm.html"
    stage: ClassVar[Stage] = Stage.CHOOSE
    voice: ClassVar[str] = "confirm"
    has_back: ClassVar[bool] = True

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        return {
            "heading": texts.say("Is everything right?"),
            "rows": list(self._rows(texts)),
            "fee_label": texts.say("Fee"),
            "fee": fee_text(texts, self.summary.fee),
            "caution": texts.say("A certificate cannot be returned or exchanged, and the fee is not refunded."),
            "choices": [Choice("confirm", texts.say("Confirm and pay"))],
        }

    def _rows(self, texts: Texts) -> list[tuple[str, str, str, str]]:
        """Label, value, a second line, and the value's language where it is Japanese."""
        chosen = self.summary
        title, official = title_and_official(texts, chosen.certificate.kind, chosen.certificate.title)
        rows = [
            (texts.say("Municipality"), self.municipality, "", "ja"),
            (texts.say("Certificate"), title, official, ""),
        ]
        if chosen.year is not None:
            rows.append((texts.say("Fiscal year"), fiscal_year(texts, chosen.year), "", ""))
        persons = "、".join(chosen.names) if chosen.names else texts.say("The whole household")
        rows.append((texts.say("Persons"), persons, "", "ja" if chosen.names else ""))
        if chosen.certificate.options:
            told = [option_name(texts, option) for option in chosen.options] or [texts.say("Nothing else")]
            rows.append((texts.say("Items"), " / ".join(told), "", ""))
        rows.append((texts.say("Copies"), texts.count("{n} copy", "{n} copies", chosen.copies), "", ""))
        return rows

    def offered(self) -> tuple[str, ...]:
        """See Screen."""
        return ("confirm",)
