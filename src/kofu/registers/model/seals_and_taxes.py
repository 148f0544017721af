"""Seal registrations and municipal tax records (印鑑登録, 個人住民税)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from kofu.registers.model.residents import PersonId


class SealState(Enum):
    """State of a seal registration (印鑑登録)."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ABOLISHED = "abolished"


@dataclass(frozen=True, slots=True)
class SealRegistration:
    """印鑑登録 of one person."""

    person: PersonId
    number: str
    """印鑑登録番号"""
    registered_on: date
    state: SealState = SealState.ACTIVE
    imprint_png: bytes | None = None
    """印影 as a one-bit PNG whose side is ``imprint_millimetres``; None when only the number is loaded"""
    imprint_millimetres: int = 15
    """Side of the imprint, 8 to 25 mm"""


@dataclass(frozen=True, slots=True)
class Income:
    """One kind of income: what came in (収入) and what counts (所得), in yen."""

    kind: str
    revenue_yen: int
    income_yen: int


@dataclass(frozen=True, slots=True)
class TaxRecord:
    """個人住民税 of one person for one fiscal year (年度), on the income of the calendar year before."""

    person: PersonId
    fiscal_year: int
    """2026 is 令和8年度, levied on the income of 2025"""
    taxed_by: str
    """Municipality that levies it: a code, or ``elsewhere``"""
    address_on_january_1: str
    """賦課期日の住所"""
    declared: bool
    """Whether a declaration (申告) exists; being somebody's dependant does not replace it (facts B-23)"""
    documents: bool
    """Whether tax documents (申告書, 給与支払報告書) were submitted (facts B-22)"""
    taxable: bool
    """False for a person exempt from the tax (非課税)"""
    incomes: tuple[Income, ...] = ()
    deductions: tuple[tuple[str, int], ...] = ()
    """所得控除, kind and yen"""
    taxes: tuple[tuple[str, int], ...] = ()
    """税額, kind (市民税 均等割, 森林環境税 ...) and yen a year"""
    dependants: tuple[tuple[str, int], ...] = ()
    """扶養, kind and number of persons"""
    dependant: bool = False
    """Is a dependant of somebody"""
    declared_on: date | None = None
    """Day of a first declaration made late; None for one made in time"""
    amendment_pending: bool = False
    """An amended declaration is not worked in yet (facts B-24)"""
    taxable_base_yen: int | None = None
    """課税標準額, as assessed; None where the tax system has not told it"""

    @property
    def total_income_yen(self) -> int:
        """合計所得金額."""
        return sum(income.income_yen for income in self.incomes)

    @property
    def total_tax_yen(self) -> int:
        """年税額."""
        return sum(amount for _, amount in self.taxes)
