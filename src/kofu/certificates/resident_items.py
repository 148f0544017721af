"""住民票記載事項証明書: the items asked for, certified as entered (住民基本台帳法 §12①, facts C-19)."""

from __future__ import annotations

from collections.abc import Iterator

from kofu.certificates import reach
from kofu.certificates.errors import IncompleteRows
from kofu.certificates.plain import Line, Listing
from kofu.certificates.resident_record import chosen, essentials
from kofu.certificates.wanted import Subjects
from kofu.certificates.wording import UNUSED, western_date
from kofu.registers.model import ForeignStatus, Resident, Snapshot
from kofu.rules import Kind, Option
from kofu.text import era_date, full_width

TITLE = "住民票記載事項証明書"
SENTENCE = "上記の事項は、住民票に記載があることを証明する。"


def listing(snapshot: Snapshot, subjects: Subjects, options: frozenset[Option]) -> Listing:
    """Raises SubjectNotInRecord, NothingToCertify, IncompleteRows."""
    household = snapshot.household
    if household is None or household.head is None:
        raise IncompleteRows(register="household")
    drawn = chosen(household, subjects)
    lines: list[Line] = [("住所", drawn[0].address.text)]
    if Option.RELATIONSHIP in options:
        lines.append(("世帯主の氏名", household.head.name.written))
    for row in drawn:
        lines += _person(row, options)
    return Listing(
        kind=Kind.RESIDENT_RECORD_ITEMS,
        title=TITLE,
        sentence=SENTENCE,
        lines=tuple(lines),
        essentials=essentials(drawn),
        persons=tuple(row.person for row in drawn),
        reached=reach.from_residents(drawn, household, snapshot),
    )


def _person(row: Resident, options: frozenset[Option]) -> Iterator[Line]:
    yield "氏名", row.name.written
    yield "氏名の振り仮名", row.name.reading or ""
    if row.former_surname is not None:
        yield "旧氏", row.former_surname.written
    yield "生年月日", western_date(row.birth) if row.foreign else era_date(row.birth)
    yield "男女の別", row.sex.value
    if Option.RELATIONSHIP in options:
        yield "続柄", row.relationship
    if Option.MY_NUMBER in options:
        yield "個人番号", full_width(row.my_number) if row.my_number else UNUSED
    if row.foreign is not None:
        yield from _foreign(row, row.foreign)
        return
    yield "住民となった年月日", era_date(row.became_resident_on)
    if Option.HONSEKI in options:
        yield "本籍", row.honseki or UNUSED
        yield "筆頭者の氏名", row.first_entry or UNUSED


def _foreign(row: Resident, status: ForeignStatus) -> Iterator[Line]:
    if row.alias is not None:
        yield "通称", row.alias.written
    yield "外国人住民となった年月日", era_date(status.became_foreign_resident_on)
    yield "国籍・地域", status.nationality
    yield "第３０条の４５規定区分", status.category.value
    yield "在留資格", status.residence_status or UNUSED
    yield "在留期間等", full_width(status.period) if status.period else UNUSED
    yield "在留期間の満了の日", western_date(status.expires_on) if status.expires_on else UNUSED
    yield "在留カード等の番号", full_width(status.card_number) if status.card_number else UNUSED
