"""Seeded chance for invented people: the same seed gives the same town on every machine."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import TypeVar

from kofu.registers.model import Name, Sex

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class GivenName:
    """A given name and the year around which it was common."""

    name: Name
    sex: Sex
    around: int


@cache
def surnames() -> tuple[tuple[Name, ...], tuple[int, ...]]:
    """Surnames and how common each is; the rare ones hold variation sequences."""
    rows = _rows("surnames.csv")
    return tuple(Name(row["written"], row["reading"]) for row in rows), tuple(int(row["weight"]) for row in rows)


@cache
def given_names() -> tuple[GivenName, ...]:
    """Given names of both sexes."""
    return tuple(
        GivenName(Name(row["written"], row["reading"]), Sex[row["sex"].upper()], int(row["around"]))
        for row in _rows("given_names.csv")
    )


def _rows(file: str) -> list[dict[str, str]]:
    return list(csv.DictReader((files("kofu.towns") / "data" / file).read_text("utf-8").splitlines()))


class Dice:
    """Chance with the questions that towns ask."""

    def __init__(self, seed: int, municipality: str) -> None:
        self._random = random.Random(f"kofu/towns/{municipality}/{seed}")  # noqa: S311 - invented people, no secret

    def happens(self, per_thousand: int) -> bool:
        """True this often in a thousand."""
        return self._random.randrange(1000) < per_thousand

    def number(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return self._random.randint(low, high)

    def one_of(self, choices: Sequence[T]) -> T:
        """Any of them, alike."""
        return self._random.choice(choices)

    def weighted(self, choices: Sequence[T], weights: Sequence[int]) -> T:
        """Any of them, by weight."""
        return self._random.choices(choices, weights)[0]

    def day(self, first: date, last: date) -> date:
        """A day from first to last; ``first`` when there is none between."""
        return first + timedelta(days=self.number(0, max(0, (last - first).days)))

    def surname(self) -> Name:
        """A surname, mostly a common one."""
        return self.weighted(*surnames())

    def given(self, sex: Sex, birth: date) -> Name:
        """A given name that fits the year of birth."""
        return self.weighted(*_fitting(sex, birth.year))


@cache
def _fitting(sex: Sex, year: int) -> tuple[tuple[Name, ...], tuple[int, ...]]:
    """Given names of a sex, weighed by how near their time is to the year of birth."""
    fitting = [given for given in given_names() if given.sex is sex]
    weights = (max(1, 40 - abs(given.around - year)) ** 2 for given in fitting)
    return tuple(given.name for given in fitting), tuple(weights)
