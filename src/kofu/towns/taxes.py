"""Tax records whose amounts fit the income: salaries only, with the usual deductions.

The figures are plausible, not an assessment: flat deductions, 10 % on the rest, per-capita amounts since FY2024.
"""

from __future__ import annotations

from datetime import date

from kofu.registers.facts import Fact
from kofu.registers.kinds import FactKind
from kofu.registers.model import Income, PersonId, TaxRecord

BASIC_DEDUCTION_YEN = 430_000
"""基礎控除 of the resident tax"""
EXEMPT_INCOME_YEN = 450_000
"""Income up to which nothing is levied (非課税限度額) on a single person"""


def tax_record(
    person: PersonId, year: int, municipality: str, address: str, salary_yen: int, dependants: int = 0
) -> TaxRecord:
    """A declared record for a fiscal year on a salary of the year before."""
    income = salary_income_yen(salary_yen)
    deductions = _deductions(salary_yen, dependants)
    base = max(0, income - sum(amount for _, amount in deductions)) // 1000 * 1000
    taxable = income > EXEMPT_INCOME_YEN
    return TaxRecord(
        person=person,
        fiscal_year=year,
        taxed_by=municipality,
        address_on_january_1=address,
        declared=True,
        documents=True,
        taxable=taxable,
        incomes=(Income("給与", salary_yen, income),) if salary_yen else (),
        deductions=deductions,
        taxes=taxes_on(base) if taxable else NOTHING,
        dependants=(("１６歳未満", dependants),) if dependants else (),
        taxable_base_yen=base if taxable else 0,
    )


def salary_income_yen(salary_yen: int) -> int:
    """給与所得: the salary less the deduction for salaries (所得税法 §28, as for 2025)."""
    if salary_yen <= 1_900_000:
        return max(0, salary_yen - 650_000)
    if salary_yen <= 3_600_000:
        return salary_yen - (salary_yen * 3 // 10 + 80_000)
    if salary_yen <= 6_600_000:
        return salary_yen - (salary_yen * 2 // 10 + 440_000)
    return salary_yen - min(1_950_000, salary_yen // 10 + 1_100_000)


def _deductions(salary_yen: int, dependants: int) -> tuple[tuple[str, int], ...]:
    insurance = salary_yen * 15 // 100
    told = [("社会保険料", insurance), ("扶養", 330_000 * dependants), ("基礎", BASIC_DEDUCTION_YEN)]
    return tuple((kind, amount) for kind, amount in told if amount)


NOTHING = (
    ("市町村民税 均等割", 0),
    ("市町村民税 所得割", 0),
    ("都道府県民税 均等割", 0),
    ("都道府県民税 所得割", 0),
    ("森林環境税", 0),
)


def taxes_on(base_yen: int) -> tuple[tuple[str, int], ...]:
    """Per-capita and income levies, and the forest tax since FY2024; income levies in hundreds of yen."""
    municipal, prefectural = (base_yen * percent // 100 // 100 * 100 for percent in (6, 4))
    amounts = (3000, municipal, 1000, prefectural, 1000)
    return tuple((kind, amount) for (kind, _), amount in zip(NOTHING, amounts, strict=True))


def tax_fact(record: TaxRecord) -> Fact:
    """The fact a tax record is told by."""
    return Fact(FactKind.TAX, record.person, date(record.fiscal_year, 1, 1), record, key=str(record.fiscal_year))
