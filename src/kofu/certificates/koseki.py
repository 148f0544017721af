"""戸籍全部事項証明書 and 戸籍個人事項証明書 in item form (戸籍法 §13, domain §4.6)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kofu.certificates import reach
from kofu.certificates.content import Essential
from kofu.certificates.errors import IncompleteRows, NothingToCertify, SubjectNotInRecord
from kofu.certificates.plain import Line, Listing
from kofu.certificates.wanted import Subjects
from kofu.registers.model import Koseki, KosekiEntry, KosekiMember, Snapshot
from kofu.rules import Kind
from kofu.text import era_date

TITLES = {Kind.KOSEKI_FULL: "全部事項証明書", Kind.KOSEKI_INDIVIDUAL: "個人事項証明書"}
SENTENCES = {
    Kind.KOSEKI_FULL: "これは、戸籍に記録されている事項の全部を証明した書面である。",
    Kind.KOSEKI_INDIVIDUAL: "これは、戸籍中の一部の者について記録されている事項の全部を証明した書面である。",
}


def listing(kind: Kind, snapshot: Snapshot, subjects: Subjects) -> Listing:
    """All members for the full certificate, the chosen for the individual one; refused as ``chosen`` says."""
    koseki = computerised(snapshot)
    drawn = chosen(koseki, "household" if kind is Kind.KOSEKI_FULL else subjects)
    return Listing(
        kind=kind,
        title=TITLES[kind],
        sentence=SENTENCES[kind],
        lines=tuple(_lines(koseki, drawn)),
        essentials=(
            (Essential.HONSEKI, koseki.honseki),
            (Essential.NAME, koseki.first_entry),
            *((Essential.NAME, full_name(koseki, member)) for member in drawn),
        ),
        persons=tuple(member.person for member in drawn),
        reached=reach.from_koseki(drawn, koseki, snapshot),
    )


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


def _lines(koseki: Koseki, drawn: tuple[KosekiMember, ...]) -> Iterator[Line]:
    yield "本籍", koseki.honseki
    yield "氏名（筆頭者）", koseki.first_entry
    for entry in koseki.entries:
        yield from _entry(entry)
    for member in drawn:
        yield "戸籍に記録されている者", "除籍" if member.removed else ""
        yield "【名】", member.given.written
        yield "【名の振り仮名】", member.given.reading or ""
        yield "【生年月日】", era_date(member.birth)
        if member.spouse is not None:
            yield "【配偶者区分】", member.spouse
        yield "【父】", member.father or ""
        yield "【母】", member.mother or ""
        yield "【続柄】", member.parental_relationship
        for entry in member.entries:
            yield from _entry(entry)


def _entry(entry: KosekiEntry) -> Iterator[Line]:
    yield entry.title, ""
    for label, text in entry.items:
        yield f"　【{label}】", text
