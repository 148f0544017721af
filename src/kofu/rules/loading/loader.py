"""Reading folders of rules: each file, then each key, then what must hold between them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from kofu.rules.book import MunicipalityRules, RuleBook, canonical_json
from kofu.rules.kinds import Kind
from kofu.rules.loading import errors, readers, schema
from kofu.rules.loading.errors import BrokenRules
from kofu.rules.loading.locate import line_of
from kofu.rules.values import Dated, Desk, Source

T = TypeVar("T")
Report = Callable[[BrokenRules], None]

_FOLDER = re.compile(r"^(\d{6})_([a-z][a-z0-9]*(?:_[a-z0-9]+)*)$")
_FIELDS = {"from", "until", "value", "source", "resolution", "assumed"}
_LINE = re.compile(r"\(at line (\d+)")


def load_directory(directory: Path) -> RuleBook:
    """Read and check everything. Raises the first BrokenRules."""
    problems: list[BrokenRules] = []
    book = read_directory(directory, problems.append)
    if problems:
        raise problems[0]
    return book


def read_directory(directory: Path, report: Report) -> RuleBook:
    """Read what can be read and report every problem; the book is usable only if nothing was reported."""
    if not directory.is_dir():
        report(errors.UnknownFolder(file=directory.name, found="no such directory"))
        return RuleBook(())
    found: list[MunicipalityRules] = []
    seen: set[str] = set()
    for folder in sorted(entry for entry in directory.iterdir() if not entry.name.startswith((".", "_"))):
        named = _FOLDER.match(folder.name)
        if named is None or not folder.is_dir():
            report(errors.UnknownFolder(file=folder.name))
        elif seen & {named[1], named[2]}:
            report(errors.DuplicateFolder(file=folder.name))
        else:
            seen |= {named[1], named[2]}
            if (rules := _read_folder(folder, named[1], named[2], report)) is not None:
                found.append(rules)
    return RuleBook(tuple(found))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where something stands: a file, and in it perhaps a key, which of its entries, which field."""

    file: str
    key: str | None = None
    entry: int = 0
    field: str | None = None
    line: int | None = None


@dataclass
class _Folder:
    """One municipality while it is read: values so far, and where each stands."""

    path: Path
    report: Report
    values: dict[str, tuple[Dated[object], ...]] = field(default_factory=dict)
    raw: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    key_files: dict[str, str] = field(default_factory=dict)
    broken: bool = False

    def is_usable(self) -> bool:
        """Whether nothing has been refused so far."""
        return not self.broken

    def refuse(self, error: type[BrokenRules], place: _Place, found: str | None = None) -> None:
        """Report a problem at its place."""
        self.broken = True
        line = place.line
        if line is None and place.key is not None and place.file in self.texts:
            line = line_of(self.texts[place.file], place.key, place.entry, place.field)
        self.report(error(file=f"{self.path.name}/{place.file}", key=place.key, line=line, found=found))


def _read_folder(path: Path, code: str, identifier: str, report: Report) -> MunicipalityRules | None:
    folder = _Folder(path, report)
    for file in sorted(path.iterdir()):
        if file.name not in schema.FILES:
            folder.refuse(errors.UnknownFile, _Place(file.name))
        elif (table := _parse(folder, file)) is not None:
            for key, entries in _entries(folder, file.name, table, ""):
                _read_key(folder, file.name, key, entries)
    if not folder.is_usable():
        return None
    canonical = canonical_json({"code": code, "id": identifier, "values": folder.raw})
    rules = MunicipalityRules(code, identifier, MappingProxyType(folder.values), canonical)
    _check_together(folder, rules)
    return rules if folder.is_usable() else None


def _parse(folder: _Folder, file: Path) -> dict[str, object] | None:
    data = file.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as refused:
        line = data[: refused.start].count(b"\n") + 1
        folder.refuse(errors.WrongEncoding, _Place(file.name, line=line))
        return None
    if text.startswith("\ufeff"):
        folder.refuse(errors.WrongEncoding, _Place(file.name, line=1), "byte-order mark")
        return None
    folder.texts[file.name] = text
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as refused:
        at = _LINE.search(str(refused))
        error = errors.BadDate if "date" in str(refused).lower() else errors.NotToml
        folder.refuse(
            error, _Place(file.name, line=int(at[1]) if at else None), str(refused).split(" (", maxsplit=1)[0]
        )
        return None


def _entries(
    folder: _Folder, file: str, table: dict[str, object], prefix: str
) -> Iterator[tuple[str, list[dict[str, object]]]]:
    for name, inner in table.items():
        key = f"{prefix}{name}"
        if isinstance(inner, list) and inner and all(isinstance(entry, dict) for entry in inner):
            yield key, inner
        elif isinstance(inner, dict):
            yield from _entries(folder, file, inner, f"{key}.")
        else:
            folder.refuse(errors.UnknownKey, _Place(file, key), "a bare value; values stand under [[key]]")


def _read_key(folder: _Folder, file: str, key: str, entries: list[dict[str, object]]) -> None:
    known, place = schema.key_of(key), _Place(file, key)
    if known is None:
        folder.refuse(errors.UnknownKey, place)
    elif known.file != file:
        folder.refuse(errors.MisplacedKey, place, known.file)
    else:
        places = [replace(place, entry=number) for number in range(len(entries))]
        read = [_read_entry(folder, known, at, entry) for at, entry in zip(places, entries, strict=True)]
        values = tuple(dated for dated in read if dated is not None)
        folder.values[key], folder.raw[key], folder.key_files[key] = values, entries, file
        if len(values) == len(entries):
            _check_order(folder, place, values)


def _read_entry(folder: _Folder, known: schema.Key, place: _Place, entry: dict[str, object]) -> Dated[object] | None:
    try:
        return _dated(known, place.key or known.name, entry)
    except _RefuseField as refused:
        folder.refuse(refused.error, replace(place, field=refused.field), refused.found)
        return None


class _RefuseField(readers.Refuse):
    """A refusal that knows which field of the entry it is about."""

    def __init__(self, error: type[BrokenRules], field_name: str | None, found: object) -> None:
        super().__init__(error, found)
        self.field = field_name


def _dated(known: schema.Key, key: str, entry: dict[str, object]) -> Dated[object]:
    if unknown := sorted(set(entry) - _FIELDS):
        raise _RefuseField(errors.UnknownKey, unknown[0], unknown[0])
    if missing := sorted({"from", "value"} - set(entry)):
        raise _RefuseField(errors.MissingField, None, missing[0])
    source = _source(key, entry)
    begins = _field("from", readers.day, entry)
    ends = _field("until", readers.day, entry) if "until" in entry else None
    if ends is not None and ends < begins:
        raise _RefuseField(errors.BadDate, "until", ends.isoformat())
    value = _field("value", known.read, entry)
    if isinstance(value, Desk):
        value = replace(value, id=key.removeprefix("desk."))
    return Dated(begins, ends, value, source)


def _field(name: str, read: Callable[[object], T], entry: dict[str, object]) -> T:
    try:
        return read(entry.get(name))
    except readers.Refuse as refused:
        raise _RefuseField(refused.error, name, refused.found) from None


def _source(key: str, entry: dict[str, object]) -> Source:
    told = {name: entry.get(name) for name in ("source", "resolution", "assumed")}
    source, resolution, assumed = told["source"], told["resolution"], told["assumed"]
    if not isinstance(source, str) or not source.strip():
        raise _RefuseField(errors.MissingSource, "source", source)
    if resolution is not None and not (isinstance(resolution, str) and re.fullmatch(r"X-\d\d", resolution)):
        raise _RefuseField(errors.BadResolution, "resolution", resolution)
    if assumed is not None and not (isinstance(assumed, str) and assumed.strip()):
        raise _RefuseField(errors.BadResolution, "assumed", assumed)
    return Source(key, source, resolution, assumed)


def _check_order(folder: _Folder, place: _Place, values: tuple[Dated[object], ...]) -> None:
    for number, (earlier, later) in enumerate(pairwise(values), start=1):
        at = replace(place, entry=number, field="from")
        if earlier.ends is None or later.begins <= earlier.ends:
            folder.refuse(errors.Overlap, at, f"{earlier.begins} and {later.begins}")
        elif later.begins > earlier.ends + timedelta(days=1):
            folder.refuse(errors.Gap, at, f"after {earlier.ends}, before {later.begins}")


def _check_together(folder: _Folder, rules: MunicipalityRules) -> None:
    if "service.start" not in rules.values:
        folder.refuse(errors.MissingKey, _Place("municipality.toml", "service.start"))
        return
    changes = {dated.begins for values in rules.values.values() for dated in values}
    days = [rules.starts_on, *sorted(day for day in changes if day > rules.starts_on)]
    missing: set[str] = set()
    for day in days:
        for key in (key for key in _missing_on(rules, day) if key not in missing):
            missing.add(key)
            known = schema.key_of(key)
            folder.refuse(errors.MissingKey, _Place(known.file if known else "", key), f"on {day}")
    _check_desks(folder, rules)


def _missing_on(rules: MunicipalityRules, day: date) -> Iterator[str]:
    if not rules.has("offered", day):
        yield "offered"
        return
    offered = rules.value("offered", day)
    kinds = tuple(kind for kind in offered if isinstance(kind, Kind)) if isinstance(offered, tuple) else ()
    for key in schema.needed_keys(kinds):
        # A last value that has ended is a decision of the municipality: it raises NotInForce when asked for.
        if not rules.has(key, day) and not _has_ended(rules, key, day):
            yield key


def _has_ended(rules: MunicipalityRules, key: str, day: date) -> bool:
    values = rules.values.get(key, ())
    return any(dated.ends is not None and dated.ends < day for dated in values[-1:])


def _check_desks(folder: _Folder, rules: MunicipalityRules) -> None:
    for key in (*rules.keys_under("desk_for"), "pin.desks"):
        for number, dated in enumerate(rules.values.get(key, ())):
            wanted = dated.value if isinstance(dated.value, tuple) else (dated.value,)
            for desk in wanted:
                if not rules.has(f"desk.{desk}", max(dated.begins, rules.starts_on)):
                    folder.refuse(errors.UnknownDesk, _Place(folder.key_files[key], key, number, "value"), str(desk))
