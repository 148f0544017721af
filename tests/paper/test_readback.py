from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.certificates.rows import (
    AKASHI,
    FAMILY,
    FATHER,
    FOREIGNER,
    HOLDER_CARD,
    ISSUED_AT,
    IVS_PERSON,
    MOTHER,
    dead,
    snapshot,
)
from tests.paper.desk import SIGNER, binding_for, font_path, front

from kofu.certificates import Content
from kofu.certificates.resident_record import compose
from kofu.certificates.wanted import Wanted
from kofu.paper.characters import FontCharacters
from kofu.paper.errors import PageCountMismatch, ReadBackMismatch
from kofu.paper.expected import expected
from kofu.paper.positions import OUTSIDE, RESIDENT_RECORD
from kofu.paper.readback import compare, read_back
from kofu.registers.model import Name, PersonId, Resident
from kofu.rules import Kind, Option

ALL = frozenset(Option)
ASKED = Wanted(Kind.RESIDENT_RECORD, options=ALL)
Fields = Mapping[str, str]


def content_of(members: Sequence[Resident], options: frozenset[Option] = ALL) -> Content:
    return compose(snapshot(*members), "household", options, AKASHI, ISSUED_AT)


def check(content: Content, members: Sequence[Resident], options: frozenset[Option] = ALL) -> None:
    """Draw a content, and compare the page with the rows it should have come from."""
    binding = binding_for(content)
    document = front().draw(content, binding, HOLDER_CARD, SIGNER)
    wanted = Wanted(Kind.RESIDENT_RECORD, options=options)
    compare(read_back(document.pdf, RESIDENT_RECORD), expected(snapshot(*members), wanted, AKASHI, binding))


@pytest.mark.parametrize(
    "members",
    [(FATHER,), FAMILY, (FOREIGNER,), (IVS_PERSON,), (FATHER, dead(MOTHER)), (FATHER, replace(MOTHER, my_number=None))],
    ids=["one", "family of five", "foreign", "variants", "widower", "no number"],
)
@pytest.mark.parametrize("options", [ALL, frozenset()], ids=["everything", "least"])
def test_the_page_reads_back_as_the_rows_say(members: Sequence[Resident], options: frozenset[Option]) -> None:
    check(content_of(members, options), members, options)


def test_texts_made_smaller_and_narrower_read_back_whole() -> None:
    long = replace(FATHER, name=Name("寿限無五劫擦切" * 5, "ジュゲム" * 9), honseki="兵庫県明石市" + "大久保町" * 18)
    check(content_of([long]), [long])


def test_a_base_and_its_default_sequence_on_one_page_read_back_as_stored() -> None:
    people = [replace(FATHER, name=Name("邉")), replace(MOTHER, name=Name("山邉󠄏田"), former_surname=Name("邉󠄐"))]
    people[0] = replace(people[0], honseki="奈良県𤋮︀𤋮󠄃町𠮷")
    check(content_of(people), people)


def _swap_names(fields: Fields) -> Fields:
    return {**fields, "p1_name": fields["p2_name"], "p2_name": fields["p1_name"]}


def _swap_members(fields: Fields) -> Fields:
    swapped = {
        name.replace("p2_", "p0_").replace("p1_", "p2_").replace("p0_", "p1_"): text for name, text in fields.items()
    }
    return swapped | {"p1_ordinal": fields["p1_ordinal"], "p2_ordinal": fields["p2_ordinal"]}


def _drop_selector(fields: Fields) -> Fields:
    return {**fields, "p2_second_name": fields["p2_second_name"].replace("\U000e010f", "")}


def _other_variant(fields: Fields) -> Fields:
    return {**fields, "p2_second_name": fields["p2_second_name"].replace("\U000e010f", "\U000e0110")}


def _change_a_digit(fields: Fields) -> Fields:
    return {**fields, "p1_my_number": fields["p1_my_number"].replace("８", "９", 1)}


def _leave_a_field_out(fields: Fields) -> Fields:
    return {name: text for name, text in fields.items() if name != "p1_birth"}


def _fill_a_blank(fields: Fields) -> Fields:
    return {**fields, "p3_reading": "アカシ　カイト"}


Mutant = Callable[[Fields], Fields]


@pytest.mark.parametrize(
    ("mutant", "field"),
    [
        (_swap_names, "p1_name"),
        (_swap_members, "p1_birth"),
        (_drop_selector, "p2_second_name"),
        (_other_variant, "p2_second_name"),
        (_change_a_digit, "p1_my_number"),
        (_leave_a_field_out, "p1_birth"),
        (_fill_a_blank, "p3_reading"),
    ],
)
def test_a_mutated_content_is_caught(mutant: Mutant, field: str) -> None:
    content = content_of(FAMILY)
    wrong = replace(content, sheets=(mutant(content.sheets[0]), *content.sheets[1:]))
    with pytest.raises(ReadBackMismatch) as caught:
        check(wrong, FAMILY)
    assert caught.value.facts == {"page": 1, "field": field}


def test_a_page_of_another_person_is_caught() -> None:
    with pytest.raises(ReadBackMismatch):
        check(content_of([FOREIGNER]), [FATHER])


def test_a_second_sheet_that_is_missing_is_caught() -> None:
    content = content_of(FAMILY)
    with pytest.raises(ReadBackMismatch):
        check(replace(content, sheets=content.sheets[:1], essentials=content.essentials[:1], filled=(4,)), FAMILY)


def test_words_outside_all_fields_are_caught() -> None:
    document = front().draw(content_of([FATHER]), binding_for(content_of([FATHER])), HOLDER_CARD, SIGNER)
    read = dict(read_back(document.pdf, RESIDENT_RECORD))
    read[1, OUTSIDE] += "写"
    with pytest.raises(ReadBackMismatch) as caught:
        compare(
            read,
            expected(
                snapshot(FATHER), Wanted(Kind.RESIDENT_RECORD, options=ALL), AKASHI, binding_for(content_of([FATHER]))
            ),
        )
    assert caught.value.facts["field"] == OUTSIDE


def test_the_difference_never_tells_what_stands_there() -> None:
    with pytest.raises(ReadBackMismatch) as caught:
        compare({(1, "p1_name"): "明石　太郎"}, {(1, "p1_name"): "明石　次郎"})
    assert "郎" not in str(caught.value)


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n" + b"0" * 500])
def test_a_file_that_is_no_document_is_refused(junk: bytes) -> None:
    with pytest.raises(PageCountMismatch):
        read_back(junk, RESIDENT_RECORD)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text("明石太郎花辻󠄂邉󠄏𠮷アA1", min_size=1, max_size=12), min_size=1, max_size=9))
def test_any_household_reads_back(names: list[str]) -> None:
    kept = [name for name in names if name[0] not in "\U000e0102\U000e010f" and _known(name)]
    people = [replace(FATHER, person=PersonId(str(i)), is_head=i == 0, name=Name(name)) for i, name in enumerate(kept)]
    if people:
        check(content_of(people), people)


def _known(name: str) -> bool:
    pairs = {("辻", "\U000e0102"), ("邉", "\U000e010f"), ("辻", "\U000e0101")}
    selectors = [(name[i - 1], c) for i, c in enumerate(name) if c >= "\U000e0100"]
    return all(pair in pairs for pair in selectors)


def _sharing_a_glyph() -> list[str]:
    """Characters and sequences that the font draws alike, group by group: the hardest to tell apart on a page."""
    font = FontCharacters.load(font_path())
    groups: dict[str, list[str]] = {}
    for unit in font.units():
        groups.setdefault(font.glyph(unit, "f"), []).append(unit)
    return [unit for group in groups.values() if len(group) > 1 for unit in group]


def test_texts_with_one_glyph_in_common_read_back_as_each_was_stored() -> None:
    units = _sharing_a_glyph()
    assert len(units) > 10_000
    for start in (0, len(units) // 2):
        chunks = [units[i : i + 40] for i in range(start, start + 320, 40)]
        people = [
            replace(FATHER, person=PersonId(str(i)), is_head=i == 0, honseki="".join(chunk))
            for i, chunk in enumerate(chunks)
        ]
        check(content_of(people), people)
