"""What the four tax certificates share: one fiscal year's record in the columns of the form (domain §4.8).

Every kind of income, deduction and dependant that the law knows has its place; where nothing applies stand stars. What
the form has no place for gets a row of its own, or stands among the remarks: nothing is left out. The record is shown
as assessed; nothing is computed here but sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kofu.certificates import reach
from kofu.certificates.content import Content, Essential
from kofu.certificates.errors import IncompleteRows
from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.wording import END, UNUSED, amount, foot, western_date
from kofu.registers.model import Income, Resident, Snapshot, TaxRecord
from kofu.rules import Kind
from kofu.text import era_date, era_year, full_width

ROWS = 16
"""Rows of incomes and deductions on a sheet"""
INCOMES = (
    *("給与", "公的年金等", "営業等", "農業", "不動産", "利子", "配当"),
    *("雑（業務）", "雑（その他）", "総合譲渡", "一時"),
)
DEDUCTIONS = (
    *("雑損", "医療費", "社会保険料", "小規模企業共済等掛金", "生命保険料", "地震保険料", "障害者", "寡婦", "ひとり親"),
    *("勤労学生", "配偶者", "配偶者特別", "扶養", "特定親族特別", "基礎"),
)
DEPENDANTS = {
    "配偶者": "spouse",
    "特定": "specific",
    "同居老親等": "parents",
    "老人": "aged",
    "一般": "general",
    "１６歳未満": "young",
    "同居特別障害": "together",
    "特別障害": "severe",
    "普通障害": "disabled",
}
LATER = "次葉"
"""What a sheet says in place of figures that stand on the last one"""
CONTINUED = "（次葉へ続く）"
_LEVIES = {
    "市": "municipal",
    "町": "municipal",
    "村": "municipal",
    "特": "municipal",
    "区": "municipal",
} | dict.fromkeys("都道府県", "prefectural")
_PARTS = {"均等割": "equal", "所得割": "income"}


@dataclass(frozen=True, slots=True)
class TaxForm:
    """One kind's form: its usual title (the municipality's own name goes before), sentence, and what it shows."""

    kind: Kind
    form: str
    title: str
    sentence: str
    with_levies: bool = True


def compose(
    form: TaxForm, snapshot: Snapshot, record: TaxRecord, title: str | None, issuer: IssuerFacts, issued_at: datetime
) -> Content:
    """The record on as many sheets as its rows take. Raises IncompleteRows without the person's own resident row."""
    row = snapshot.resident
    if row is None or record.person != row.person:
        raise IncompleteRows(register="tax")
    frame = {"title": title or form.title, "sentence": form.sentence} | _head(record, row) | foot(issuer, issued_at)
    groups = _groups(record)
    frame |= _taxes(issuer) if form.with_levies else {}
    told = _sums(record) | _dependants(record) | (_levies(record) if form.with_levies else {})
    sheets = [frame | _rows(group) | dict.fromkeys(told, LATER) | {"remarks": CONTINUED} for group in groups[:-1]]
    last = {"remarks": _remarks(record, form) or UNUSED, "end": END}
    sheets.append(frame | _rows(groups[-1]) | told | last)
    return Content(
        kind=form.kind,
        form=form.form,
        title=frame["title"],
        sheets=tuple(sheets),
        essentials=(tuple(_essentials(record, row, form)),) * len(sheets),
        filled=(0,) * len(sheets),
        persons=(record.person,),
        reached=reach.from_person(record.person, snapshot),
        issuer=issuer,
        issued_at=issued_at,
    )


def record_of(snapshot: Snapshot, fiscal_year: int | None) -> TaxRecord:
    """The record of a fiscal year, or the latest. Raises IncompleteRows."""
    for record in snapshot.taxes:
        if fiscal_year in {None, record.fiscal_year}:
            return record
    raise IncompleteRows(register="tax")


def _essentials(record: TaxRecord, row: Resident, form: TaxForm) -> Iterator[tuple[Essential, str]]:
    yield Essential.NAME, row.name.written
    yield Essential.FISCAL_YEAR, str(record.fiscal_year)
    yield Essential.AMOUNT, str(record.total_tax_yen if form.with_levies else record.total_income_yen)


def _head(record: TaxRecord, row: Resident) -> dict[str, str]:
    fiscal, calendar = date(record.fiscal_year, 4, 1), date(record.fiscal_year - 1, 12, 31)
    return {
        "year": f"{era_year(fiscal)}度（{era_year(calendar)}分）",
        "name": row.name.written,
        "birth": western_date(row.birth) if row.foreign else era_date(row.birth),
        "address": row.address.text,
        "january": record.address_on_january_1,
    }


Cells = Mapping[str, str]


def _groups(record: TaxRecord) -> list[Sequence[Cells]]:
    """Rows of both columns side by side, sheet by sheet; rows that nothing needs have stars."""
    incomes, deductions = list(_incomes(record)), list(_deductions(record))
    count = -(-max(len(incomes), len(deductions)) // ROWS) * ROWS
    incomes += [dict.fromkeys(incomes[0], UNUSED)] * (count - len(incomes))
    deductions += [dict.fromkeys(deductions[0], UNUSED)] * (count - len(deductions))
    rows = [left | right for left, right in zip(incomes, deductions, strict=True)]
    return [rows[start : start + ROWS] for start in range(0, count, ROWS)]


def _rows(group: Sequence[Cells]) -> dict[str, str]:
    return {f"p{place}_{cell}": text for place, cells in enumerate(group, start=1) for cell, text in cells.items()}


def _incomes(record: TaxRecord) -> Iterator[dict[str, str]]:
    others = [income for income in record.incomes if income.kind not in INCOMES]
    for kind in INCOMES:
        told = [income for income in record.incomes if income.kind == kind]
        yield from map(_income, told) if told else [{"income_label": kind, "revenue": UNUSED, "income": UNUSED}]
    yield from map(_income, others)


def _income(income: Income) -> dict[str, str]:
    return {
        "income_label": income.kind,
        "revenue": amount(income.revenue_yen),
        "income": amount(income.income_yen),
    }


def _deductions(record: TaxRecord) -> Iterator[dict[str, str]]:
    """Registers name a deduction with or without 控除; the form's heading says it once."""
    told = [(label.removesuffix("控除"), yen) for label, yen in record.deductions]
    for kind in DEDUCTIONS:
        amounts = [amount(yen) for label, yen in told if label == kind] or [UNUSED]
        yield from ({"deduction_label": kind, "deduction": text} for text in amounts)
    yield from ({"deduction_label": kind, "deduction": amount(yen)} for kind, yen in told if kind not in DEDUCTIONS)


def _sums(record: TaxRecord) -> dict[str, str]:
    return {
        "income_total": amount(record.total_income_yen),
        "deduction_total": amount(sum(yen for _, yen in record.deductions)),
    }


def _dependants(record: TaxRecord) -> dict[str, str]:
    said = dict.fromkeys(DEPENDANTS, UNUSED)
    for kind in DEPENDANTS:
        counts = [count for label, count in record.dependants if label == kind]
        said[kind] = f"{full_width(str(sum(counts)))}人" if counts else UNUSED
    return {f"dependants_{cell}": said[kind] for kind, cell in DEPENDANTS.items()}


def _cell_of(kind: str) -> str | None:
    """Where a tax stands: municipal_equal, prefectural_income, forest; None for one the form has no place for."""
    plain = kind.replace("　", "").replace(" ", "")
    if plain == "森林環境税":
        return "forest"
    part = _PARTS.get(plain[-3:])
    levy = _LEVIES.get(plain[:1])
    return f"{levy}_{part}" if part and levy and plain[:-3].endswith("民税") else None


def _taxes(issuer: IssuerFacts) -> dict[str, str]:
    """Whose taxes they are: 市民税, 町民税; 県民税, 道民税."""
    return {
        "municipal_label": f"{'特別区' if issuer.name.endswith('区') else issuer.name[-1]}民税",
        "prefectural_label": f"{issuer.prefecture[-1]}民税",
    }


def _levies(record: TaxRecord) -> dict[str, str]:
    told = [(_cell_of(kind), yen) for kind, yen in record.taxes]
    base = record.taxable_base_yen
    said = {
        "status": "課税" if record.taxable else "非課税",
        "base": UNUSED if base is None else amount(base),
        "forest": _sum(yen for cell, yen in told if cell == "forest"),
        "total": amount(record.total_tax_yen),
    }
    for levy in ("municipal", "prefectural"):
        for part in _PARTS.values():
            said[f"{levy}_{part}"] = _sum(yen for cell, yen in told if cell == f"{levy}_{part}")
        said[f"{levy}_total"] = _sum(yen for cell, yen in told if cell and cell.startswith(levy))
    return said


def _sum(amounts: Iterable[int]) -> str:
    told = list(amounts)
    return amount(sum(told)) if told else UNUSED


def _remarks(record: TaxRecord, form: TaxForm) -> str:
    """What the form has no place for."""
    people = [f"{kind}　{full_width(str(count))}人" for kind, count in record.dependants if kind not in DEPENDANTS]
    taxes = [f"{kind}　{amount(yen)}" for kind, yen in record.taxes if _cell_of(kind) is None]
    return "　　".join([*people, *taxes] if form.with_levies else people)
