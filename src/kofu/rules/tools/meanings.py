"""What each key means, and an example of its value; for skeletons and docs/rules.md."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parents[1] / "data" / "keys.toml"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One key explained."""

    example: str
    """A value as it would stand in a TOML file."""
    meaning: str


@cache
def meanings() -> Mapping[str, Meaning]:
    """Every key of the schema, explained; a test holds the two together."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {key: Meaning(entry["example"], entry["meaning"]) for key, entry in table.items()}
