"""Operational state: maintenance, suspensions and notices. Apart from the fingerprinted rules; acts at once."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from kofu.clock import in_japan
from kofu.rules.kinds import Kind
from kofu.rules.loading import errors, readers
from kofu.rules.loading.locate import line_of
from kofu.rules.values import Bilingual

T = TypeVar("T")

EVERYTHING = "*"
OPERATIONS = "operations"
"""Stands for a key where the operational state decides and not the rules."""

REGISTRATION = "registration"
SERVICES = frozenset({EVERYTHING, REGISTRATION, *(kind.code for kind in Kind)})

DATA = Path(__file__).parent / "data" / "operations"


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time in which services rest: its first second is inside, its end outside (X-01)."""

    begins: datetime
    ends: datetime | None
    """None: until somebody ends it."""
    services: frozenset[str] = frozenset({EVERYTHING})
    source: str = "operator"

    def stops(self, service: str, at: datetime) -> bool:
        """Whether the service rests at this moment."""
        if not (self.begins <= at and (self.ends is None or at < self.ends)):
            return False
        return service in self.services or EVERYTHING in self.services


@dataclass(frozen=True, slots=True)
class Notice:
    """Something told to the public, with dates."""

    id: str
    published_at: datetime
    ends: datetime | None
    text: Bilingual
    source: str


@dataclass(frozen=True, slots=True)
class OperationalState:
    """What holds now beside the rules; a change makes a new value with the next version."""

    version: int = 0
    maintenance: tuple[Window, ...] = ()
    suspensions: tuple[Window, ...] = ()
    notices: tuple[Notice, ...] = ()

    def under_maintenance(self, service: str, at: datetime) -> Window | None:
        """The maintenance window that stops a service now, the one ending last if several do."""
        return _longest([window for window in self.maintenance if window.stops(service, at)])

    def suspended(self, service: str, at: datetime) -> Window | None:
        """The suspension that stops a service now, the one ending last if several do."""
        return _longest([window for window in self.suspensions if window.stops(service, at)])

    def with_maintenance(self, window: Window) -> OperationalState:
        """The next version, with one more maintenance window."""
        return replace(self, version=self.version + 1, maintenance=(*self.maintenance, window))

    def with_suspension(self, window: Window) -> OperationalState:
        """The next version, with one more suspension."""
        return replace(self, version=self.version + 1, suspensions=(*self.suspensions, window))

    def resumed(self, at: datetime) -> OperationalState:
        """The next version, with every suspension in effect ended at this moment."""
        ended = tuple(replace(window, ends=at) if _open_at(window, at) else window for window in self.suspensions)
        return replace(self, version=self.version + 1, suspensions=ended)


def _open_at(window: Window, at: datetime) -> bool:
    return window.begins <= at and (window.ends is None or window.ends > at)


def _longest(windows: list[Window]) -> Window | None:
    endless = next((window for window in windows if window.ends is None), None)
    if endless is not None or not windows:
        return endless
    return max(windows, key=lambda window: window.ends or window.begins)


def load_operations(municipality: str, directory: Path | None = None) -> OperationalState:
    """The committed operational data of one municipality (folder name's id); empty when there is no file.

    Raises BrokenRules with file, key, line and remedy.
    """
    for file in sorted((directory or DATA).glob("*.toml")):
        if file.stem.partition("_")[2] == municipality:
            return _read(file)
    return OperationalState()


def _read(file: Path) -> OperationalState:
    text, table = _parse(file)
    if unknown := sorted(set(table) - {"version", "maintenance", "suspension", "notice"}):
        raise errors.UnknownKey(file=file.name, key=unknown[0], line=line_of(text, unknown[0]), found=unknown[0])
    return OperationalState(
        version=_version(file, text, table),
        maintenance=_each(file, text, table, "maintenance", _window),
        suspensions=_each(file, text, table, "suspension", _window),
        notices=_each(file, text, table, "notice", _notice),
    )


def _parse(file: Path) -> tuple[str, dict[str, object]]:
    try:
        text = file.read_bytes().decode("utf-8")
        return text, tomllib.loads(text)
    except UnicodeDecodeError:
        raise errors.WrongEncoding(file=file.name) from None
    except tomllib.TOMLDecodeError as refused:
        raise errors.NotToml(file=file.name, found=str(refused)) from None


def _version(file: Path, text: str, table: Mapping[str, object]) -> int:
    try:
        return readers.count(table.get("version"))
    except readers.Refuse as refused:
        raise refused.error(file=file.name, key="version", line=line_of(text, "version"), found=refused.found) from None


def _each(
    file: Path, text: str, table: Mapping[str, object], key: str, read: Callable[[Mapping[str, object]], T]
) -> tuple[T, ...]:
    entries = table.get(key, [])
    if not isinstance(entries, list):
        raise errors.BadValue(file=file.name, key=key, line=line_of(text, key))
    found: list[T] = []
    for number, entry in enumerate(entries):
        try:
            found.append(read(entry))
        except readers.Refuse as refused:
            line = line_of(text, key, number)
            raise refused.error(file=file.name, key=key, line=line, found=refused.found) from None
    return tuple(found)


def _fields(entry: Mapping[str, object], needed: set[str], allowed: set[str]) -> None:
    if unknown := sorted(set(entry) - needed - allowed):
        raise readers.Refuse(errors.UnknownKey, unknown[0])
    if missing := sorted(needed - set(entry)):
        error = errors.MissingSource if missing[0] == "source" else errors.MissingField
        raise readers.Refuse(error, missing[0])


def _moment(raw: object) -> datetime:
    if not isinstance(raw, datetime) or raw.tzinfo is None:
        raise readers.Refuse(errors.BadDate, raw)
    return in_japan(raw)


def _window(entry: Mapping[str, object]) -> Window:
    _fields(entry, {"from", "services", "source"}, {"until"})
    begins = _moment(entry["from"])
    ends = _moment(entry["until"]) if "until" in entry else None
    if ends is not None and ends <= begins:
        raise readers.Refuse(errors.BadDate, ends.isoformat())
    services = frozenset(readers.texts(entry["services"]))
    if not services or services - SERVICES:
        raise readers.Refuse(errors.UnknownScope, ", ".join(sorted(services - SERVICES)))
    return Window(begins, ends, services, readers.text(entry["source"]))


def _notice(entry: Mapping[str, object]) -> Notice:
    _fields(entry, {"id", "from", "text", "source"}, {"until"})
    return Notice(
        id=readers.text(entry["id"]),
        published_at=_moment(entry["from"]),
        ends=_moment(entry["until"]) if "until" in entry else None,
        text=readers.bilingual(entry["text"]),
        source=readers.text(entry["source"]),
    )
