"""The rule book: every municipality's dated values, as loaded and checked."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import cast

from kofu.rules.loading.errors import NotInForce, UnknownMunicipality
from kofu.rules.values import Dated, MonthDay, Source, YearlySpan


@dataclass(frozen=True, eq=False, repr=False)
class MunicipalityRules:
    """One municipality's rules: for each key its values in order of time. Compared by identity."""

    code: str
    """Six digits, check digit included (全国地方公共団体コード)."""
    id: str
    """The lower-case name of the folder: akashi."""
    values: Mapping[str, tuple[Dated[object], ...]]
    canonical: str
    """The data as canonical JSON; what the fingerprint is taken over."""

    def __repr__(self) -> str:
        return f"MunicipalityRules({self.code}_{self.id})"

    def dated(self, key: str, day: date) -> Dated[object]:
        """The value in force on a day with its source. Raises NotInForce."""
        for dated in self.values.get(key, ()):
            if dated.holds_on(day):
                return dated
        raise NotInForce(municipality=self.id, key=key, day=day.isoformat())

    def value(self, key: str, day: date) -> object:
        """The value in force on a day. Raises NotInForce."""
        return self.dated(key, day).value

    def source(self, key: str, day: date) -> Source:
        """Where the value in force on a day comes from. Raises NotInForce."""
        return self.dated(key, day).source

    def has(self, key: str, day: date) -> bool:
        """Whether the key has a value on this day."""
        return any(dated.holds_on(day) for dated in self.values.get(key, ()))

    def keys_under(self, prefix: str) -> Iterator[str]:
        """The concrete keys below a prefix, in the order of the files."""
        return (key for key in self.values if key.startswith(prefix + "."))

    @cached_property
    def starts_on(self) -> date:
        """First day of service."""
        return cast("date", self.values["service.start"][-1].value)

    @cached_property
    def _changes(self) -> list[date]:
        """Every day on which some value begins, or is the first without one, in order."""
        begins = {dated.begins for values in self.values.values() for dated in values}
        ends = {dated.ends for values in self.values.values() for dated in values}
        return sorted(begins | {end + timedelta(days=1) for end in ends if end is not None and end < date.max})

    def stretch_of(self, day: date) -> date:
        """The first day of the stretch around ``day`` in which no value changes; ``day`` itself before all values."""
        place = bisect_right(self._changes, day)
        return self._changes[place - 1] if place else day

    @cached_property
    def name(self) -> str:
        """The official name: 明石市."""
        return str(self.values["municipality.name"][-1].value)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the canonical data, hexadecimal; the same for the same data on every machine."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    def with_tax_switch(
        self, *, switch_on: date | None = None, blackout: tuple[date, date] | None = None
    ) -> MunicipalityRules:
        """The same rules with another tax-year switch or blackout; for cases that set them."""
        changed: dict[str, MonthDay | YearlySpan] = {}
        if switch_on is not None:
            changed["tax.switch"] = MonthDay.of(switch_on)
        if blackout is not None:
            changed["tax.blackout"] = YearlySpan(MonthDay.of(blackout[0]), MonthDay.of(blackout[1]))
        values, data = dict(self.values), json.loads(self.canonical)
        for key, value in changed.items():
            values[key] = (Dated(self.starts_on, None, value, Source(key, "set by the case")),)
            written = {"from": self.starts_on.isoformat(), "value": str(value), "source": "set by the case"}
            data["values"][key] = [written]
        return replace(self, values=MappingProxyType(values), canonical=canonical_json(data))

    @cached_property
    def written(self) -> Mapping[str, list[dict[str, object]]]:
        """The entries as they stand in the files, dates as text."""
        data: dict[str, Mapping[str, list[dict[str, object]]]] = json.loads(self.canonical)
        return data["values"]


def canonical_json(data: Mapping[str, object]) -> str:
    """The one text that stands for this data: sorted keys, dates as ISO text."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_iso)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


@dataclass(frozen=True, eq=False)
class RuleBook:
    """All municipalities of one data directory."""

    municipalities: tuple[MunicipalityRules, ...]

    @classmethod
    def load(cls, directory: Path | None = None) -> RuleBook:
        """Read and check a directory of municipality folders; the committed ones by default.

        Raises the first BrokenRules found; ``tools.check`` lists all of them.
        """
        from kofu.rules.loading.loader import load_directory  # noqa: PLC0415  (the loader builds these very types)

        return load_directory(directory or DATA)

    def municipality(self, code_or_id: str) -> MunicipalityRules:
        """Find by six-digit code, folder name or official name. Raises UnknownMunicipality."""
        for rules in self.municipalities:
            if code_or_id in {rules.code, rules.id, rules.name}:
                return rules
        raise UnknownMunicipality(asked=code_or_id[:40])

    def fingerprint(self) -> str:
        """SHA-256 over the fingerprints of all municipalities, hexadecimal."""
        together = json.dumps({rules.code: rules.fingerprint for rules in self.municipalities}, sort_keys=True)
        return hashlib.sha256(together.encode()).hexdigest()


DATA = Path(__file__).parent / "data" / "municipalities"
