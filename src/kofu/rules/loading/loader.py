"""Reading folders of rules: each file, then each key, then what must hold between them."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from kofu.rules.book import MunicipalityRules, RuleBook
from kofu.rules.kinds import Kind
from kofu.rules.loading import errors, readers, schema
from kofu.rules.loading.errors import BrokenRules
from kofu.rules.loading.locate import line_of
from kofu.rules.values import Dated, Desk, Source

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

    def refuse(
        self,
        error: type[BrokenRules],
        file: str,
        key: str | None = None,
        *,
        entry: int = 0,
        inside: str | None = None,
        found: str | None = None,
        line: int | None = None,
    ) -> None:
        """Report a problem at its place."""
        self.broken = True
        if line is None and key is not None and file in self.texts:
            line = line_of(self.texts[file], key, entry, inside)
        self.report(error(file=f"{self.path.name}/{file}", key=key, line=line, found=found))


def _read_folder(path: Path, code: str, identifier: str, report: Report) -> MunicipalityRules | None:
    folder = _Folder(path, report)
    for file in sorted(path.iterdir()):
        if file.name not in schema.FILES:
            folder.refuse(errors.UnknownFile, file.name)
        elif (table := _parse(folder, file)) is not None:
            for key, entries in _entries(folder, file.name, table, ""):
                _read_key(folder, file.name, key, entries)
    if folder.broken:
        return None
    canonical = json.dumps({"code": code, "id": identifier, "values": folder.raw}, sort_keys=True, default=_plain)
    rules = MunicipalityRules(code, identifier, MappingProxyType(folder.values), canonical)
    _check_together(folder, rules)
    return None if folder.broken else rules


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _parse(folder: _Folder, file: Path) -> dict[str, object] | None:
    data = file.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as refused:
        line = data[: refused.start].count(b"\n") + 1
        folder.refuse(errors.WrongEncoding, file.name, line=line)
        return None
    if text.startswith("\ufeff"):
        folder.refuse(errors.WrongEncoding, file.name, line=1, found="byte-order mark")
        return None
    folder.texts[file.name] = text
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as refused:
        at = _LINE.search(str(refused))
        error = errors.BadDate if "date" in str(refused).lower() else errors.NotToml
        folder.refuse(error, file.name, line=int(at[1]) if at else None, found=str(refused).split(" (")[0])
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
            folder.refuse(errors.UnknownKey, file, key, found="a bare value; values stand under [[key]]")


def _read_key(folder: _Folder, file: str, key: str, entries: list[dict[str, object]]) -> None:
    known = schema.key_of(key)
    if known is None:
        folder.refuse(errors.UnknownKey, file, key)
    elif known.file != file:
        folder.refuse(errors.MisplacedKey, file, key, found=known.file)
    elif key in folder.values:
        folder.refuse(errors.DuplicateKey, file, key, found=folder.key_files[key])
    else:
        read = (_read_entry(folder, file, known, key, number, entry) for number, entry in enumerate(entries))
        values = tuple(dated for dated in read if dated is not None)
        folder.values[key], folder.raw[key], folder.key_files[key] = values, entries, file
        if len(values) == len(entries):
            _check_order(folder, file, key, values)


def _read_entry(
    folder: _Folder, file: str, known: schema.Key, key: str, number: int, entry: dict[str, object]
) -> Dated[object] | None:
    def refuse(error: type[BrokenRules], inside: str | None = None, found: str | None = None) -> None:
        folder.refuse(error, file, key, entry=number, inside=inside, found=found)

    if unknown := sorted(set(entry) - _FIELDS):
        return refuse(errors.UnknownKey, unknown[0], unknown[0])
    if missing := sorted({"from", "value"} - set(entry)):
        return refuse(errors.MissingField, None, missing[0])
    try:
        source = _source(key, entry)
        begins = readers.day(entry["from"])
        ends = readers.day(entry["until"]) if "until" in entry else None
        value = known.read(entry["value"])
    except readers.Refuse as refused:
        inside = {errors.BadDate: "until" if "until" in entry else "from", errors.MissingSource: None}
        return refuse(refused.error, inside.get(refused.error, "value"), refused.found)
    if ends is not None and ends < begins:
        return refuse(errors.BadDate, "until", ends.isoformat())
    if isinstance(value, Desk):
        value = replace(value, id=key.removeprefix("desk."))
    return Dated(begins, ends, value, source)


def _source(key: str, entry: dict[str, object]) -> Source:
    told = {name: entry.get(name) for name in ("source", "resolution", "assumed")}
    source, resolution, assumed = told["source"], told["resolution"], told["assumed"]
    if not isinstance(source, str) or not source.strip():
        raise readers.Refuse(errors.MissingSource, source)
    if resolution is not None and not (isinstance(resolution, str) and re.fullmatch(r"X-\d\d", resolution)):
        raise readers.Refuse(errors.BadResolution, resolution)
    if assumed is not None and not (isinstance(assumed, str) and assumed.strip()):
        raise readers.Refuse(errors.BadResolution, assumed)
    return Source(key, source, resolution, assumed)


def _check_order(folder: _Folder, file: str, key: str, values: tuple[Dated[object], ...]) -> None:
    for number, (earlier, later) in enumerate(zip(values, values[1:], strict=False), start=1):
        if earlier.ends is None or later.begins <= earlier.ends:
            found = f"{earlier.begins} and {later.begins}"
            folder.refuse(errors.Overlap, file, key, entry=number, inside="from", found=found)
        elif later.begins > earlier.ends + timedelta(days=1):
            found = f"after {earlier.ends}, before {later.begins}"
            folder.refuse(errors.Gap, file, key, entry=number, inside="from", found=found)


def _check_together(folder: _Folder, rules: MunicipalityRules) -> None:
    if "service.start" not in rules.values:
        folder.refuse(errors.MissingKey, "municipality.toml", "service.start")
        return
    changes = {dated.begins for values in rules.values.values() for dated in values}
    days = sorted({rules.starts_on} | {day for day in changes if day > rules.starts_on})
    missing: set[str] = set()
    for day in days:
        for key in _missing_on(rules, day):
            if key not in missing:
                missing.add(key)
                known = schema.key_of(key)
                file = known.file if known else "certificates.toml"
                folder.refuse(errors.MissingKey, file, key, found=f"on {day}")
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
    values = rules.values.get(key)
    return bool(values) and values[-1].ends is not None and values[-1].ends < day


def _check_desks(folder: _Folder, rules: MunicipalityRules) -> None:
    for key in (*rules.keys_under("desk_for"), "pin.desks"):
        for number, dated in enumerate(rules.values.get(key, ())):
            wanted = dated.value if isinstance(dated.value, tuple) else (dated.value,)
            for desk in wanted:
                if not rules.has(f"desk.{desk}", max(dated.begins, rules.starts_on)):
                    file = folder.key_files[key]
                    folder.refuse(errors.UnknownDesk, file, key, entry=number, inside="value", found=str(desk))


def is_moment(value: object) -> bool:
    """Whether a raw TOML value is a moment with an offset."""
    return isinstance(value, datetime) and value.tzinfo is not None
