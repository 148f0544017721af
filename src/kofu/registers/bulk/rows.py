"""Files line by line: each line is a fact with its place, or a problem that says where and why, never what."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kofu.errors import KofuError
from kofu.registers.bulk.columns import fact_of_cells, header
from kofu.registers.bulk.errors import RowUnreadable, UnknownFile
from kofu.registers.characters import check_fact
from kofu.registers.errors import UnknownFactKind
from kofu.registers.facts import Fact
from kofu.registers.kinds import FactKind, kind_named
from kofu.registers.lines import LONGEST_LINE_BYTES, read_fact, read_json


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file; line 0 for what is in no file."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A bad row: where it is, which field, what its value looks like, and why it is bad."""

    place: Place
    code: str
    reason: str
    field: str | None = None
    shape: str | None = None
    subject: str | None = None
    """Whom it is about; None where that cannot be read"""

    def __str__(self) -> str:
        about = f" {self.field}: {self.shape}:" if self.field else ""
        return f"{self.place.file}:{self.place.line}:{about} {self.reason} [{self.code}]"


@dataclass(frozen=True, slots=True)
class Row:
    """A fact and where it was read."""

    place: Place
    fact: Fact


def problem_of(error: KofuError, place: Place, subject: str | None) -> Problem:
    """An error as a row's problem."""
    told = error.facts
    texts = [str(told[name]) for name in ("reason", "category") if told.get(name)]
    field, shape = told.get("field"), told.get("shape")
    return Problem(
        place,
        error.code,
        texts[0] if texts else error.summary,
        str(field) if field else None,
        str(shape) if shape else None,
        subject,
    )


def read_files(files: Iterable[Path], tell_bytes: Callable[[int], None]) -> Iterator[Row | Problem]:
    """Every row of the files in their order; ``tell_bytes`` hears how many bytes were read. Raises UnknownFile."""
    for file, read in [(file, _reader(file)) for file in files]:
        with file.open("rb") as lines:
            yield from read(file.name, lines, tell_bytes)


Reader = Callable[[str, BinaryIO, Callable[[int], None]], Iterator[Row | Problem]]


def _reader(file: Path) -> Reader:
    if file.suffix == ".jsonl":
        return _read_json_lines
    try:
        kind = kind_named(file.name.split(".")[0])
    except UnknownFactKind:
        raise UnknownFile(file=file.name) from None
    if file.suffix != ".csv":
        raise UnknownFile(file=file.name)
    return lambda name, lines, tell: _read_csv(kind, name, lines, tell)


def _lines(name: str, file: BinaryIO, tell: Callable[[int], None]) -> Iterator[tuple[Place, bytes]]:
    """Lines with their places, each at most one byte longer than a line may be, so that none fills the memory."""
    number, begun = 0, False
    while line := file.readline(LONGEST_LINE_BYTES + 1):
        tell(len(line))
        if not begun:
            number += 1
            yield Place(name, number), line
        begun = not line.endswith(b"\n")


def _text(line: bytes) -> str:
    if len(line) > LONGEST_LINE_BYTES:
        raise RowUnreadable(reason=f"longer than {LONGEST_LINE_BYTES} bytes")
    try:
        return line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise RowUnreadable(reason=f"not UTF-8 at byte {error.start + 1}") from None


def _read_json_lines(name: str, file: BinaryIO, tell: Callable[[int], None]) -> Iterator[Row | Problem]:
    for place, line in _lines(name, file, tell):
        subject = None
        try:
            told = read_json(_text(line))
            subject = _subject(told.get("subject")) if isinstance(told, dict) else None
            yield _row(place, read_fact(told))
        except KofuError as error:
            yield problem_of(error, place, subject)


def _read_csv(kind: FactKind, name: str, file: BinaryIO, tell: Callable[[int], None]) -> Iterator[Row | Problem]:
    names: list[str] | None = None
    for place, line in _lines(name, file, tell):
        subject = None
        try:
            cells = _cells(_text(line))
            if names is None:
                names = _names(kind, cells)
                continue
            subject = _subject(cells[names.index("subject")]) if len(cells) == len(names) else None
            yield _row(place, fact_of_cells(kind, names, cells))
        except KofuError as error:
            yield problem_of(error, place, subject)
            if names is None:
                return


def _row(place: Place, fact: Fact) -> Row:
    fact.check_subject()
    check_fact(fact)
    return Row(place, fact)


def _subject(told: object) -> str | None:
    return told if isinstance(told, str) and 0 < len(told) <= 100 and told.isascii() else None


def _cells(text: str) -> list[str]:
    try:
        return next(csv.reader([text], strict=True), [])
    except csv.Error:
        raise RowUnreadable(reason="quotes or commas do not fit") from None


def _names(kind: FactKind, cells: list[str]) -> list[str]:
    """The header line; columns may stand in any order, and optional ones may be missing. Raises RowUnreadable."""
    names = [cell.removeprefix("\ufeff") for cell in cells]
    known = header(kind)
    strange = [name for name in names if name not in known]
    missing = [name for name in known[: 3 if kind.keyed else 2] if name not in names]
    if strange or missing or len(set(names)) != len(names):
        what = f"lacks {missing[0]}" if missing else "names a column twice or one that this kind has not"
        raise RowUnreadable(reason=f"the header line {what}; see `kofu registers template`")
    return names
