"""Who a municipality is: for the way to it on the kiosk, for the attestation on paper, for contacts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kofu.rules.book import MunicipalityRules
from kofu.rules.values import Bilingual, Desk

_ROWS = ("あいうえお", "かきくけこがぎぐげご", "さしすせそざじずぜぞ", "たちつてとだぢづでど", "なにぬねの",
         "はひふへほばびぶべぼぱぴぷぺぽ", "まみむめも", "やゆよ", "らりるれろ", "わをん")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Profile:
    """A municipality on one day."""

    code: str
    id: str
    name: str
    reading: str
    english: str
    region: str
    prefecture: str
    kana_row: str
    """あ, か, さ, … as the kiosk groups names (facts F-05)."""
    mayor_title: str
    mayor_name: str
    desks: tuple[Desk, ...]
    chains: tuple[str, ...]
    """For information; a chain that is not listed is no reason to refuse a card (X-10)."""
    notices: Mapping[str, Bilingual]
    """The municipality's standing texts, by id."""


def kana_row(reading: str) -> str:
    """The row of the kana table a reading begins in, by its first kana; the sound itself where it is in no row."""
    first = reading[:1]
    return next((row[0] for row in _ROWS if first and first in row), first)


def profile(rules: MunicipalityRules, day: date) -> Profile:
    """Who the municipality is on a day; before the start of service as on its first day. Raises NotInForce."""
    day = max(day, rules.starts_on)

    def text(key: str) -> str:
        return str(rules.value(key, day))

    chains = rules.value("chains", day)
    values = {key: rules.value(key, day) for key in rules.values if rules.has(key, day)}
    return Profile(
        code=rules.code,
        id=rules.id,
        name=text("municipality.name"),
        reading=text("municipality.reading"),
        english=text("municipality.english"),
        region=text("municipality.region"),
        prefecture=text("municipality.prefecture"),
        kana_row=kana_row(text("municipality.reading")),
        mayor_title=text("mayor.title"),
        mayor_name=text("mayor.name"),
        desks=tuple(value for value in values.values() if isinstance(value, Desk)),
        chains=chains if isinstance(chains, tuple) else (),
        notices={
            key.removeprefix("notice."): value
            for key, value in values.items()
            if key.startswith("notice.") and isinstance(value, Bilingual)
        },
    )
