"""What must stand on a 戸籍の附票の写し, straight from the rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.wanted import Wanted
from kofu.paper.binding import Binding
from kofu.paper.expected.people import koseki_members
from kofu.paper.expected.sheets import Line, document, one, pages_of_lines, slices
from kofu.paper.expected.writing import japanese_day, japanese_day_or_stars, wide
from kofu.registers.model import Koseki, KosekiMember, Snapshot
from kofu.rules import Option

_ROWS = 36
_WIDTH = 35
_WORDS = "本籍筆頭者の氏名編製・改製の年月日"


def expected(snapshot: Snapshot, wanted: Wanted, issuer: IssuerFacts, binding: Binding) -> dict[tuple[int, str], str]:
    """Page and field to text."""
    koseki = snapshot.koseki
    if koseki is None:
        return {}
    rows = koseki_members(snapshot, wanted)
    asked = Option.HONSEKI in wanted.options
    absent = [row for row in koseki.members if not row.removed and row not in rows]
    extent = "一部" if absent else "全部"
    same = {
        "title": "戸　籍　の　附　票",
        "sentence": f"この写しは、戸籍の附票の{extent}について、原本と相違ないことを証明する。",
        "honseki": koseki.honseki if asked else "省略",
        "first": koseki.first_entry if asked else "省略",
        "compiled": japanese_day_or_stars(koseki.supplement_compiled_on),
    }
    blocks: list[list[Line]] = []
    again: list[dict[str, str]] = []
    for number, row in enumerate(rows, 1):
        here = list(_person(koseki, row, asked, number))
        name = row.given.written if asked else f"{koseki.surname.written}　{row.given.written}"
        again += [{"again": name + "　（前葉から続く）", "since_heading": "住所を定めた年月日"}] * len(here)
        blocks += here
    pages = pages_of_lines([*blocks, [one(end="以下余白")]], _ROWS, again)
    return document(pages, same, _WORDS, binding, issuer)


def _person(koseki: Koseki, row: KosekiMember, asked: bool, number: int) -> Iterator[list[Line]]:
    family, given = koseki.surname, row.given
    readings = [given.reading] if asked else [family.reading, given.reading]
    names = [given.written] if asked else [family.written, given.written]
    head: list[Line] = [
        one(
            ordinal=wide(str(number)),
            reading_label=("名" if asked else "氏名") + "の振り仮名",
            reading="　".join(reading or "" for reading in readings) if all(readings) else "",
            birth_label="生年月日",
            birth=japanese_day(row.birth),
            sex_label="男女の別",
            sex=row.sex.value,
        ),
        (2, {"name_label": "名" if asked else "氏名", "name": "　".join(names), "removed": row.removed * "除籍"}),
        one(address_heading="住　　　　　所", since_heading="住所を定めた年月日"),
    ]
    blocks = _addresses(row)
    yield head + blocks[0]
    yield from blocks[1:]


def _addresses(row: KosekiMember) -> Sequence[list[Line]]:
    told = [(address.text, japanese_day_or_stars(address.since)) for address in row.addresses[::-1]]
    blocks: list[list[Line]] = []
    for number, (text, since) in enumerate(told or [("＊＊＊", "＊＊＊")], 1):
        lines = [one(address=line) for line in slices(text, _WIDTH)]
        blocks.append([(1, {**lines[0][1], "place": wide(str(number)), "since": since}), *lines[1:]])
    return blocks
