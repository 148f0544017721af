"""What must stand on a 住民票の写し, straight from the rows."""

from __future__ import annotations

from collections.abc import Sequence

from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.wanted import Wanted
from kofu.paper.binding import Binding
from kofu.paper.expected.people import registered, residents
from kofu.paper.expected.writing import frame, gregorian_day, japanese_day, japanese_day_or_stars, wide
from kofu.paper.positions import OUTSIDE
from kofu.registers.model import ForeignStatus, Resident, Snapshot
from kofu.rules import Option

_FORM_WORDS = "住所世帯主の氏名この印は黒色です固有番号" + 4 * (
    "氏名の振り仮名氏名生年月日性別続柄備考個人番号住民票コード住所を定めた年月日届出の年月日"
)
"""Every word printed on the empty form"""


def expected(snapshot: Snapshot, wanted: Wanted, issuer: IssuerFacts, binding: Binding) -> dict[tuple[int, str], str]:
    """Page and field to text."""
    rows = residents(snapshot, wanted)
    pages = -(-len(rows) // 4)
    found: dict[tuple[int, str], str] = {}
    for page in range(1, pages + 1):
        here = rows[4 * page - 4 : 4 * page]
        fields = frame(binding, issuer, page, pages) | _sheet(snapshot, rows, wanted.options)
        for place in range(1, 5):
            row = here[place - 1] if place <= len(here) else None
            end = {"name": "以下余白"} if place == len(here) + 1 else {}
            said = end if row is None else _person(row, wanted.options)
            said |= _headings(row) | {"ordinal": "" if row is None else wide(str(4 * page - 4 + place))}
            fields |= {f"p{place}_{name}": text for name, text in said.items()}
        found |= {(page, name): text for name, text in fields.items() if text}
    return found


def _sheet(snapshot: Snapshot, rows: Sequence[Resident], options: frozenset[Option]) -> dict[str, str]:
    everybody = list(registered(snapshot))
    heads = [row.name.written for row in everybody if row.is_head]
    whose = "世帯全員" if len(rows) == len(everybody) else "世帯の一部"
    return {
        OUTSIDE: "".join(sorted(_FORM_WORDS)),
        "title": "住　民　票",
        "address": rows[0].addresses[0].text,
        "head": (heads[0] if heads else "") if Option.RELATIONSHIP in options else "省略",
        "sentence": f"この写しは、{whose}の住民票の原本と相違ないことを証明する。",
    }


def _headings(row: Resident | None) -> dict[str, str]:
    foreign = row is not None and row.foreign is not None
    came_from_here = row is not None and len(row.addresses) > 1 and row.addresses[1].here
    second = "通称" if foreign else "旧氏"
    return {
        "second_name_label": second,
        "second_reading_label": second + "の振り仮名",
        "became_label": "外国人住民となった年月日" if foreign else "住民となった年月日",
        "first_label": "在留カード等の番号" if foreign else "筆頭者の氏名",
        "honseki_label": "国籍・地域" if foreign else "本籍",
        "previous_label": "前住所" if came_from_here else "転入前住所",
    }


def _person(row: Resident, options: frozenset[Option]) -> dict[str, str]:
    second = row.former_surname if row.foreign is None else row.alias
    my_number = "＊＊＊" if row.my_number is None else wide(row.my_number)
    said = {
        "name": row.name.written,
        "reading": "" if row.name.reading is None else row.name.reading,
        "second_name": "＊＊＊" if second is None else second.written,
        "second_reading": "＊＊＊" if second is None else (second.reading or ""),
        "sex": row.sex.value,
        "relationship": row.relationship if Option.RELATIONSHIP in options else "省略",
        "my_number": my_number if Option.MY_NUMBER in options else "省略",
        "resident_code": "省略",
        "since": japanese_day_or_stars(row.addresses[0].since),
        "notified": japanese_day_or_stars(row.addresses[0].notified_on),
        "previous": row.addresses[1].text if len(row.addresses) > 1 else "＊＊＊",
        "remarks": "省略",
    }
    return said | (_japanese(row, options) if row.foreign is None else _from_abroad(row, row.foreign))


def _japanese(row: Resident, options: frozenset[Option]) -> dict[str, str]:
    asked = Option.HONSEKI in options
    return {f"pair{i}{part}": "＊＊＊" for i in (1, 2, 3, 4) for part in ("", "_label")} | {
        "birth": japanese_day(row.birth),
        "became": japanese_day(row.became_resident_on),
        "first": (row.first_entry or "＊＊＊") if asked else "省略",
        "honseki": (row.honseki or "＊＊＊") if asked else "省略",
    }


def _from_abroad(row: Resident, status: ForeignStatus) -> dict[str, str]:
    return {
        "birth": gregorian_day(row.birth),
        "became": japanese_day(status.became_foreign_resident_on),
        "first": "＊＊＊" if status.card_number is None else wide(status.card_number),
        "honseki": status.nationality,
        "pair1_label": "第３０条の４５規定区分",
        "pair1": status.category.value,
        "pair2_label": "在留資格",
        "pair2": status.residence_status or "＊＊＊",
        "pair3_label": "在留期間等",
        "pair3": wide(status.period) if status.period else "＊＊＊",
        "pair4_label": "在留期間の満了の日",
        "pair4": "＊＊＊" if status.expires_on is None else gregorian_day(status.expires_on),
    }
