"""The municipalities that have a synthetic town, and addresses in them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kofu.text import full_width
from kofu.towns.errors import UnknownMunicipality

ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Place:
    """One municipality: its short name, its six-digit code, and what addresses in it are made of."""

    name: str
    code: str
    prefecture: str
    city: str
    districts: tuple[str, ...]
    default_size: int
    demo_size: int

    def address(self, district: int, block: int, house: int) -> str:
        """An address (住所) with an invented house number."""
        where = self.districts[district % len(self.districts)]
        return f"{self.prefecture}{self.city}{where}{full_width(str(block))}番{full_width(str(house))}号"

    def honseki(self, district: int, lot: int) -> str:
        """A 本籍: a lot rather than a house number."""
        where = self.districts[district % len(self.districts)]
        return f"{self.prefecture}{self.city}{where}{full_width(str(lot))}番地"


@cache
def places() -> dict[str, Place]:
    """All places by short name, ``elsewhere`` for addresses outside them."""
    data = tomllib.loads((files("kofu.towns") / "data" / "places.toml").read_text("utf-8"))
    return {
        name: Place(
            name=name,
            code=entry["code"],
            prefecture=entry["prefecture"],
            city=entry["city"],
            districts=tuple(entry["districts"]),
            default_size=entry["sizes"]["default"],
            demo_size=entry["sizes"]["demo"],
        )
        for name, entry in data.items()
    }


def place(name_or_code: str) -> Place:
    """The place with this short name or code. Raises UnknownMunicipality."""
    for candidate in places().values():
        if name_or_code in {candidate.name, candidate.code} and candidate.name != ELSEWHERE:
            return candidate
    raise UnknownMunicipality


def elsewhere() -> Place:
    """Addresses outside the five municipalities."""
    return places()[ELSEWHERE]
