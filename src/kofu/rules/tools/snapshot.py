"""The committed table of days: what each certificate's hours and fee are, so that a change shows as days and yen.

Equal days in a row are one line. Maintenance and suspensions are operational state and not in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from kofu.money import Yen
from kofu.rules.book import MunicipalityRules, RuleBook
from kofu.rules.in_force import CertificateRules, in_force
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
    told = [_told(rules, first_day + timedelta(days=count)) for count in range(days)]
    seen = {kind for day in told for kind in day.certificates or ()}
    return [row for kind in Kind if kind in seen for row in _rows(kind, told)]


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


@dataclass(frozen=True, slots=True)
class _Day:
    day: date
    certificates: Mapping[Kind, CertificateRules] | None
    """None on a day for which a needed value is not in force."""

    def state(self, kind: Kind) -> tuple[str, Yen | None] | None:
        """Hours or closure, and fee; None when the certificate is not offered."""
        if self.certificates is None:
            return NO_RULES, None
        certificate = self.certificates.get(kind)
        if certificate is None:
            return None
        closed = "+".join(reason.value for reason in certificate.closures)
        return closed or str(certificate.hours), certificate.fee


def _told(rules: MunicipalityRules, day: date) -> _Day:
    if day < rules.starts_on:
        return _Day(day, {})
    try:
        return _Day(day, in_force(rules, day).certificates)
    except NotInForce:
        return _Day(day, None)


def _rows(kind: Kind, told: list[_Day]) -> Iterator[Row]:
    for state, days in groupby(told, key=lambda day: day.state(kind)):
        run = [day.day for day in days]
        if state is not None:
            yield Row(kind, run[0], run[-1], *state)
