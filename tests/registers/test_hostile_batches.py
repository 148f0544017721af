"""What no batch may do: every broken or hostile file ends in an error of its own, and nothing is recorded."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.registers.feeding import ResidentSystem, residents, sources, taxes
from tests.registers.people import HANAKO, NOW, RECORD, family

from kofu.registers.facts import Fact
from kofu.registers.feed.batch import MOST_BYTES, read_batch, sign_lines
from kofu.registers.feed.errors import FeedError
from kofu.registers.feed.intake import FeedIntake
from kofu.registers.feed.memory_store import MemoryFeedStore
from kofu.registers.feed.reconciliation import read_totals
from kofu.registers.kinds import FactKind
from kofu.registers.memory_store import MemoryRegisterStore
from kofu.registers.model import Name

GOOD = residents().batch(family())
LINES = GOOD.splitlines(keepends=True)
Lines = list[bytes]


def signed(lines: Lines) -> bytes:
    """Lines as a source might sign them: its own mistake."""
    system = residents()
    return sign_lines(b"".join(lines), system.public, system.key.sign)


def altered(place: int, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The good batch with one line changed, and signed."""
    told = json.loads(LINES[place])
    change(told)
    lines = list(LINES[:-1])
    lines[place] = json.dumps(told, ensure_ascii=True).encode() + b"\n"
    return signed(lines)


def fact(**changes: Any) -> bytes:
    return altered(1, lambda told: told.update(changes))


def value(**changes: Any) -> bytes:
    return altered(1, lambda told: told["value"].update(changes))


def header(**changes: Any) -> bytes:
    return altered(0, lambda told: told.update(changes))


def foreign_signature() -> bytes:
    stranger = ResidentSystem("residents", residents().registers, 9)
    return stranger.batch(family())


HOSTILE = {
    "empty file": (b"", "FEED_TRUNCATED"),
    "not a feed at all": (b"PK\x03\x04 some other file\n", "FEED_MALFORMED"),
    "cut in a line": (GOOD[:-50], "FEED_TRUNCATED"),
    "cut at a line": (b"".join(LINES[:-1]), "FEED_TRUNCATED"),
    "too large": (b" " * MOST_BYTES + b"\n" * 2, "FEED_TOO_LARGE"),
    "signed by a stranger": (foreign_signature(), "FEED_UNKNOWN_KEY"),
    "a line taken out": (b"".join([*LINES[:2], *LINES[3:]]), "FEED_ALTERED"),
    "two lines exchanged": (b"".join([LINES[0], LINES[2], LINES[1], *LINES[3:]]), "FEED_ALTERED"),
    "Shift JIS": (signed([LINES[0], "明石".encode("cp932") + b"\n", *LINES[2:-1]]), "FEED_FACTS_REFUSED"),
    "byte order mark": (signed([b"\xef\xbb\xbf" + LINES[0], *LINES[1:-1]]), "FEED_MALFORMED"),
    "only a header": (signed(LINES[:1]), "FEED_MALFORMED"),
    "another format": (header(feed="kofu-feed/2"), "FEED_MALFORMED"),
    "another municipality": (header(municipality="132276"), "FEED_OTHER_MUNICIPALITY"),
    "another source's name": (header(source="taxes"), "FEED_OTHER_SOURCE"),
    "another source's register": (header(registers=["taxes"]), "FEED_REGISTER_NOT_CARRIED"),
    "an unknown register": (header(registers=["dogs"]), "FEED_MALFORMED"),
    "registers that are no list": (header(registers=7), "FEED_MALFORMED"),
    "a register not announced": (header(registers=["seals"]), "FEED_REGISTER_NOT_CARRIED"),
    "number zero": (header(number=0), "FEED_MALFORMED"),
    "a number that is a text": (header(number="1"), "FEED_MALFORMED"),
    "a number that is true": (header(number=True), "FEED_MALFORMED"),
    "a moment without a zone": (header(made_at="2026-07-08T10:00:00"), "FEED_MALFORMED"),
    "a moment beyond the calendar": (header(made_at="0001-01-01T00:00:00+23:59"), "FEED_MALFORMED"),
    "more facts than announced": (header(facts=1), "FEED_CONTROL_TOTAL"),
    "too many facts announced": (header(facts=10**6), "FEED_TOO_LARGE"),
    "a trailer of another batch": (altered(len(LINES) - 2, lambda told: told.update(end=2)), "FEED_CONTROL_TOTAL"),
    "a wrong total": (altered(len(LINES) - 2, lambda told: told.update(total="0" * 64)), "FEED_CONTROL_TOTAL"),
    "an unknown kind": (fact(fact="dog"), "FEED_FACTS_REFUSED"),
    "an unknown name": (fact(colour="red"), "FEED_FACTS_REFUSED"),
    "a day that is none": (fact(**{"from": "2026-02-30"}), "FEED_FACTS_REFUSED"),
    "a hostile subject": (fact(subject="p1'; DROP TABLE register_fact; --"), "FEED_FACTS_REFUSED"),
    "a private-use character": (value(honseki="\ue000"), "FEED_FACTS_REFUSED"),
    "a lone surrogate": (value(honseki="\ud842"), "FEED_FACTS_REFUSED"),
    "a bidirectional override": (value(honseki="\u202e明石"), "FEED_FACTS_REFUSED"),
    "a text without end": (value(honseki="石" * 501), "FEED_FACTS_REFUSED"),
    "a line without end": (value(honseki="石" * 300_000), "FEED_MALFORMED"),
    "a payload of another kind": (fact(value={"since": "2026-01-01"}), "FEED_FACTS_REFUSED"),
    "a payload that is a list": (fact(value=[]), "FEED_FACTS_REFUSED"),
    "a name twice": (signed([LINES[0], b'{"fact":"record","fact":"record"}\n', *LINES[2:-1]]), "FEED_FACTS_REFUSED"),
    "not a number": (signed([LINES[0], b'{"fact":NaN}\n', *LINES[2:-1]]), "FEED_FACTS_REFUSED"),
    "a number without end": (signed([LINES[0], b"9" * 5000 + b"\n", *LINES[2:-1]]), "FEED_FACTS_REFUSED"),
    "brackets without end": (signed([LINES[0], b"[" * 100_000 + b"\n", *LINES[2:-1]]), "FEED_FACTS_REFUSED"),
    "a header of brackets": (signed([b"[" * 100_000 + b"\n", *LINES[1:-1]]), "FEED_MALFORMED"),
    "totals instead of a batch": (b"".join(LINES[-1:]), "FEED_ALTERED"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_broken_batch_ends_in_its_own_error_and_nothing_is_recorded(name: str) -> None:
    data, code = HOSTILE[name]
    store = MemoryRegisterStore("282031")
    intake = FeedIntake(sources(), MemoryFeedStore(store))
    with pytest.raises(FeedError) as error:
        intake.receive(data, NOW)
    assert error.value.code == code
    assert store.rows() == []
    assert [refusal.code for refusal in intake.store.refusals(5)] == [code]


def test_errors_say_where_but_never_what() -> None:
    data = value(birth="12 April 1985")
    with pytest.raises(FeedError) as error:
        read_batch(data, sources())
    assert error.value.facts == {
        "source": "residents",
        "number": 1,
        "line": 2,
        "because": "REGISTER_PAYLOAD_INVALID",
        "payload": "ResidentRecord",
        "field": "birth",
        "shape": "99 aaaaa 9999 (13 characters)",
        "reason": "needs a day like 2026-07-08",
    }
    assert "April" not in str(error.value)


def test_a_fact_of_another_person_is_refused() -> None:
    """The mistake of 2023 in one line: a seal told for one person with the content of another."""
    from kofu.registers.model import PersonId, SealRegistration

    other = SealRegistration(PersonId("p2"), "00000001", RECORD.became_resident_on)
    swapped = Fact(FactKind.SEAL, HANAKO, RECORD.became_resident_on, other)
    intake = FeedIntake(sources(), MemoryFeedStore(MemoryRegisterStore("282031")))
    with pytest.raises(FeedError) as error:
        intake.receive(residents().batch([*family(), swapped]), NOW)
    assert error.value.facts["because"] == "REGISTER_FACT_OF_ANOTHER"


def test_a_batch_of_the_other_source_cannot_touch_these_registers() -> None:
    system = taxes()
    entry = replace(ResidentSystem("taxes", residents().registers, 2), registers=residents().registers)
    with pytest.raises(FeedError) as error:
        read_batch(entry.batch(family()), sources())
    assert system.public == entry.public
    assert error.value.code == "FEED_REGISTER_NOT_CARRIED"


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=400))
@example(b'{"key":"","signature":""}\n')
@example(b'{"key":[],"signature":{}}\n')
def test_any_bytes_are_refused_by_name(data: bytes) -> None:
    with pytest.raises(FeedError):
        read_batch(data, sources())
    with pytest.raises(FeedError):
        read_totals(data, sources())


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None, max_examples=150)
@given(st.integers(0, len(LINES) - 2), st.data())
def test_a_signed_batch_with_anything_in_any_place_is_refused_by_name_or_read(place: int, data: st.DataObject) -> None:
    told = json.loads(LINES[place])
    name = data.draw(st.sampled_from(sorted(told)))
    told[name] = data.draw(json_values)
    line = json.dumps(told).encode() + b"\n"
    with suppress(FeedError):
        read_batch(signed([*LINES[:place], line, *LINES[place + 1 : -1]]), sources())


@settings(deadline=None, max_examples=100)
@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_one_changed_byte_is_never_taken_in(place: int, change: int) -> None:
    changed = bytearray(GOOD)
    changed[place] ^= change
    with pytest.raises(FeedError):
        read_batch(bytes(changed), sources())


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=30))
def test_what_is_written_is_read_back(written: str) -> None:
    from kofu.registers.characters import TextRefused, check_fact

    told = Fact(FactKind.RECORD, HANAKO, RECORD.birth, replace(RECORD, name=Name(written)))
    try:
        check_fact(told)
    except TextRefused:
        return
    assert read_batch(residents().batch([told]), sources()).facts == (told,)
