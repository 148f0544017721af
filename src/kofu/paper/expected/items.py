"""The labelled items that must stand on the plain form, kind by kind, straight from the rows."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Sequence

from PIL import Image

from kofu.certificates.wanted import Wanted
from kofu.paper.expected.people import koseki_members, registered, residents
from kofu.paper.expected.writing import gregorian_day, japanese_day, japanese_day_or_stars, wide, yen
from kofu.registers.model import KosekiEntry, KosekiMember, Resident, Snapshot, TaxRecord
from kofu.rules import Kind, Option

Items = list[tuple[str, str]]


def items_of(snapshot: Snapshot, wanted: Wanted) -> Items:
    """Label and text of every line, in order, without the line that ends the list."""
    if wanted.kind is Kind.RESIDENT_RECORD_ITEMS:
        return _resident_items(snapshot, wanted)
    if wanted.kind is Kind.SEAL:
        return _seal(snapshot)
    if wanted.kind is Kind.KOSEKI_SUPPLEMENT:
        return _supplement(snapshot, wanted)
    if wanted.kind in {Kind.KOSEKI_FULL, Kind.KOSEKI_INDIVIDUAL}:
        return _koseki(snapshot, wanted)
    return _tax(snapshot, wanted)


def imprint_of(snapshot: Snapshot) -> str:
    """The imprint as ``readback`` tells it: side in millimetres, pixels and their digest."""
    if snapshot.seal is None or snapshot.seal.imprint_png is None:
        return ""
    with Image.open(io.BytesIO(snapshot.seal.imprint_png)) as image:
        pixels = image.convert("L")
    digest = hashlib.sha256(pixels.tobytes()).hexdigest()
    return f"{snapshot.seal.imprint_millimetres}mm {pixels.width}x{pixels.height} {digest}"


def _birth(row: Resident) -> str:
    return japanese_day(row.birth) if row.foreign is None else gregorian_day(row.birth)


def _resident_items(snapshot: Snapshot, wanted: Wanted) -> Items:
    rows = residents(snapshot, wanted)
    heads = [row.name.written for row in registered(snapshot) if row.is_head]
    relationship = Option.RELATIONSHIP in wanted.options
    found: Items = [("住所", rows[0].addresses[0].text if rows else "")]
    found += [("世帯主の氏名", name) for name in heads if relationship]
    for row in rows:
        found += [("氏名", row.name.written), ("氏名の振り仮名", row.name.reading or "")]
        found += [("旧氏", row.former_surname.written)] if row.former_surname else []
        found += [("生年月日", _birth(row)), ("男女の別", row.sex.value)]
        found += [("続柄", row.relationship)] if relationship else []
        if Option.MY_NUMBER in wanted.options:
            found.append(("個人番号", wide(row.my_number) if row.my_number else "＊＊＊"))
        found += _only_foreign(row) if row.foreign else _only_japanese(row, wanted)
    return found


def _only_japanese(row: Resident, wanted: Wanted) -> Items:
    found = [("住民となった年月日", japanese_day(row.became_resident_on))]
    if Option.HONSEKI in wanted.options:
        found += [("本籍", row.honseki or "＊＊＊"), ("筆頭者の氏名", row.first_entry or "＊＊＊")]
    return found


def _only_foreign(row: Resident) -> Items:
    status = row.foreign
    if status is None:
        return []
    found = [("通称", row.alias.written)] if row.alias else []
    return [
        *found,
        ("外国人住民となった年月日", japanese_day(status.became_foreign_resident_on)),
        ("国籍・地域", status.nationality),
        ("第３０条の４５規定区分", status.category.value),
        ("在留資格", status.residence_status or "＊＊＊"),
        ("在留期間等", wide(status.period or "***")),
        ("在留期間の満了の日", "＊＊＊" if status.expires_on is None else gregorian_day(status.expires_on)),
        ("在留カード等の番号", wide(status.card_number or "***")),
    ]


def _seal(snapshot: Snapshot) -> Items:
    row, seal = snapshot.resident, snapshot.seal
    if row is None or seal is None or seal.state.value != "active":
        return []
    second = [(label, name.written) for label, name in (("旧氏", row.former_surname), ("通称", row.alias)) if name]
    return [
        ("氏名", row.name.written),
        *second,
        ("生年月日", _birth(row)),
        ("男女の別", row.sex.value),
        ("住所", row.addresses[0].text),
        ("印鑑登録の年月日", japanese_day(seal.registered_on)),
    ]


def _entries(entries: Iterable[KosekiEntry]) -> Items:
    found: Items = []
    for entry in entries:
        found += [(entry.title, ""), *((f"　【{label}】", text) for label, text in entry.items)]
    return found


def _koseki(snapshot: Snapshot, wanted: Wanted) -> Items:
    koseki = snapshot.koseki
    if koseki is None:
        return []
    found = [("本籍", koseki.honseki), ("氏名（筆頭者）", koseki.first_entry), *_entries(koseki.entries)]
    for row in koseki_members(snapshot, wanted):
        spouse = [] if row.spouse is None else [("【配偶者区分】", row.spouse)]
        found += [
            ("戸籍に記録されている者", "除籍" if row.removed else ""),
            ("【名】", row.given.written),
            ("【名の振り仮名】", row.given.reading or ""),
            ("【生年月日】", japanese_day(row.birth)),
            *spouse,
            ("【父】", row.father or ""),
            ("【母】", row.mother or ""),
            ("【続柄】", row.parental_relationship),
            *_entries(row.entries),
        ]
    return found


def _supplement(snapshot: Snapshot, wanted: Wanted) -> Items:
    koseki = snapshot.koseki
    if koseki is None:
        return []
    shown = Option.HONSEKI in wanted.options
    found = [("本籍", koseki.honseki), ("筆頭者の氏名", koseki.first_entry)] if shown else []
    found.append(("編製・改製の年月日", japanese_day_or_stars(koseki.supplement_compiled_on)))
    for row in koseki_members(snapshot, wanted):
        whole = koseki.surname.written + "　" + row.given.written
        found.append(("名", row.given.written) if shown else ("氏名", whole))
        found += [("生年月日", japanese_day(row.birth)), ("男女の別", row.sex.value), *_addresses(row)]
    return found


def _addresses(row: KosekiMember) -> Items:
    found: Items = []
    for address in row.addresses[::-1]:
        found += [("住所", address.text), ("住所を定めた年月日", japanese_day_or_stars(address.since))]
    return found or [("住所", "＊＊＊")]


def _tax(snapshot: Snapshot, wanted: Wanted) -> Items:
    row = snapshot.resident
    years = [record for record in snapshot.taxes if wanted.fiscal_year in (None, record.fiscal_year)]
    if row is None or not years:
        return []
    record = years[0]
    found = [
        ("年度", _years(record.fiscal_year)),
        ("氏名", row.name.written),
        ("生年月日", _birth(row)),
        ("住所", row.addresses[0].text),
        ("１月１日の住所", record.address_on_january_1),
        *_income_lines(record),
    ]
    return found if wanted.kind is Kind.INCOME else found + _tax_lines(record)


def _years(fiscal: int) -> str:
    """令和 began in 2019: fiscal 2020 is its second year, on the income of its first."""

    def written(year: int) -> str:
        count = year - 2018
        return "令和元年" if count == 1 else wide(f"令和{count}年") if count > 1 else wide(f"平成{year - 1988}年")

    return f"{written(fiscal) if fiscal != 2019 else '平成３１年'}度（{written(fiscal - 1)}分）"


def _income_lines(record: TaxRecord) -> Items:
    each = [
        ("　" + income.kind, f"収入　{yen(income.revenue_yen)}　　所得　{yen(income.income_yen)}")
        for income in record.incomes
    ]
    return [
        ("所得の内訳", ""),
        *each,
        ("合計所得金額", yen(sum(income.income_yen for income in record.incomes))),
        ("所得控除の内訳", ""),
        *_amounts(record.deductions),
        ("所得控除の合計", yen(sum(amount for _, amount in record.deductions))),
        *((f"扶養　{label}", wide(str(count)) + "人") for label, count in record.dependants),
    ]


def _tax_lines(record: TaxRecord) -> Items:
    total = yen(sum(amount for _, amount in record.taxes))
    return [("税額の内訳", "" if record.taxable else "非課税"), *_amounts(record.taxes), ("年税額", total)]


def _amounts(lines: Sequence[tuple[str, int]]) -> Items:
    return [("　" + label, yen(amount)) for label, amount in lines]
