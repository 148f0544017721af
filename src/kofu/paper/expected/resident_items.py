"""What must stand on a 住民票記載事項証明書, straight from the rows."""

from __future__ import annotations

from collections.abc import Iterator

from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.wanted import Wanted
from kofu.paper.binding import Binding
from kofu.paper.expected.people import birth_of, registered, residents
from kofu.paper.expected.sheets import Line, document, one, pages_of_lines
from kofu.paper.expected.writing import gregorian_day, japanese_day, wide
from kofu.registers.model import Resident, Snapshot
from kofu.rules import Option

_ROWS = 40


def expected(snapshot: Snapshot, wanted: Wanted, issuer: IssuerFacts, binding: Binding) -> dict[tuple[int, str], str]:
    """Page and field to text."""
    rows = residents(snapshot, wanted)
    same = {
        "title": "住民票記載事項証明書",
        "sentence": "上記の事項は、住民票に記載があることを証明する。",
        "address": rows[0].addresses[0].text if rows else "",
    }
    if Option.RELATIONSHIP in wanted.options:
        heads = [row.name.written for row in registered(snapshot) if row.is_head]
        same |= {"head_label": "世帯主の氏名", "head": "".join(heads[:1])}
    blocks = [_person(row, wanted.options, number) for number, row in enumerate(rows, 1)]
    return document(pages_of_lines([*blocks, [one(end="以下余白")]], _ROWS), same, "住所", binding, issuer)


def _person(row: Resident, options: frozenset[Option], number: int) -> list[Line]:
    lines: list[Line] = [
        one(ordinal=wide(str(number)), reading_label="氏名の振り仮名", reading=row.name.reading or ""),
        (2, {"name_label": "氏名", "name": row.name.written}),
    ]
    waiting: list[tuple[str, str]] = []
    for item in _items(row, options):
        waiting.append(item)
        if len(waiting) == 2:
            lines.append(_side_by_side(waiting))
            waiting = []
    if waiting:
        lines.append(_side_by_side(waiting))
    if Option.HONSEKI in options and row.foreign is None:
        lines.append(one(wide_label="本籍", wide="＊＊＊" if row.honseki is None else row.honseki))
        lines.append(one(wide_label="筆頭者の氏名", wide="＊＊＊" if row.first_entry is None else row.first_entry))
    return lines


def _side_by_side(items: list[tuple[str, str]]) -> Line:
    texts: dict[str, str] = {}
    for side, (label, text) in zip(("left", "right"), items, strict=False):
        texts |= {f"{side}_label": label, side: text}
    return 1, texts


def _items(row: Resident, options: frozenset[Option]) -> Iterator[tuple[str, str]]:
    label, second = ("旧氏", row.former_surname) if row.foreign is None else ("通称", row.alias)
    if second is not None:
        yield label, second.written
        yield label + "の振り仮名", second.reading or ""
    yield "生年月日", birth_of(row)
    yield "男女の別", row.sex.value
    if Option.RELATIONSHIP in options:
        yield "続柄", row.relationship
    if row.foreign is None:
        yield "住民となった年月日", japanese_day(row.became_resident_on)
    yield from _from_abroad(row)
    if Option.MY_NUMBER in options:
        yield "個人番号", "＊＊＊" if row.my_number is None else wide(row.my_number)


def _from_abroad(row: Resident) -> Iterator[tuple[str, str]]:
    status = row.foreign
    if status is None:
        return
    yield "外国人住民となった年月日", japanese_day(status.became_foreign_resident_on)
    yield "国籍・地域", status.nationality
    yield "第３０条の４５規定区分", status.category.value
    yield "在留資格", status.residence_status or "＊＊＊"
    yield "在留期間等", wide(status.period or "***")
    yield "在留期間の満了の日", "＊＊＊" if status.expires_on is None else gregorian_day(status.expires_on)
    yield "在留カード等の番号", wide(status.card_number or "***")
