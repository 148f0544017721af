"""What must stand on 全部事項証明書 and 個人事項証明書, straight from the rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.wanted import Wanted
from kofu.paper.binding import Binding
from kofu.paper.expected.people import koseki_members
from kofu.paper.expected.sheets import Line, document, numbered_as_koseki, pages_of_lines, slices
from kofu.paper.expected.writing import japanese_day
from kofu.registers.model import Koseki, KosekiEntry, KosekiMember, Snapshot
from kofu.rules import Kind

_ROWS = 40
_WIDTH = 37
_FULL = ("全　部　事　項　証　明", "これは、戸籍に記録されている事項の全部を証明した書面である。")
_INDIVIDUAL = (
    "個　人　事　項　証　明",
    "これは、戸籍中の一部の者について記録されている事項の全部を証明した書面である。",
)


def expected(snapshot: Snapshot, wanted: Wanted, issuer: IssuerFacts, binding: Binding) -> dict[tuple[int, str], str]:
    """Page and field to text."""
    title, sentence = _FULL if wanted.kind is Kind.KOSEKI_FULL else _INDIVIDUAL
    koseki = snapshot.koseki
    blocks = [] if koseki is None else list(_blocks(koseki, koseki_members(snapshot, wanted)))
    pages = pages_of_lines([*blocks, [(1, {"text": "以下余白"})]], _ROWS)
    return numbered_as_koseki(document(pages, {"title": title, "sentence": sentence}, "", binding, issuer))


def _blocks(koseki: Koseki, members: Sequence[KosekiMember]) -> Iterator[list[Line]]:
    reading = koseki.surname.reading
    names = _wrapped(koseki.first_entry) + (_wrapped("【氏の振り仮名】" + reading) if reading else [])
    yield _beside("本　　　籍", _wrapped(koseki.honseki)) + _beside("氏　　　名", names)
    yield from _matters("戸籍事項", koseki.entries)
    for row in members:
        lines = _beside("戸籍に記録されている者", _of_person(row))
        if row.removed:
            lines[2] = (1, {**lines[2][1], "removed": "除　　籍"})
        yield lines
        yield from _matters("身分事項", row.entries)


def _of_person(row: KosekiMember) -> list[str]:
    lines = _wrapped("【名】" + row.given.written)
    if row.given.reading is not None and row.given.reading != "":
        lines += _wrapped("【名の振り仮名】" + row.given.reading)
    birth = "【生年月日】" + japanese_day(row.birth)
    lines += _wrapped(birth if row.spouse is None else birth + "　　【配偶者区分】" + row.spouse)
    parents = (("父", row.father), ("母", row.mother), ("続柄", row.parental_relationship))
    return lines + [line for label, text in parents for line in _wrapped(f"【{label}】{text or ''}")]


def _matters(heading: str, entries: Sequence[KosekiEntry]) -> Iterator[list[Line]]:
    above: list[Line] = [(1, {"label": heading})]
    for entry in entries:
        name = f"{entry.title[0]}　　{entry.title[1]}" if len(entry.title) == 2 else entry.title
        lines = [line for label, text in entry.items for line in _wrapped(f"【{label}】{text}")]
        yield above + _beside("　" + name, lines or [""])
        above = []


def _wrapped(text: str) -> list[str]:
    """Later lines begin with a blank, which takes one of their characters."""
    head = slices(text, _WIDTH)[0]
    rest = text[len(head) :]
    return [head, *("　" + line for line in slices(rest, _WIDTH - 1) if line)]


def _beside(label: str, lines: Sequence[str]) -> list[Line]:
    return [(1, {"text": line} | ({} if place else {"label": label})) for place, line in enumerate(lines)]
