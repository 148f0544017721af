"""戸籍の附票の写し: the addresses of a koseki's members, for all or part of them (住民基本台帳法 §17, domain §4.7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from kofu.certificates import reach
from kofu.certificates.content import Content, Essential
from kofu.certificates.errors import NothingToCertify
from kofu.certificates.flowing import Block, Row, Said, broken, lay_out
from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.koseki import chosen, computerised, full_name
from kofu.certificates.wanted import Subjects
from kofu.certificates.wording import END, LEFT_OUT, UNUSED, era_or_unused
from kofu.registers.model import Address, Koseki, KosekiMember, Snapshot
from kofu.rules import Kind, Option
from kofu.text import era_date, full_width

ROWS = 36
LINE = 35
"""Characters of a line of an address"""
_SENTENCES = {
    True: "この写しは、戸籍の附票の全部について、原本と相違ないことを証明する。",
    False: "この写しは、戸籍の附票の一部について、原本と相違ないことを証明する。",
}


def content(
    snapshot: Snapshot, subjects: Subjects, options: frozenset[Option], issuer: IssuerFacts, issued_at: datetime
) -> Content:
    """What the pages say; never the resident-record code (facts C-11).

    A whole supplement has those who are still in the koseki.
    Raises SubjectNotInRecord, NothingToCertify, IncompleteRows.
    """
    koseki = computerised(snapshot)
    drawn = [row for row in chosen(koseki, subjects) if not row.removed or subjects != "household"]
    if not drawn:
        raise NothingToCertify
    whole = {row.person for row in koseki.members if not row.removed} <= {row.person for row in drawn}
    shown = Option.HONSEKI in options
    said = Said(
        kind=Kind.KOSEKI_SUPPLEMENT,
        form="koseki_supplement",
        room=ROWS,
        frame=_frame(koseki, shown, whole),
        blocks=[*_members(koseki, drawn, shown), Block((Row({"end": END}, ("begin",)),))],
        essentials=tuple(_essentials(koseki, drawn)),
        persons=tuple(member.person for member in drawn),
        reached=reach.from_koseki(drawn, koseki, snapshot),
    )
    return lay_out(said, issuer, issued_at)


def _frame(koseki: Koseki, shown: bool, whole: bool) -> dict[str, str]:
    return {
        "title": "戸　籍　の　附　票",
        "sentence": _SENTENCES[whole],
        "honseki": koseki.honseki if shown else LEFT_OUT,
        "first": koseki.first_entry if shown else LEFT_OUT,
        "compiled": era_or_unused(koseki.supplement_compiled_on),
    }


def _essentials(koseki: Koseki, drawn: Sequence[KosekiMember]) -> Iterator[tuple[Essential, str]]:
    for member in drawn:
        yield Essential.NAME, full_name(koseki, member)
        if member.addresses:
            yield Essential.ADDRESS, member.addresses[0].text


def _members(koseki: Koseki, drawn: Sequence[KosekiMember], shown: bool) -> Iterator[Block]:
    for place, member in enumerate(drawn, start=1):
        name = member.given.written if shown else full_name(koseki, member)
        again = (Row({"again": f"{name}　（前葉から続く）", "since_heading": _SINCE}, ("columns",)),)
        first, *later = _addresses(member)
        yield Block((*_person(koseki, member, shown, place), _HEADINGS, *first), again)
        yield from (Block(rows, again) for rows in later)


def _person(koseki: Koseki, member: KosekiMember, shown: bool, place: int) -> tuple[Row, ...]:
    """With the 戸籍の表示 a person stands by the given name alone, without it by the full name (domain §4.7)."""
    reading = member.given.reading
    if not shown:
        both = koseki.surname.reading and reading
        reading = f"{koseki.surname.reading}　{reading}" if both else None
    return (
        Row(
            {
                "ordinal": full_width(str(place)),
                "reading_label": "名の振り仮名" if shown else "氏名の振り仮名",
                "reading": reading or "",
                "birth_label": "生年月日",
                "birth": era_date(member.birth),
                "sex_label": "男女の別",
                "sex": member.sex.value,
            },
            ("begin", "reading"),
        ),
        Row(
            {
                "name_label": "名" if shown else "氏名",
                "name": member.given.written if shown else full_name(koseki, member),
                "removed": "除籍" if member.removed else "",
            },
            ("name",),
            height=2,
        ),
    )


_SINCE = "住所を定めた年月日"
_HEADINGS = Row({"address_heading": "住　　　　　所", "since_heading": _SINCE}, ("addresses",))


def _addresses(member: KosekiMember) -> Iterator[tuple[Row, ...]]:
    """Oldest first, each with the day it was taken up; three stars for somebody without an address in Japan."""
    told = tuple(reversed(member.addresses)) or (Address(UNUSED),)
    for place, address in enumerate(told, start=1):
        first, *rest = broken(address.text, LINE)
        yield (
            Row(
                {"place": full_width(str(place)), "address": first, "since": era_or_unused(address.since)},
                ("rule", "columns"),
            ),
            *(Row({"address": piece}, ("columns",)) for piece in rest),
        )
