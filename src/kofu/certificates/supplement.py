"""戸籍の附票の写し: the addresses of a koseki's members, for all or part of them (住民基本台帳法 §17, domain §4.7)."""

from __future__ import annotations

from collections.abc import Iterator

from kofu.certificates import reach
from kofu.certificates.content import Essential
from kofu.certificates.koseki import chosen, computerised, full_name
from kofu.certificates.plain import Line, Listing
from kofu.certificates.wanted import Subjects
from kofu.certificates.wording import UNUSED, era_or_unused
from kofu.registers.model import Koseki, KosekiMember, Snapshot
from kofu.rules import Kind, Option
from kofu.text import era_date

TITLE = "戸籍の附票"
SENTENCE = "この写しは、戸籍の附票の原本と相違ないことを証明する。"


def listing(snapshot: Snapshot, subjects: Subjects, options: frozenset[Option]) -> Listing:
    """Raises SubjectNotInRecord, NothingToCertify, IncompleteRows. Never the resident-record code (facts C-11)."""
    koseki = computerised(snapshot)
    drawn = tuple(row for row in chosen(koseki, subjects) if not row.removed or subjects != "household")
    return Listing(
        kind=Kind.KOSEKI_SUPPLEMENT,
        title=TITLE,
        sentence=SENTENCE,
        lines=tuple(_lines(koseki, drawn, Option.HONSEKI in options)),
        essentials=tuple(_essentials(koseki, drawn)),
        persons=tuple(member.person for member in drawn),
        reached=reach.from_koseki(drawn, koseki, snapshot),
    )


def _essentials(koseki: Koseki, drawn: tuple[KosekiMember, ...]) -> Iterator[tuple[Essential, str]]:
    for member in drawn:
        yield Essential.NAME, full_name(koseki, member)
        if member.addresses:
            yield Essential.ADDRESS, member.addresses[0].text


def _lines(koseki: Koseki, drawn: tuple[KosekiMember, ...], with_honseki: bool) -> Iterator[Line]:
    """With the koseki shown a person stands by the given name alone, without it by the full name (domain §4.7)."""
    if with_honseki:
        yield "本籍", koseki.honseki
        yield "筆頭者の氏名", koseki.first_entry
    yield "編製・改製の年月日", era_or_unused(koseki.supplement_compiled_on)
    for member in drawn:
        yield ("名", member.given.written) if with_honseki else ("氏名", full_name(koseki, member))
        yield "生年月日", era_date(member.birth)
        yield "男女の別", member.sex.value
        for address in reversed(member.addresses):
            yield "住所", address.text
            yield "住所を定めた年月日", era_or_unused(address.since)
        if not member.addresses:
            yield "住所", UNUSED
