"""What may be written into a fact, and that it is read back as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.registers.people import CARD, HANAKO, RECORD, TOLD, family

from kofu.registers.characters import LONGEST_STORED, TextRefused, check_fact
from kofu.registers.codec import PayloadInvalid, decode_payload, encode_payload
from kofu.registers.facts import Fact
from kofu.registers.kinds import FactKind, Payload, ResidentRecord
from kofu.registers.memory_store import MemoryRegisterStore
from kofu.registers.model import Address, CardLink, Name, SealRegistration, Sex

REFUSED = {
    "private use": "渡\ue000子",
    "private use of plane 15": "\U000f0001",
    "control": "花\u0007子",
    "line break": "花\n子",
    "direction mark": "花\u202e子",
    "zero width joiner": "花\u200d子",
    "selector alone": "\U000e0100花",
    "two selectors": "葛\U000e0102\U000e0103",
    "unassigned": "\U0003ffff",
    "too long": "長" * (LONGEST_STORED + 1),
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=list(REFUSED))
def test_a_text_no_certificate_may_carry_is_not_stored(text: str) -> None:
    store = MemoryRegisterStore("282031")
    facts = [*family(), Fact(FactKind.RECORD, HANAKO, date(2026, 1, 1), replace(RECORD, alias=Name("通称", text)))]
    with pytest.raises(TextRefused) as refused:
        store.apply(facts, TOLD)
    assert refused.value.facts["field"] == "alias.reading"
    assert text not in str(refused.value)
    assert store.history([HANAKO]).rows == ()


@pytest.mark.parametrize(
    "text", ["渡邉\U000e010f", "葛\U000e0102城", "𠮷田", "NGUYEN THỊ LAN", "ヴァイオレット・O’NEIL", ""]
)
def test_names_of_all_kinds_are_stored(text: str) -> None:
    check_fact(Fact(FactKind.RECORD, HANAKO, date(2026, 1, 1), replace(RECORD, name=Name(text))))


EXAMPLES: list[Payload] = [
    RECORD,
    Address("住所"),
    SealRegistration(HANAKO, "1", date(2020, 1, 1), imprint_png=b"\x89PNG\x00"),
    *(fact.value for fact in family() if fact.value is not None),
]


@pytest.mark.parametrize("value", EXAMPLES, ids=lambda value: type(value).__name__)
def test_a_payload_is_read_back_as_it_was(value: Payload) -> None:
    assert decode_payload(type(value), encode_payload(value)) == value


@given(st.text(), st.none() | st.text(), st.dates(), st.sampled_from(Sex), st.none() | st.text(), st.booleans())
def test_every_record_is_read_back_as_it_was(
    written: str, reading: str | None, day: date, sex: Sex, code: str | None, ward: bool
) -> None:
    record = ResidentRecord(Name(written, reading), day, sex, day, resident_code=code, adult_ward=ward)
    assert decode_payload(ResidentRecord, encode_payload(record)) == record


def test_a_payload_is_canonical_json_with_characters_as_they_are() -> None:
    assert encode_payload(Address("渡邉\U000e010f町", date(2020, 1, 2))) == (
        '{"here":true,"since":"2020-01-02","text":"渡邉\U000e010f町"}'
    )


BROKEN = {
    "not JSON": "{",
    "not an object": "[]",
    "a missing field": "{}",
    "an unknown field": '{"text":"住所","colour":"red"}',
    "a wrong type": '{"text":1}',
    "a truth value as number": '{"text":"住所","here":1}',
    "a date that does not exist": '{"text":"住所","since":"2026-02-30"}',
    "a list for a date": '{"text":"住所","since":[]}',
    "deep nesting": "[" * 100_000,
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=list(BROKEN))
def test_a_broken_payload_is_refused(text: str) -> None:
    with pytest.raises(PayloadInvalid):
        decode_payload(Address, text)


def test_a_moment_in_a_payload_needs_its_zone() -> None:
    link = next(fact.value for fact in family() if isinstance(fact.value, CardLink))
    assert link.identity == CARD
    with pytest.raises(PayloadInvalid):
        decode_payload(CardLink, encode_payload(link).replace("+09:00", ""))


def test_a_fact_carries_what_its_kind_says() -> None:
    with pytest.raises(TypeError):
        Fact(FactKind.RECORD, HANAKO, date(2026, 1, 1), Address("住所"))
    with pytest.raises(TypeError):
        Fact(FactKind.TAX, HANAKO, date(2026, 1, 1), None)
