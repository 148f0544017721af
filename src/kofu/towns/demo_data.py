"""Reading ``data/residents.toml``: the people of the demonstration as they stand in the file."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeVar

from kofu.registers.model import KosekiEntry
from kofu.towns.errors import BrokenTownData

T = TypeVar("T")
KeyKind = Literal["rsa", "p384"]
Trouble = Literal["none", "locked", "revoked", "expired", "wrong_ca", "no_certificate", "wrong_usage"]
TROUBLES: frozenset[str] = frozenset(
    ("none", "locked", "revoked", "expired", "wrong_ca", "no_certificate", "wrong_usage")
)


@dataclass(frozen=True, slots=True)
class HouseholdEntry:
    """One household: where it lives, and since when if it moved within the municipality."""

    name: str
    address: tuple[int, int, int]
    moved: date | None = None
    earlier: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class KosekiDataEntry:
    """One koseki: its surname, day of compilation and 本籍."""

    name: str
    surname: tuple[str, ...]
    compiled_on: date
    lot: tuple[int, int]
    computerised: bool = True
    entries: tuple[KosekiEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class CardEntry:
    """The card somebody carries; its PIN is 1234."""

    key: KeyKind
    delivered_at: datetime
    kind: str = "my_number_card"
    certificate_issued_on: date | None = None
    trouble: Trouble = "none"
    data_ready: bool = True


@dataclass(frozen=True, slots=True)
class ForeignEntry:
    """A foreign national's status, with the official words."""

    nationality: str
    category: str
    card_number: str | None = None
    residence_status: str | None = None
    period: str | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class MoveInEntry:
    """A move-in notice with a card from elsewhere."""

    filed_on: date
    continued_use_at: datetime | None = None
    by_agent: bool = False


@dataclass(frozen=True, slots=True)
class RegistrationEntry:
    """A honseki use registration."""

    applied_on: date
    approved_on: date | None = None


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """One person; what is left out is as with an ordinary resident."""

    name: str
    family: tuple[str, ...]
    given: tuple[str, ...]
    birth: date
    sex: str
    since: date
    koseki: str
    note: str
    household: str | None = None
    relationship: str = ""
    parents: tuple[str, ...] = ()
    parental_relationship: str = ""
    spouse: str | None = None
    married_on: date | None = None
    previous: str | None = None
    salary: int = 0
    undeclared: bool = False
    removed: bool = False
    seal: bool = False
    alias: tuple[str, ...] = ()
    former_aliases: tuple[str, ...] = ()
    former_surname: tuple[str, ...] = ()
    foreign: ForeignEntry | None = None
    card: CardEntry | None = None
    move_in: MoveInEntry | None = None
    registration: RegistrationEntry | None = None
    support_measures_since: date | None = None
    restricted: tuple[str, ...] = ()
    move_out_filed_on: date | None = None
    pending_since: datetime | None = None
    entries: tuple[KosekiEntry, ...] = ()
    earlier: tuple[tuple[str, date], ...] = ()
    """Addresses of the supplement before those of the resident record, oldest first"""

    @property
    def municipality(self) -> str:
        """Short name of the municipality whose registers know the person."""
        return self.name.partition("/")[0]


@dataclass(frozen=True, slots=True)
class DemoData:
    """The whole file."""

    households: dict[str, HouseholdEntry]
    koseki: dict[str, KosekiDataEntry]
    people: tuple[PersonEntry, ...]


_PARTS: dict[str, Callable[[Any], Any]] = {
    "foreign": lambda told: _entry(ForeignEntry, told),
    "card": lambda told: _entry(CardEntry, told),
    "move_in": lambda told: _entry(MoveInEntry, told),
    "registration": lambda told: _entry(RegistrationEntry, told),
    "entries": lambda told: tuple(_koseki_entry(**entry) for entry in told),
    "earlier": lambda told: tuple(tuple(part) if isinstance(part, list) else part for part in told),
}


def _koseki_entry(title: str, items: list[list[str]]) -> KosekiEntry:
    return KosekiEntry(title, tuple((label, text) for label, text in items))


def _entry(kind: type[T], told: dict[str, Any]) -> T:
    """An entry with lists as tuples. Raises BrokenTownData for an unknown or missing key."""
    unknown = told.keys() - {field.name for field in fields(kind)}  # type: ignore[arg-type] # only dataclasses come here
    if unknown:
        raise BrokenTownData(entry=kind.__name__, unknown=min(unknown))
    values = {name: _PARTS.get(name, _plain)(value) for name, value in told.items()}
    try:
        return kind(**values)
    except TypeError:
        raise BrokenTownData(entry=kind.__name__) from None


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def read_demo_data(text: str) -> DemoData:
    """Read a file of residents. Raises BrokenTownData."""
    data = tomllib.loads(text)
    if unknown := data.keys() - {"household", "koseki", "person"}:
        raise BrokenTownData(unknown=min(unknown))
    households = [_entry(HouseholdEntry, told) for told in data.get("household", [])]
    koseki = [_entry(KosekiDataEntry, told) for told in data.get("koseki", [])]
    people = tuple(_entry(PersonEntry, told) for told in data.get("person", []))
    if len({person.name for person in people}) != len(people):
        raise BrokenTownData(repeated="person")
    if any(person.card and person.card.trouble not in TROUBLES for person in people):
        raise BrokenTownData(unknown="trouble")
    return DemoData({h.name: h for h in households}, {k.name: k for k in koseki}, people)


@cache
def demo_data() -> DemoData:
    """The file that comes with kofu."""
    return read_demo_data((files("kofu.towns") / "data" / "residents.toml").read_text("utf-8"))
