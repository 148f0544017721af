"""The people of every scenario case, from its words through facts, snapshot and standing to the rules' decision."""

from __future__ import annotations

import functools
from datetime import date
from typing import Any

import pytest
from tests.rules.scenario_standing import Case, operations_from, scenarios, standing_from

from kofu.clock import read_moment
from kofu.pki.identity import CardIdentity
from kofu.registers.errors import UnknownCard
from kofu.registers.memory_store import MemoryRegisterStore
from kofu.registers.model import Snapshot
from kofu.registers.standing import standing_of
from kofu.rules.book import RuleBook
from kofu.rules.decide import decide
from kofu.rules.decision import Refused
from kofu.rules.kinds import Kind
from kofu.rules.operations import OperationalState, load_operations
from kofu.rules.request import HOUSEHOLD, Form, Option, Request, TerminalFacts, Token
from kofu.towns.cases import CaseTown, build_case, recorded_at
from kofu.towns.errors import UnknownMunicipality, UnknownVocabulary

CARD = CardIdentity("ab" * 32, 77)
CARD_ANSWERS = {"pin_wrong", "pin_locked", "card_kind_not_accepted", "no_auth_certificate"}
ALL = scenarios()
ISSUED = [
    case
    for case in ALL
    if case["request"].get("action", "issue") == "issue" and case["expect"]["reason"] not in CARD_ANSWERS
]


@pytest.fixture(scope="module")
def book() -> RuleBook:
    """The committed rules."""
    return RuleBook.load()


@functools.cache
def operations_of(municipality: str) -> OperationalState:
    return load_operations(municipality)


def town_of(case: Case) -> CaseTown:
    return build_case(case["municipality"], case["given"], read_moment(case["request"]["at"]))


def snapshot_of(town: CaseTown) -> Snapshot:
    store = MemoryRegisterStore(town.municipality)
    store.apply([*town.facts, *town.link_card(CARD)], recorded_at(town.at))
    return store.snapshot(CARD, town.at)


def request_of(case: Case, town: CaseTown) -> Request:
    asked = case["request"]
    subjects = asked.get("subjects", ["self"])
    return Request(
        kind=Kind.of(asked["certificate"]),
        subjects=HOUSEHOLD if subjects == HOUSEHOLD else tuple(town.ids[name] for name in subjects),
        options=frozenset(Option(name) for name, wanted in asked.get("options", {}).items() if wanted),
        tax_year=asked.get("tax_year"),
        copies=asked.get("copies", 1),
        form=Form(asked.get("form", "current")),
    )


def reasons(book: RuleBook, case: Case) -> set[str]:
    town = town_of(case)
    valid_until = standing_from(case).card.certificate_valid_until
    rules = book.municipality(town.municipality)
    switch = case["given"].get("policy", {}).get("tax_switch_on")
    told = decide(
        rules.with_tax_switch(switch_on=date.fromisoformat(switch)) if switch else rules,
        operations_from(case, operations_of(case["municipality"])),
        standing_of(snapshot_of(town), town.at, valid_until),
        request_of(case, town),
        TerminalFacts(
            case["given"].get("kiosk", {}).get("chain", "seven_eleven"),
            Token.SMARTPHONE if town.card.kind == "smartphone" else Token.CARD,
        ),
        town.at,
    )
    return {cause.reason.value for cause in told.reasons} if isinstance(told, Refused) else {"ok"}


@pytest.mark.parametrize("case", ISSUED, ids=[case["id"] for case in ISSUED])
def test_a_case_decided_from_the_registers_comes_out_as_stated(book: RuleBook, case: Case) -> None:
    assert reasons(book, case) <= {case["expect"]["reason"], *case["expect"].get("also", [])}


OTHERS = [case for case in ALL if case not in ISSUED]
FAMILIES = [case for case in ALL if case["given"].get("others")]


@pytest.mark.parametrize("case", OTHERS + FAMILIES, ids=[case["id"] for case in OTHERS + FAMILIES])
def test_the_people_of_a_case_can_be_recorded_and_found(case: Case) -> None:
    town = town_of(case)
    snapshot = snapshot_of(town)
    assert snapshot.holder == town.ids["self"]
    assert snapshot.link.delivered_at == town.card.issued_at
    at_home = [name for name, told in case["given"].get("others", {}).items() if told.get("same_household")]
    assert {town.ids[name] for name in at_home} <= set(snapshot.people())


def test_nobody_can_be_linked_who_is_registered_elsewhere_in_every_way() -> None:
    given = {"user": {"resident_in": "elsewhere", "honseki_in": "elsewhere"}}
    town = build_case("hamura", given, read_moment("2026-07-08T10:00"))
    assert (town.facts, town.link_card(CARD), town.is_known) == ((), (), False)
    with pytest.raises(UnknownCard):
        snapshot_of(town)


def test_several_addresses_names_and_aliases_become_histories() -> None:
    told = {"addresses": 4, "former_names": 2, "former_aliases": 1, "foreigner": True, "honseki_in": "none"}
    resident = snapshot_of(build_case("obihiro", {"user": told}, read_moment("2026-07-08T10:00"))).resident
    assert resident is not None
    assert [len(h) for h in (resident.addresses, resident.former_names, resident.former_aliases)] == [4, 2, 1]
    assert [address.here for address in resident.addresses] == [True, False, False, False]
    assert resident.alias is not None


def test_the_same_case_has_the_same_people_every_time() -> None:
    case = next(case for case in ALL if len(case["given"].get("others", {})) > 1)
    assert town_of(case).facts == town_of(case).facts


BROKEN: list[tuple[str, Any]] = [
    ("given.usr", {"usr": {}}),
    ("given.user", {"user": None}),
    ("given.user.colour", {"user": {"colour": "red"}}),
    ("given.user.same_household", {"user": {"same_household": True}}),
    ("given.user.birth", {"user": {"birth": "12 April"}}),
    ("given.user.alive", {"user": {"alive": 1}}),
    ("given.user.resident_in", {"user": {"resident_in": "atlantis"}}),
    ("given.user.honseki_in", {"user": {"honseki_in": "abroad"}}),
    ("given.user.move_out", {"user": {"move_out": "maybe"}}),
    ("given.user.addresses", {"user": {"addresses": -1}}),
    ("given.user.restricted", {"user": {"restricted": ["everything"]}}),
    ("given.user.tax.year", {"user": {"tax": {"year": 2026}}}),
    ("given.user.change.kind", {"user": {"change": {"kind": "hair", "filed_at": "2026-07-01", "processed": True}}}),
    ("given.user.change", {"user": {"change": {"kind": "address"}}}),
    ("given.others", {"others": []}),
    ("given.others.cat.paws", {"others": {"cat": {"paws": 4}}}),
    ("given.card.kind", {"card": {"kind": "library_card"}}),
    ("given.card.issued_at", {"card": {"issued_at": None}}),
    ("given.koseki.notification", {"koseki": {"notification": {"kind": "birth"}}}),
    ("given.registration.applied_on", {"registration": {"applied_on": "soon"}}),
    ("given.move_in.filed_on", {"move_in": {"filed_on": None}}),
]


@pytest.mark.parametrize(("key", "given"), BROKEN, ids=[key for key, _ in BROKEN])
def test_a_word_outside_the_vocabulary_is_an_error_that_names_it(key: str, given: Case) -> None:
    with pytest.raises(UnknownVocabulary) as refused:
        build_case("akashi", given, read_moment("2026-07-08T10:00"))
    assert refused.value.facts["key"] == key


def test_a_case_of_an_unknown_municipality_is_an_error() -> None:
    with pytest.raises(UnknownMunicipality):
        build_case("elsewhere", {}, read_moment("2026-07-08T10:00"))
