"""What must stand on the four tax certificates, straight from the rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.wanted import Wanted
from kofu.paper.binding import Binding
from kofu.paper.expected.people import birth_of
from kofu.paper.expected.sheets import document
from kofu.paper.expected.writing import wide, yen
from kofu.registers.model import Resident, Snapshot, TaxRecord
from kofu.rules import Kind

_ROWS = 16
_NONE = "＊＊＊"
_TITLES = {
    Kind.TAXATION: ("市民税・県民税課税証明書", "上記のとおり課税されていることを証明する。"),
    Kind.NON_TAXATION: ("市民税・県民税非課税証明書", "上記のとおり課税されていないことを証明する。"),
    Kind.INCOME: ("所得証明書", "上記のとおり相違ないことを証明する。"),
    Kind.INCOME_TAX: ("所得課税証明書", "上記のとおり相違ないことを証明する。"),
}
_INCOMES = (
    *("給与", "公的年金等", "営業等", "農業", "不動産", "利子"),
    *("配当", "雑（業務）", "雑（その他）", "総合譲渡", "一時"),
)
_DEDUCTIONS = (
    *("雑損", "医療費", "社会保険料", "小規模企業共済等掛金", "生命保険料", "地震保険料", "障害者", "寡婦"),
    *("ひとり親", "勤労学生", "配偶者", "配偶者特別", "扶養", "特定親族特別", "基礎"),
)
_DEPENDANTS = (
    ("spouse", "配偶者"),
    ("specific", "特定"),
    ("parents", "同居老親等"),
    ("aged", "老人"),
    ("general", "一般"),
    ("young", "１６歳未満"),
    ("together", "同居特別障害"),
    ("severe", "特別障害"),
    ("disabled", "普通障害"),
)
_WORDS = (
    "氏名生年月日住所１月１日の住所所得の種類収入金額所得金額所得控除の種類控除金額合計所得金額所得控除の合計"
    "扶養親族等の数備考" + "".join(label for _, label in _DEPENDANTS)
)
_LEVY_WORDS = "課税標準額課税の有無税　目均等割額所得割額計森林環境税（国税）年　　税　　額"


def expected(snapshot: Snapshot, wanted: Wanted, issuer: IssuerFacts, binding: Binding) -> dict[tuple[int, str], str]:
    """Page and field to text."""
    row = snapshot.resident
    years = [record for record in snapshot.taxes if wanted.fiscal_year in (None, record.fiscal_year)]
    if row is None or not years:
        return {}
    record, levied = years[0], wanted.kind is not Kind.INCOME
    title, sentence = _TITLES[wanted.kind]
    same = _person(record, row) | {"title": wanted.title or title, "sentence": sentence}
    if levied:
        city = {"市": "市民税", "町": "町民税", "村": "村民税", "区": "特別区民税"}[issuer.name[-1]]
        same |= {"municipal_label": city, "prefectural_label": issuer.prefecture[-1] + "民税"}
    pages = _pages(record)
    last = _last(record, levied) | (_levies(record) if levied else {})
    for page in pages[:-1]:
        page.update({name: "次葉" for name in last if name != "end"} | {"remarks": "（次葉へ続く）"})
    pages[-1] |= last
    return document(pages, same, _WORDS + (_LEVY_WORDS if levied else ""), binding, issuer)


def _person(record: TaxRecord, row: Resident) -> dict[str, str]:
    return {
        "year": _years(record.fiscal_year),
        "name": row.name.written,
        "birth": birth_of(row),
        "address": row.addresses[0].text,
        "january": record.address_on_january_1,
    }


def _years(fiscal: int) -> str:
    """令和 began in 2019: fiscal 2020 is its second year, on the income of its first."""

    def written(year: int) -> str:
        count = year - 2018
        return "令和元年" if count == 1 else wide(f"令和{count}年") if count > 1 else wide(f"平成{year - 1988}年")

    return f"{written(fiscal) if fiscal != 2019 else '平成３１年'}度（{written(fiscal - 1)}分）"


def _pages(record: TaxRecord) -> list[dict[str, str]]:
    incomes, deductions = list(_incomes(record)), list(_deductions(record))
    pages: list[dict[str, str]] = []
    while not pages or len(pages) * _ROWS < max(len(incomes), len(deductions)):
        page: dict[str, str] = {}
        for row in range(_ROWS):
            place = len(pages) * _ROWS + row
            left = incomes[place] if place < len(incomes) else (_NONE,) * 3
            right = deductions[place] if place < len(deductions) else (_NONE,) * 2
            names = ("income_label", "revenue", "income", "deduction_label", "deduction")
            page |= {f"p{row + 1}_{name}": text for name, text in zip(names, left + right, strict=True)}
        pages.append(page)
    return pages


def _incomes(record: TaxRecord) -> Iterator[tuple[str, ...]]:
    """In the order of the form; a kind it does not know at the end."""
    order = [*_INCOMES, *(income.kind for income in record.incomes if income.kind not in _INCOMES)]
    for kind in dict.fromkeys(order):
        found = [income for income in record.incomes if income.kind == kind]
        for income in found:
            yield kind, yen(income.revenue_yen), yen(income.income_yen)
        if not found:
            yield kind, _NONE, _NONE


def _deductions(record: TaxRecord) -> Iterator[tuple[str, ...]]:
    told = [(label[:-2] if label.endswith("控除") else label, amount) for label, amount in record.deductions]
    order = [*_DEDUCTIONS, *(label for label, _ in told if label not in _DEDUCTIONS)]
    for kind in dict.fromkeys(order):
        found = [yen(amount) for label, amount in told if label == kind]
        yield from ((kind, amount) for amount in found or [_NONE])


def _last(record: TaxRecord, levied: bool) -> dict[str, str]:
    known = [label for _, label in _DEPENDANTS]
    counts = {cell: [n for label, n in record.dependants if label == kind] for cell, kind in _DEPENDANTS}
    others = [f"{label}　{wide(str(count))}人" for label, count in record.dependants if label not in known]
    if levied:
        others += [f"{label}　{yen(amount)}" for label, amount in record.taxes if not _place(label)]
    return {
        "income_total": yen(sum(income.income_yen for income in record.incomes)),
        "deduction_total": yen(sum(amount for _, amount in record.deductions)),
        "remarks": "　　".join(others) or _NONE,
        "end": "以下余白",
    } | {f"dependants_{cell}": wide(str(sum(n))) + "人" if n else _NONE for cell, n in counts.items()}


def _place(label: str) -> tuple[str, str] | None:
    """Row and column of a tax, by its name without blanks."""
    name = "".join(label.split())
    if name == "森林環境税":
        return "forest", ""
    for end, column in (("民税均等割", "equal"), ("民税所得割", "income")):
        if name.endswith(end):
            return ("prefectural" if name[0] in "都道府県" else "municipal" if name[0] in "市町村特区" else ""), column
    return None


def _levies(record: TaxRecord) -> dict[str, str]:
    told = [(_place(label), amount) for label, amount in record.taxes]
    fields = {
        "status": "課税" if record.taxable else "非課税",
        "base": _NONE if record.taxable_base_yen is None else yen(record.taxable_base_yen),
        "forest": _total([amount for place, amount in told if place == ("forest", "")]),
        "total": yen(sum(amount for _, amount in record.taxes)),
    }
    for levy in ("municipal", "prefectural"):
        for column in ("equal", "income"):
            fields[f"{levy}_{column}"] = _total([amount for place, amount in told if place == (levy, column)])
        fields[f"{levy}_total"] = _total([amount for place, amount in told if place and place[0] == levy])
    return fields


def _total(amounts: Sequence[int]) -> str:
    return yen(sum(amounts)) if amounts else _NONE
