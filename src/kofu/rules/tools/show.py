"""What holds on a day, value by value, with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kofu.rules.book import MunicipalityRules
from kofu.rules.values import Source


@dataclass(frozen=True, slots=True)
class Shown:
    """One value in force."""

    key: str
    value: object
    """As written in the file; dates as ISO text."""
    begins: date
    ends: date | None
    source: Source


def show(rules: MunicipalityRules, day: date) -> list[Shown]:
    """Every value in force on a day, by key; keys without a value on that day are left out."""
    return [shown for key in sorted(rules.values) if (shown := shown_value(rules, key, day)) is not None]


def shown_value(rules: MunicipalityRules, key: str, day: date) -> Shown | None:
    """One key's value in force on a day; None when there is none."""
    for dated, written in zip(rules.values.get(key, ()), rules.written.get(key, ()), strict=True):
        if dated.holds_on(day):
            return Shown(key, written["value"], dated.begins, dated.ends, dated.source)
    return None
