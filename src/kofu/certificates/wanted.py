"""One certificate as asked for and allowed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from kofu.rules import Kind, Option

Subjects = Collection[str] | Literal["household"]
"""Person ids, or everybody of the household or koseki"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One certificate, decided and allowed."""

    kind: Kind
    subjects: Subjects = "household"
    options: frozenset[Option] = frozenset()
    fiscal_year: int | None = None
    """Tax certificates only; None for the latest"""
    title: str | None = None
    """The municipality's own name for a tax certificate (市・都民税課税証明書); None for the usual one"""
