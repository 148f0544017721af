"""住民票の写し in the standard form 0010001 (世帯連記式): four persons a sheet, further sheets from the fifth.

Items: 住民基本台帳法 §7 and §30の45 (domain §4.1, §4.2). History, remarks and the resident-record code are never
printed at a kiosk (facts C-10 to C-18); one previous address is (C-12).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from kofu.certificates import reach
from kofu.certificates.content import Content, Essential, Fields
from kofu.certificates.errors import IncompleteRows, NothingToCertify, SubjectNotInRecord
from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.wanted import Subjects
from kofu.certificates.wording import END, LEFT_OUT, UNUSED, era_or_unused, foot, western_date
from kofu.registers.model import ForeignStatus, Household, Name, Resident, Snapshot
from kofu.rules import Kind, Option
from kofu.text import era_date, full_width

PERSONS_PER_SHEET = 4

_LABELS = {
    "second_name_label": "旧氏",
    "second_reading_label": "旧氏の振り仮名",
    "became_label": "住民となった年月日",
    "first_label": "筆頭者の氏名",
    "honseki_label": "本籍",
    "previous_label": "転入前住所",
}
"""Headings of the fields that foreign nationals use otherwise, as an empty place shows them"""


@dataclass(frozen=True, slots=True)
class _Sheets:
    """What is the same on every sheet."""

    household: Household
    options: frozenset[Option]
    whole: bool
    issuer: IssuerFacts
    issued_at: datetime


def compose(
    snapshot: Snapshot,
    subjects: Subjects,
    options: frozenset[Option],
    issuer: IssuerFacts,
    issued_at: datetime,
) -> Content:
    """What the pages say. Raises SubjectNotInRecord, NothingToCertify, IncompleteRows."""
    household = snapshot.household
    if household is None:
        raise IncompleteRows(register="household")
    drawn = chosen(household, subjects)
    sheets = _Sheets(household, options, len(drawn) == len(household.current), issuer, issued_at)
    groups = [drawn[start : start + PERSONS_PER_SHEET] for start in range(0, len(drawn), PERSONS_PER_SHEET)]
    return Content(
        kind=Kind.RESIDENT_RECORD,
        form="resident_record",
        title="住民票の写し",
        sheets=tuple(_sheet(sheets, group, i * PERSONS_PER_SHEET) for i, group in enumerate(groups)),
        essentials=tuple(essentials(group) for group in groups),
        filled=tuple(len(group) for group in groups),
        persons=tuple(row.person for row in drawn),
        reached=reach.from_residents(drawn, household, snapshot),
        issuer=issuer,
        issued_at=issued_at,
    )


def chosen(household: Household, subjects: Subjects) -> Sequence[Resident]:
    """The wanted current members, in the order of the record; the dead and the departed are not printed (C-18)."""
    current = household.current
    if subjects == "household":
        drawn = current
    else:
        if not set(subjects) <= {row.person for row in current}:
            raise SubjectNotInRecord
        drawn = tuple(row for row in current if row.person in subjects)
    if not drawn:
        raise NothingToCertify
    if any(row.address.text != drawn[0].address.text for row in drawn):
        raise IncompleteRows(register="address")
    return drawn


def essentials(group: Sequence[Resident]) -> tuple[tuple[Essential, str], ...]:
    """Address, names and births of one sheet, for the seal."""
    return ((Essential.ADDRESS, group[0].address.text), *_names(group))


def _names(group: Sequence[Resident]) -> Iterator[tuple[Essential, str]]:
    for row in group:
        yield Essential.NAME, row.name.written
        yield Essential.BIRTH, row.birth.isoformat()


def _sheet(sheets: _Sheets, group: Sequence[Resident], before: int) -> Fields:
    fields = _frame(sheets, group[0].address.text)
    for place in range(1, PERSONS_PER_SHEET + 1):
        said = _LABELS if place > len(group) else _person(group[place - 1], sheets.options)
        fields |= {f"p{place}_{name}": text for name, text in said.items()}
    for place in range(1, len(group) + 1):
        fields[f"p{place}_ordinal"] = full_width(str(before + place))
    if len(group) < PERSONS_PER_SHEET:
        fields[f"p{len(group) + 1}_name"] = END
    return fields


def _frame(sheets: _Sheets, address: str) -> dict[str, str]:
    head = sheets.household.head
    if head is None:
        raise IncompleteRows(register="household")
    extent = "世帯全員の" if sheets.whole else "世帯の一部の"
    return {
        "title": "住　民　票",
        "address": address,
        "head": head.name.written if Option.RELATIONSHIP in sheets.options else LEFT_OUT,
        "sentence": f"この写しは、{extent}住民票の原本と相違ないことを証明する。",
    } | foot(sheets.issuer, sheets.issued_at)


def _person(row: Resident, options: frozenset[Option]) -> dict[str, str]:
    number = row.my_number if Option.MY_NUMBER in options else LEFT_OUT
    return (
        _LABELS
        | {
            "reading": row.name.reading or "",
            "name": row.name.written,
            "my_number": UNUSED if number is None else full_width(number),
            "resident_code": LEFT_OUT,
            "since": era_or_unused(row.address.since),
            "notified": era_or_unused(row.address.notified_on),
            "sex": row.sex.value,
            "relationship": row.relationship if Option.RELATIONSHIP in options else LEFT_OUT,
            "remarks": LEFT_OUT,
        }
        | _previous_address(row)
        | (_national(row, options) if row.foreign is None else _foreign(row, row.foreign))
    )


def _previous_address(row: Resident) -> dict[str, str]:
    if len(row.addresses) < 2:
        return {"previous_label": "転入前住所", "previous": UNUSED}
    previous = row.addresses[1]
    return {"previous_label": "前住所" if previous.here else "転入前住所", "previous": previous.text}


def _second_name(label: str, name: Name | None) -> dict[str, str]:
    return {
        "second_name_label": label,
        "second_name": UNUSED if name is None else name.written,
        "second_reading_label": f"{label}の振り仮名",
        "second_reading": UNUSED if name is None else name.reading or "",
    }


def _national(row: Resident, options: frozenset[Option]) -> dict[str, str]:
    shown = Option.HONSEKI in options
    pairs = {f"pair{i}{part}": UNUSED for i in range(1, 5) for part in ("_label", "")}
    return (
        _second_name("旧氏", row.former_surname)
        | pairs
        | {
            "birth": era_date(row.birth),
            "became": era_date(row.became_resident_on),
            "first": (row.first_entry or UNUSED) if shown else LEFT_OUT,
            "honseki": (row.honseki or UNUSED) if shown else LEFT_OUT,
        }
    )


def _foreign(row: Resident, status: ForeignStatus) -> dict[str, str]:
    """The items of §30の45; always printed (facts C-20). Former aliases are not (C-21)."""
    return _second_name("通称", row.alias) | {
        "birth": western_date(row.birth),
        "became_label": "外国人住民となった年月日",
        "became": era_date(status.became_foreign_resident_on),
        "first_label": "在留カード等の番号",
        "first": full_width(status.card_number) if status.card_number else UNUSED,
        "honseki_label": "国籍・地域",
        "honseki": status.nationality,
        "pair1_label": "第３０条の４５規定区分",
        "pair1": status.category.value,
        "pair2_label": "在留資格",
        "pair2": status.residence_status or UNUSED,
        "pair3_label": "在留期間等",
        "pair3": full_width(status.period) if status.period else UNUSED,
        "pair4_label": "在留期間の満了の日",
        "pair4": western_date(status.expires_on) if status.expires_on else UNUSED,
    }
