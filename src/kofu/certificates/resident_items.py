"""住民票記載事項証明書: the items asked for and no others, certified as entered (住民基本台帳法 §12①, facts C-19).

Unlike the 写し it knows no 省略: an item that was not asked for is not on the form at all (domain §4.4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from kofu.certificates import reach
from kofu.certificates.content import Content
from kofu.certificates.errors import IncompleteRows
from kofu.certificates.flowing import Block, Row, Said, lay_out
from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.resident_record import chosen, essentials
from kofu.certificates.wanted import Subjects
from kofu.certificates.wording import END, UNUSED, western_date
from kofu.registers.model import ForeignStatus, Household, Name, Resident, Snapshot
from kofu.rules import Kind, Option
from kofu.text import era_date, full_width

ROWS = 40
Item = tuple[str, str]
"""Label and text"""


def content(
    snapshot: Snapshot, subjects: Subjects, options: frozenset[Option], issuer: IssuerFacts, issued_at: datetime
) -> Content:
    """What the pages say. Raises SubjectNotInRecord, NothingToCertify, IncompleteRows."""
    household = snapshot.household
    if household is None or household.head is None:
        raise IncompleteRows(register="household")
    drawn = chosen(household, subjects)
    related = Option.RELATIONSHIP in options
    said = Said(
        kind=Kind.RESIDENT_RECORD_ITEMS,
        form="resident_record_items",
        room=ROWS,
        frame=_frame(household, drawn[0].address.text, related),
        marks=("head",) if related else ("no_head",),
        blocks=[*(_person(row, options, place) for place, row in enumerate(drawn, start=1)), _END],
        essentials=essentials(drawn),
        persons=tuple(row.person for row in drawn),
        reached=reach.from_residents(drawn, household, snapshot),
    )
    return lay_out(said, issuer, issued_at)


_END = Block((Row({"end": END}, ("begin",)),))


def _frame(household: Household, address: str, related: bool) -> dict[str, str]:
    frame = {
        "title": "住民票記載事項証明書",
        "sentence": "上記の事項は、住民票に記載があることを証明する。",
        "address": address,
    }
    if related and household.head is not None:
        frame |= {"head_label": "世帯主の氏名", "head": household.head.name.written}
    return frame


def _person(row: Resident, options: frozenset[Option], place: int) -> Block:
    items = list(_items(row, options))
    rows = [
        Row(
            {"ordinal": full_width(str(place)), "reading_label": "氏名の振り仮名", "reading": row.name.reading or ""},
            ("begin", "wide"),
        ),
        Row({"name_label": "氏名", "name": row.name.written}, ("rule", "wide", "second"), height=2),
        *_pairs(items),
    ]
    if row.foreign is None and Option.HONSEKI in options:
        rows.append(Row({"wide_label": "本籍", "wide": row.honseki or UNUSED}, ("rule", "wide")))
        rows.append(Row({"wide_label": "筆頭者の氏名", "wide": row.first_entry or UNUSED}, ("rule", "wide")))
    return Block(rows)


def _pairs(items: Sequence[Item]) -> Iterator[Row]:
    """Two items a row."""
    for start in range(0, len(items), 2):
        (label, text), *right = items[start : start + 2]
        cells = {"left_label": label, "left": text}
        cells |= {"right_label": right[0][0], "right": right[0][1]} if right else {}
        yield Row(cells, ("rule", "pair") if right else ("rule", "single"))


def _items(row: Resident, options: frozenset[Option]) -> Iterator[Item]:
    yield from _second_name("通称", row.alias) if row.foreign else _second_name("旧氏", row.former_surname)
    yield "生年月日", western_date(row.birth) if row.foreign else era_date(row.birth)
    yield "男女の別", row.sex.value
    if Option.RELATIONSHIP in options:
        yield "続柄", row.relationship
    if row.foreign is None:
        yield "住民となった年月日", era_date(row.became_resident_on)
    else:
        yield from _foreign(row.foreign)
    if Option.MY_NUMBER in options:
        yield "個人番号", full_width(row.my_number) if row.my_number else UNUSED


def _second_name(label: str, name: Name | None) -> Iterator[Item]:
    if name is not None:
        yield label, name.written
        yield f"{label}の振り仮名", name.reading or ""


def _foreign(status: ForeignStatus) -> Iterator[Item]:
    """The items of §30の45."""
    yield "外国人住民となった年月日", era_date(status.became_foreign_resident_on)
    yield "国籍・地域", status.nationality
    yield "第３０条の４５規定区分", status.category.value
    yield "在留資格", status.residence_status or UNUSED
    yield "在留期間等", full_width(status.period) if status.period else UNUSED
    yield "在留期間の満了の日", western_date(status.expires_on) if status.expires_on else UNUSED
    yield "在留カード等の番号", full_width(status.card_number) if status.card_number else UNUSED
