"""From a raw TOML value to the form its key has. A reader raises Refuse; the loader adds file, key and line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import TypeVar

from kofu.money import Yen
from kofu.rules.kinds import Kind
from kofu.rules.loading import errors
from kofu.rules.request import Form, Option
from kofu.rules.values import (
    DAY_SECONDS,
    Bilingual,
    Closed,
    Desk,
    Entrustment,
    Hours,
    MonthDay,
    Scope,
    YearlySpan,
)

E = TypeVar("E", bound=Enum)
Reader = Callable[[object], object]

_HOURS = re.compile(r"^([0-2]\d):([0-5]\d)-([0-2]\d):([0-5]\d)$")
_MONTH_DAY = re.compile(r"^(\d\d)-(\d\d)$")


class Refuse(Exception):
    """A value does not fit; ``error`` is the type to raise, ``found`` what stood there."""

    def __init__(self, error: type[errors.BrokenRules], found: object) -> None:
        super().__init__(found)
        self.error = error
        self.found = str(found)[:80]


def text(raw: object) -> str:
    """A text that says something."""
    if not isinstance(raw, str) or not raw.strip():
        raise Refuse(errors.BadValue, raw)
    return raw


def flag(raw: object) -> bool:
    """true or false."""
    if not isinstance(raw, bool):
        raise Refuse(errors.BadValue, raw)
    return raw


def fee(raw: object) -> Yen:
    """Whole yen, zero or more."""
    if not isinstance(raw, int) or isinstance(raw, bool) or raw < 0:
        raise Refuse(errors.NegativeFee, raw)
    return Yen(raw)


def count(raw: object) -> int:
    """A whole number, zero or more."""
    if not isinstance(raw, int) or isinstance(raw, bool) or raw < 0:
        raise Refuse(errors.BadValue, raw)
    return raw


def day(raw: object) -> date:
    """A bare TOML date."""
    if not isinstance(raw, date) or isinstance(raw, datetime):
        raise Refuse(errors.BadDate, raw)
    return raw


def day_or_never(raw: object) -> date | None:
    """A date, or "never"."""
    return None if raw == "never" else day(raw)


def texts(raw: object) -> tuple[str, ...]:
    """A list of texts, without repeats."""
    found = tuple(text(item) for item in _list(raw))
    if len(set(found)) != len(found):
        raise Refuse(errors.BadValue, raw)
    return found


def kinds(raw: object) -> tuple[Kind, ...]:
    """A list of certificate codes, without repeats, in the order given."""
    found = tuple(_kind(item) for item in _list(raw))
    if len(set(found)) != len(found):
        raise Refuse(errors.UnknownScope, raw)
    return found


def scope(raw: object) -> Scope:
    """ "service", or a list of certificate codes."""
    if raw == "service":
        return Scope(frozenset(Kind), whole_service=True)
    if not isinstance(raw, list):
        raise Refuse(errors.UnknownScope, raw)
    return Scope(frozenset(kinds(raw)), whole_service=False)


def options(raw: object) -> frozenset[Option]:
    """A list of option names."""
    return frozenset(_member(Option, item) for item in _list(raw))


def forms(raw: object) -> frozenset[Form]:
    """A list of form names."""
    return frozenset(_member(Form, item) for item in _list(raw))


def one_of(kind: type[E]) -> Callable[[object], E]:
    """A reader of one enum's values."""
    return lambda raw: _member(kind, raw)


def hours(raw: object) -> Hours:
    """ "06:30-23:00"; the end may be 24:00."""
    found = _HOURS.match(raw) if isinstance(raw, str) else None
    if found is None:
        raise Refuse(errors.BadValue, raw)
    from_hour, from_minute, to_hour, to_minute = (int(part) for part in found.groups())
    opens, closes = (from_hour * 60 + from_minute) * 60, (to_hour * 60 + to_minute) * 60
    if not opens < closes <= DAY_SECONDS:
        raise Refuse(errors.BadValue, raw)
    return Hours(opens, closes)


def month_day(raw: object) -> MonthDay:
    """ "06-15"; 29 February does not come every year and is refused."""
    found = _MONTH_DAY.match(raw) if isinstance(raw, str) else None
    if found is None:
        raise Refuse(errors.BadDate, raw)
    try:
        return MonthDay.of(date(2023, int(found[1]), int(found[2])))
    except ValueError:
        raise Refuse(errors.BadDate, raw) from None


def yearly_span(raw: object) -> YearlySpan | None:
    """ "12-29/01-03", both ends included, or "none"."""
    if raw == "none":
        return None
    ends = raw.split("/") if isinstance(raw, str) else []
    if len(ends) != 2:
        raise Refuse(errors.BadDate, raw)
    return YearlySpan(month_day(ends[0]), month_day(ends[1]))


def closed(raw: object) -> Closed:
    """{ weekends, holidays, year_end }."""
    table = _table(raw, {"weekends", "holidays", "year_end"})
    return Closed(flag(table["weekends"]), flag(table["holidays"]), yearly_span(table["year_end"]))


def bilingual(raw: object) -> Bilingual:
    """{ ja, en }."""
    table = _table(raw, {"ja", "en"})
    return Bilingual(text(table["ja"]), text(table["en"]))


def desk(raw: object) -> Desk:
    """{ ja, en } and, where known, phone, fax, place, hours. The loader puts the id in."""
    extra = ("phone", "fax", "place", "hours")
    table = _table(raw, {"ja", "en"}, extra)
    told = {name: text(table[name]) for name in extra if name in table}
    return Desk(id="", ja=text(table["ja"]), en=text(table["en"]), **told)


def entrustment(raw: object) -> Entrustment:
    """{ handler, address, duty, basis, certificates } and perhaps representative."""
    table = _table(raw, {"handler", "address", "duty", "basis", "certificates"}, ("representative",))
    named = text(table["representative"]) if "representative" in table else None
    return Entrustment(
        handler=text(table["handler"]),
        address=text(table["address"]),
        representative=named,
        duty=text(table["duty"]),
        basis=text(table["basis"]),
        kinds=frozenset(kinds(table["certificates"])),
    )


def _list(raw: object) -> list[object]:
    if not isinstance(raw, list):
        raise Refuse(errors.BadValue, raw)
    return raw


def _kind(raw: object) -> Kind:
    try:
        return Kind.of(text(raw))
    except KeyError:
        raise Refuse(errors.UnknownScope, raw) from None


def _member(kind: type[E], raw: object) -> E:
    try:
        return kind(raw)
    except ValueError:
        raise Refuse(errors.BadValue, raw) from None


def _table(raw: object, needed: set[str], allowed: Iterable[str] = ()) -> Mapping[str, object]:
    if not isinstance(raw, dict):
        raise Refuse(errors.BadValue, raw)
    if unknown := set(raw) - needed - set(allowed):
        raise Refuse(errors.UnknownKey, min(unknown))
    if missing := needed - set(raw):
        raise Refuse(errors.BadValue, f"without {min(missing)}")
    return raw
