"""What full and individual koseki certificates share: the item form (戸籍法 §13, 規則 §73 付録24; domain §4.6).

The left column names the matter, the right one has the items as 【label】text, each on a line of its own. A text longer
than a line goes on in the next one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from kofu.certificates import reach
from kofu.certificates.content import Content, Essential
from kofu.certificates.errors import IncompleteRows, NothingToCertify, SubjectNotInRecord
from kofu.certificates.flowing import Block, Row, Said, broken, lay_out
from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.wanted import Subjects
from kofu.certificates.wording import END
from kofu.registers.model import Koseki, KosekiEntry, KosekiMember, Snapshot
from kofu.rules import Kind
from kofu.text import era_date

ROWS = 40
LINE = 37
"""Characters of a line of the right column"""
_INDENT = "　"
_REMOVED = "除　　籍"


def compose(
    kind: Kind, form: str, drawn: Sequence[KosekiMember], snapshot: Snapshot, issuer: IssuerFacts, issued_at: datetime
) -> Content:
    """The form for the members drawn; its title and sentence stand in the design. Raises IncompleteRows."""
    koseki = computerised(snapshot)
    said = Said(
        kind=kind,
        form=form,
        room=ROWS,
        frame=WORDS[kind],
        blocks=[_head(koseki), *_koseki_matters(koseki), *_members(drawn), _END],
        essentials=(
            (Essential.HONSEKI, koseki.honseki),
            (Essential.NAME, koseki.first_entry),
            *((Essential.NAME, full_name(koseki, member)) for member in drawn),
        ),
        persons=tuple(member.person for member in drawn),
        reached=reach.from_koseki(drawn, koseki, snapshot),
    )
    return lay_out(said, issuer, issued_at)


WORDS = {
    Kind.KOSEKI_FULL: {
        "title": "全　部　事　項　証　明",
        "sentence": "これは、戸籍に記録されている事項の全部を証明した書面である。",
    },
    Kind.KOSEKI_INDIVIDUAL: {
        "title": "個　人　事　項　証　明",
        "sentence": "これは、戸籍中の一部の者について記録されている事項の全部を証明した書面である。",
    },
}
"""付録22 and 付録23"""


def computerised(snapshot: Snapshot) -> Koseki:
    """The koseki, when it is here and kept as data. Raises IncompleteRows."""
    if snapshot.koseki is None or not snapshot.koseki.computerised:
        raise IncompleteRows(register="koseki")
    return snapshot.koseki


def chosen(koseki: Koseki, subjects: Subjects) -> tuple[KosekiMember, ...]:
    """The wanted members in the order of the koseki. Raises SubjectNotInRecord, NothingToCertify."""
    wanted: Collection[str] = [row.person for row in koseki.members] if isinstance(subjects, str) else subjects
    if not set(wanted) <= {row.person for row in koseki.members}:
        raise SubjectNotInRecord
    drawn = tuple(row for row in koseki.members if row.person in wanted)
    if not drawn:
        raise NothingToCertify
    return drawn


def full_name(koseki: Koseki, member: KosekiMember) -> str:
    """氏 and 名."""
    return f"{koseki.surname.written}　{member.given.written}"


_END = Block((Row({"text": END}, ("rule",)),))


def _head(koseki: Koseki) -> Block:
    name = [koseki.first_entry]
    if koseki.surname.reading:
        name.append(f"【氏の振り仮名】{koseki.surname.reading}")
    return Block((*_lines("本　　　籍", [koseki.honseki], ""), *_lines("氏　　　名", name, "rule")))


def _koseki_matters(koseki: Koseki) -> Iterator[Block]:
    yield from _entries("戸籍事項", koseki.entries, "begin")


def _members(drawn: Sequence[KosekiMember]) -> Iterator[Block]:
    for member in drawn:
        yield _member(member)
        yield from _entries("身分事項", member.entries, "rule")


def _member(member: KosekiMember) -> Block:
    spouse = f"　　【配偶者区分】{member.spouse}" if member.spouse else ""
    reading = [f"【名の振り仮名】{member.given.reading}"] if member.given.reading else []
    rows = _lines(
        "戸籍に記録されている者",
        [
            f"【名】{member.given.written}",
            *reading,
            f"【生年月日】{era_date(member.birth)}{spouse}",
            f"【父】{member.father or ''}",
            f"【母】{member.mother or ''}",
            f"【続柄】{member.parental_relationship}",
        ],
        "begin",
    )
    if not member.removed:
        return Block(rows)
    third = rows[2]
    return Block((*rows[:2], Row({"removed": _REMOVED, **third.cells}, ("removed",)), *rows[3:]))


def _entries(heading: str, entries: Sequence[KosekiEntry], mark: str) -> Iterator[Block]:
    """One block an entry; the first carries the heading, so that it never stands alone at a sheet's end."""
    for place, entry in enumerate(entries):
        lines = [f"【{label}】{text}" for label, text in entry.items] or [""]
        rows = _lines(_INDENT + _spread(entry.title), lines, "" if place == 0 else "rule")
        yield Block((Row({"label": heading}, (mark,)), *rows) if place == 0 else rows)


def _spread(title: str) -> str:
    """Two characters as far apart as four: 出　　生."""
    return "　　".join(title) if len(title) == 2 else title


def _lines(label: str, texts: Sequence[str], mark: str) -> tuple[Row, ...]:
    """The label beside the first text; every text on a line of its own, going on in the next where it is too long."""
    pieces = [piece for text in texts for piece in _pieces(text)]
    first = Row({"label": label, "text": pieces[0]}, (mark,) if mark else ())
    return (first, *(Row({"text": piece}) for piece in pieces[1:]))


def _pieces(text: str) -> Iterator[str]:
    first, *rest = broken(text, LINE)
    yield first
    for piece in broken("".join(rest), LINE - 1) if rest else ():
        yield _INDENT + piece
