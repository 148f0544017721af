"""The committed table of days: what each certificate's hours and fee are, so that a change shows as days and yen.

Equal days in a row are one line. Maintenance and suspensions are operational state and not in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from kofu.money import Yen
from kofu.rules.book import MunicipalityRules, RuleBook
from kofu.rules.in_force import in_force
from kofu.rules.kinds import Kind
from kofu.rules.loading.errors import NotInForce

FIRST_DAY = date(2026, 4, 1)
DAYS = (date(2028, 3, 31) - FIRST_DAY).days + 1
DATA = Path(__file__).parents[1] / "data" / "snapshot"
HEADER = "certificate,from,until,hours,fee"
NO_RULES = "no_rules"


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of days on which one certificate is offered alike."""

    kind: Kind
    first: date
    last: date
    hours: str
    """Opening hours, the reasons why it is closed joined by +, or ``no_rules``."""
    fee: Yen | None

    def line(self) -> str:
        """The row as it stands in the committed file."""
        fee = "" if self.fee is None else str(self.fee)
        return f"{self.kind.code},{self.first},{self.last},{self.hours},{fee}"


def snapshot(rules: MunicipalityRules, first_day: date = FIRST_DAY, days: int = DAYS) -> list[Row]:
    """The rows of one municipality, by certificate and day. Days without an offered certificate have no row."""
    return [row for kind in Kind for row in _rows(rules, kind, first_day, days)]


def snapshot_text(rules: MunicipalityRules) -> str:
    """The whole committed file of one municipality."""
    return "\n".join((HEADER, *(row.line() for row in snapshot(rules)))) + "\n"


def snapshot_file(rules: MunicipalityRules, directory: Path = DATA) -> Path:
    """Where the file of a municipality stands."""
    return directory / f"{rules.code}_{rules.id}.csv"


def write_snapshots(book: RuleBook, directory: Path = DATA) -> list[Path]:
    """Write the file of every municipality; tells which ones changed."""
    changed = []
    for rules in book.municipalities:
        file, text = snapshot_file(rules, directory), snapshot_text(rules)
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            changed.append(file)
    return changed


def _rows(rules: MunicipalityRules, kind: Kind, first_day: date, days: int) -> Iterator[Row]:
    run: Row | None = None
    for day in (first_day + timedelta(days=count) for count in range(days)):
        told = _told(rules, kind, day)
        if run is not None and told == (run.hours, run.fee):
            run = Row(kind, run.first, day, run.hours, run.fee)
            continue
        if run is not None:
            yield run
        run = None if told is None else Row(kind, day, day, *told)
    if run is not None:
        yield run


def _told(rules: MunicipalityRules, kind: Kind, day: date) -> tuple[str, Yen | None] | None:
    if day < rules.starts_on:
        return None
    try:
        certificate = in_force(rules, day).certificates.get(kind)
    except NotInForce:
        return NO_RULES, None
    if certificate is None:
        return None
    closed = "+".join(reason.value for reason in certificate.closures)
    return closed or str(certificate.hours), certificate.fee
