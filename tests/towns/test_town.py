"""Synthetic towns: the same for the same seed, free of contradictions, plausible, and drawable."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import islice
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from kofu.clock import read_moment
from kofu.pki.identity import CardIdentity
from kofu.registers.assemble import household_of, resident_of
from kofu.registers.facts import FactRow, record, value_of
from kofu.registers.history import History, State
from kofu.registers.kinds import FactKind, HouseholdMembership, KosekiMembership, ResidentRecord
from kofu.registers.memory_store import MemoryRegisterStore
from kofu.registers.model import Household, HouseholdId, PersonId, TaxRecord
from kofu.text import clusters
from kofu.towns.dice import given_names, surnames
from kofu.towns.drafts import my_number
from kofu.towns.places import place, places
from kofu.towns.town import Town, build_town, town_facts

AT = read_moment("2026-07-08T10:00")
TOWNS = [name for name in places() if name != "elsewhere"]
FONT = next(iter(Path("/usr/share/fonts").rglob("ipamj*.ttf")), None)


@pytest.fixture(scope="module")
def town() -> Town:
    """A town of four hundred."""
    return build_town("hamura", 400, 11, AT)


def state_of(town: Town) -> State:
    rows: list[FactRow] = [record(fact, number, AT, None) for number, fact in enumerate(town.facts, 1)]
    return History(rows).as_valid_on(AT.date())


def households_of(town: Town) -> list[Household]:
    state = state_of(town)
    memberships = [state.one(FactKind.MEMBERSHIP, HouseholdMembership, p) for p in state.subjects(FactKind.MEMBERSHIP)]
    ids: list[HouseholdId] = sorted({membership.household for membership in memberships if membership})
    return [household_of(state, household) for household in ids[:60]]


@pytest.mark.parametrize("name", TOWNS)
def test_every_town_can_be_recorded_without_contradiction(name: str) -> None:
    made = build_town(name, 150, 3, AT)
    store = MemoryRegisterStore(made.municipality)
    assert store.apply(made.facts, AT) == len(made.facts)
    assert 150 <= made.size < 160


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(TOWNS), st.sampled_from(["2024-02-29T10:00", "2026-07-08T10:00"]))
def test_any_seed_gives_a_town_without_contradiction(seed: int, name: str, at: str) -> None:
    moment = read_moment(at)
    made = build_town(name, 90, seed, moment)
    MemoryRegisterStore(made.municipality).apply(made.facts, moment)


def test_the_same_seed_gives_the_same_bytes_and_another_one_another_town() -> None:
    def rows(seed: int) -> list[FactRow]:
        return [record(f, n, AT, None) for n, f in enumerate(build_town("sakai", 120, seed, AT).facts)]

    assert rows(1) == rows(1)
    assert rows(1) != rows(2)


def test_a_larger_town_begins_with_the_same_people() -> None:
    small, large = build_town("akashi", 80, 5, AT), build_town("akashi", 160, 5, AT)
    assert large.facts[: len(small.facts)] == small.facts


def test_households_have_one_to_eight_members_and_one_head(town: Town) -> None:
    households = households_of(town)
    assert {len(household.members) for household in households} <= set(range(1, 9))
    assert all(household.head for household in households)
    assert max(len(household.members) for household in households) >= 5


def test_children_are_younger_than_the_head_and_live_with_them(town: Town) -> None:
    for household in households_of(town):
        head = household.head
        assert head is not None
        for member in household.members:
            assert member.relationship != "子" or member.birth > head.birth
            assert member.became_resident_on >= member.birth


def test_a_town_has_people_of_every_sort() -> None:
    town = build_town("hamura", 1000, 11, AT)
    kinds = Counter(fact.kind for fact in town.facts)
    for kind in set(FactKind) - {FactKind.LINK, FactKind.HONSEKI_REGISTRATION, FactKind.MOVE_IN}:
        assert kinds[kind], kind
    state = state_of(town)
    people = [PersonId(person) for person in state.subjects(FactKind.RECORD)]
    records = [state.one(FactKind.RECORD, ResidentRecord, person) for person in people]
    assert any(told and told.foreign for told in records)
    assert any(told and told.name.reading is None for told in records)
    assert any(told and told.former_surname for told in records)
    assert any(
        (resident := resident_of(state, PersonId(p))) and resident.former_names for p in state.subjects(FactKind.RECORD)
    )


def test_taxes_fit_the_income(town: Town) -> None:
    records = [told for fact in town.facts if isinstance(told := fact.value, TaxRecord)]
    assert records
    for told in records:
        assert told.taxable == (told.total_income_yen > 450_000)
        assert (told.total_tax_yen > 0) == told.taxable
        assert told.total_tax_yen < max(1, told.total_income_yen)


def test_numbers_are_nobodys() -> None:
    """A My Number's last digit checks the others (番号利用法施行令 §8 and its ordinance); ours always fails."""
    for number in range(0, 10**11, 7_777_777_777):
        digits = my_number(number)
        body = [int(digit) for digit in digits[:11]]
        weights = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
        rest = sum(digit * weight for digit, weight in zip(body, weights, strict=True)) % 11
        assert len(digits) == 12
        assert int(digits[11]) != (0 if rest <= 1 else 11 - rest)


def test_addresses_are_in_the_town_they_are_said_to_be(town: Town) -> None:
    where = place("hamura")
    for household in households_of(town):
        for member in household.members:
            assert member.address.text.startswith(where.prefecture + where.city)


@pytest.mark.skipif(FONT is None, reason="the font IPAmj Mincho (fonts-ipamj-mincho) is not installed")
@pytest.mark.parametrize("name", TOWNS)
def test_every_character_of_a_town_has_its_own_glyph(name: str) -> None:
    with TTFont(FONT) as font:
        plain: dict[int, str] = font.getBestCmap()
        variants = next(table.uvsDict for table in font["cmap"].tables if table.format == 14)
    sequences = {(base, selector) for selector, pairs in variants.items() for base, _ in pairs}
    made = build_town(name, 120, 1, AT)
    texts = {text for fact in made.facts for text in strings(fact.value)}
    texts |= {given.name.written for given in given_names()} | {surname.written for surname in surnames()[0]}
    for unit in {unit for text in texts for unit in clusters(text)}:
        known = ord(unit) in plain if len(unit) == 1 else (ord(unit[0]), ord(unit[1])) in sequences
        assert known, [hex(ord(character)) for character in unit]


def strings(value: object) -> set[str]:
    """The texts of a fact that a certificate may draw."""
    if isinstance(value, ResidentRecord):
        names = [part for part in (value.name, value.alias, value.former_surname) if part]
        drawn = {text for part in names for text in (part.written, part.reading) if text}
        return drawn | {value.honseki or "", value.first_entry or ""}
    told = [getattr(value, name, None) for name in ("text", "honseki", "first_entry", "relationship")]
    return {text for text in told if isinstance(text, str)}


def test_cards_are_linked_to_the_people_they_are_named_for(town: Town) -> None:
    identities = {resident.name: CardIdentity("cd" * 32, n) for n, resident in enumerate(town.residents, 1)}
    store = MemoryRegisterStore(town.municipality)
    store.apply([*town.facts, *town.link_cards(identities)], AT)
    for name, identity in identities.items():
        assert store.snapshot(identity, AT).holder == town.people[name]


def test_rows_of_a_town_hold_what_they_were_made_from(town: Town) -> None:
    rows = [record(fact, number, AT, None) for number, fact in enumerate(town.facts[:300], 1)]
    assert [value_of(row) for row in rows] == [fact.value for fact in town.facts[:300]]
    assert all(row.valid_from <= date(2026, 7, 18) for row in rows)


def test_people_marry_out_of_one_koseki_into_another_and_marriages_end() -> None:
    made = build_town("sakai", 600, 5, AT)
    state = state_of(made)
    people = [PersonId(person) for person in state.subjects(FactKind.MEMBER)]
    memberships = {person: state.all(FactKind.MEMBER, KosekiMembership, person) for person in people}
    married_out = [held for held in memberships.values() if len(held) == 2 and not all(m.removed for m in held)]
    assert married_out
    for held in married_out:
        [left], [now] = [m for m in held if m.removed], [m for m in held if not m.removed]
        assert (left.given, left.birth, left.sex) == (now.given, now.birth, now.sex)
        assert any(title == "婚姻" and dict(items).get("新本籍") for title, items in entries(left))
        assert any(title == "婚姻" and "従前戸籍" in dict(items) for title, items in entries(now))
    titles = Counter(title for held in memberships.values() for m in held for title, _ in entries(m))
    assert {"出生", "婚姻", "離婚", "死亡"} <= titles.keys()
    assert titles["離婚"] < titles["婚姻"]


def entries(membership: KosekiMembership) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    return [(entry.title, entry.items) for entry in membership.entries]


def test_a_town_of_any_size_comes_household_by_household() -> None:
    households = town_facts("obihiro", None, 1, AT)
    first = [fact for household in islice(households, 4) for fact in household]
    assert first == list(build_town("obihiro", 200, 1, AT).facts[: len(first)])
    assert {name: place(name).default_size for name in TOWNS} == {
        "akashi": 306_000, "hamura": 54_000, "sakai": 88_000, "kamigori": 14_000, "obihiro": 163_000
    }  # fmt: skip
