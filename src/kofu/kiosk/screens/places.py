"""Names of places for people who do not read them in Japanese: as written, with the Latin reading beside it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from kofu.kiosk.locale import Language, Texts
from kofu.kiosk.screens.screen import Choice

_READINGS: Mapping[str, Mapping[str, str]] = tomllib.loads(
    (Path(__file__).parent / "places.toml").read_text(encoding="utf-8")
)
REGIONS, PREFECTURES, ROWS = _READINGS["regions"], _READINGS["prefectures"], _READINGS["rows"]


def place_choice(texts: Texts, value: str, latin: str, written: str | None = None) -> Choice:
    """A place to press: Japanese alone for readers of Japanese, both for everybody else."""
    if texts.language is Language.JA:
        return Choice(value, written or value)
    return Choice(value, written or value, latin, label_language="ja")
