"""課税, 非課税, 所得 and 所得課税証明書 from one fiscal year's record (domain §4.8, facts C-26, C-27)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kofu.certificates import reach
from kofu.certificates.content import Essential
from kofu.certificates.errors import IncompleteRows
from kofu.certificates.plain import Line, Listing
from kofu.certificates.wording import amount, western_date
from kofu.registers.model import Resident, Snapshot, TaxRecord
from kofu.rules import Kind
from kofu.text import era_date, era_year, full_width

TITLES = {
    Kind.TAXATION: "市民税・県民税課税証明書",
    Kind.NON_TAXATION: "市民税・県民税非課税証明書",
    Kind.INCOME: "所得証明書",
    Kind.INCOME_TAX: "所得課税証明書",
}
SENTENCE = "上記のとおり相違ないことを証明する。"


def listing(kind: Kind, snapshot: Snapshot, fiscal_year: int | None) -> Listing:
    """The record of a fiscal year, or the latest. Raises IncompleteRows without record, or of the other taxability."""
    record = next((row for row in snapshot.taxes if fiscal_year in {None, row.fiscal_year}), None)
    row = snapshot.resident
    if record is None or row is None or record.person != row.person:
        raise IncompleteRows(register="tax")
    if kind in {Kind.TAXATION, Kind.NON_TAXATION} and record.taxable is not (kind is Kind.TAXATION):
        raise IncompleteRows(register="tax")
    return Listing(
        kind=kind,
        title=TITLES[kind],
        sentence=SENTENCE,
        lines=tuple(_lines(kind, record, row)),
        essentials=tuple(_essentials(kind, record, row)),
        persons=(record.person,),
        reached=reach.from_person(record.person, snapshot),
    )


def _essentials(kind: Kind, record: TaxRecord, row: Resident) -> Iterator[tuple[Essential, str]]:
    yield Essential.NAME, row.name.written
    yield Essential.FISCAL_YEAR, str(record.fiscal_year)
    yield Essential.AMOUNT, str(record.total_income_yen if kind is Kind.INCOME else record.total_tax_yen)


def _lines(kind: Kind, record: TaxRecord, row: Resident) -> Iterator[Line]:
    """The income certificate has no tax amount; the others have both (facts C-26)."""
    yield "年度", f"{era_year(date(record.fiscal_year, 4, 1))}度（{era_year(date(record.fiscal_year - 1, 12, 31))}分）"
    yield "氏名", row.name.written
    yield "生年月日", western_date(row.birth) if row.foreign else era_date(row.birth)
    yield "住所", row.address.text
    yield "１月１日の住所", record.address_on_january_1
    yield from _incomes(record)
    if kind is not Kind.INCOME:
        yield from _taxes(record)


def _incomes(record: TaxRecord) -> Iterator[Line]:
    yield "所得の内訳", ""
    for income in record.incomes:
        yield f"　{income.kind}", f"収入　{amount(income.revenue_yen)}　　所得　{amount(income.income_yen)}"
    yield "合計所得金額", amount(record.total_income_yen)
    yield "所得控除の内訳", ""
    for label, yen in record.deductions:
        yield f"　{label}", amount(yen)
    yield "所得控除の合計", amount(sum(yen for _, yen in record.deductions))
    for label, count in record.dependants:
        yield f"扶養　{label}", full_width(f"{count}人")


def _taxes(record: TaxRecord) -> Iterator[Line]:
    yield "税額の内訳", "" if record.taxable else "非課税"
    for label, yen in record.taxes:
        yield f"　{label}", amount(yen)
    yield "年税額", amount(record.total_tax_yen)
