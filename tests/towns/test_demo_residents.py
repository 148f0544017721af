"""The named people: every certificate can be taken by somebody, and every trouble is somebody's."""

from __future__ import annotations

import functools

import pytest

from kofu.clock import read_moment
from kofu.pki.identity import CardIdentity
from kofu.registers.memory_store import MemoryRegisterStore
from kofu.registers.model import Snapshot
from kofu.registers.standing import standing_of
from kofu.rules.book import RuleBook
from kofu.rules.decide import decide
from kofu.rules.decision import Refused
from kofu.rules.kinds import Kind
from kofu.rules.operations import load_operations
from kofu.rules.request import HOUSEHOLD, Request, TerminalFacts
from kofu.towns.demo import DemoResident, demo_resident
from kofu.towns.demo_data import TROUBLES, demo_data, read_demo_data
from kofu.towns.errors import BrokenTownData, UnknownResident
from kofu.towns.places import places
from kofu.towns.town import build_town

AT = read_moment("2026-07-08T10:00+09:00")
TOWNS = [name for name in places() if name != "elsewhere"]
OFFERED = {
    "akashi": ("resident_record", "seal", "income_tax"),
    "hamura": ("resident_record", "seal", "koseki_full", "koseki_individual", "taxation", "non_taxation"),
    "sakai": ("resident_record", "koseki_full", "koseki_supplement"),
    "kamigori": (
        *("resident_record", "resident_record_items", "seal", "koseki_full", "koseki_individual"),
        *("koseki_supplement", "income", "income_tax"),
    ),
    "obihiro": ("resident_record", "seal", "koseki_full", "koseki_individual", "koseki_supplement"),
}


@functools.cache
def book() -> RuleBook:
    return RuleBook.load()


@functools.cache
def snapshots(name: str) -> list[tuple[DemoResident, Snapshot]]:
    town = build_town(name, 1, 1, AT)
    identities = {resident.name: CardIdentity("ef" * 32, n) for n, resident in enumerate(town.residents, 1)}
    store = MemoryRegisterStore(town.municipality)
    store.apply([*town.facts, *town.link_cards(identities)], AT)
    return [(resident, store.snapshot(identities[resident.name], AT)) for resident in town.residents]


def reasons(resident: DemoResident, snapshot: Snapshot, kind: str) -> list[str]:
    request = Request(Kind.of(kind), HOUSEHOLD if kind == "resident_record" else (snapshot.holder,))
    rules = book().municipality(resident.municipality)
    operations = load_operations(rules.id)
    told = decide(rules, operations, standing_of(snapshot, AT), request, TerminalFacts("lawson"), AT)
    return [cause.reason.value for cause in told.reasons] if isinstance(told, Refused) else []


@pytest.mark.parametrize("name", TOWNS)
def test_every_certificate_of_a_municipality_can_be_taken_by_somebody(name: str) -> None:
    people = snapshots(name)
    for kind in OFFERED[name]:
        able = [r.name for r, snapshot in people if r.trouble == "none" and not reasons(r, snapshot, kind)]
        assert able, kind


REFUSED = [
    ("akashi/ren", "resident_record", "under_15"),
    ("akashi/sumire", "resident_record", "support_measures"),
    ("akashi/sora", "resident_record", "address_change_pending"),
    ("akashi/naomi", "resident_record", "continued_use_missing"),
    ("hamura/yota", "resident_record", "moving_out"),
    ("hamura/yota", "koseki_full", "honseki_elsewhere"),
    ("hamura/riku", "taxation", "tax_undeclared"),
    ("hamura/noboru", "koseki_full", "registration_required"),
    ("hamura/akiko", "resident_record", "not_resident"),
    ("sakai/tsuji", "koseki_full", "koseki_not_computerised"),
    ("kamigori/tadashi", "koseki_full", "issuance_restricted"),
    ("obihiro/sakakibara", "seal", "household_member_moving_out"),
    ("obihiro/takuya", "seal", "moving_out"),
]


@pytest.mark.parametrize(("name", "kind", "reason"), REFUSED, ids=[f"{row[0]} {row[2]}" for row in REFUSED])
def test_special_people_are_refused_for_what_is_special(name: str, kind: str, reason: str) -> None:
    [found] = [pair for pair in snapshots(name.partition("/")[0]) if pair[0].name == name]
    assert reason in reasons(*found, kind)


def test_who_lives_elsewhere_takes_a_koseki_after_the_use_registration() -> None:
    [found] = [pair for pair in snapshots("hamura") if pair[0].name == "hamura/akiko"]
    assert reasons(*found, "koseki_individual") == []


def test_every_trouble_of_a_card_is_somebodys() -> None:
    assert {person.card.trouble for person in demo_data().people if person.card} == TROUBLES


def test_a_resident_is_found_by_name() -> None:
    hanako = demo_resident("akashi/hanako", AT)
    assert (hanako.municipality, hanako.pin, hanako.key, hanako.trouble) == ("282031", "1234", "rsa", "none")
    with pytest.raises(UnknownResident):
        demo_resident("akashi/nobody", AT)
    with pytest.raises(UnknownResident):
        demo_resident("akashi/mei", AT)


def test_a_card_for_somebody_who_carries_none_is_an_error() -> None:
    with pytest.raises(UnknownResident):
        build_town("akashi", 1, 1, AT).link_cards({"akashi/mei": CardIdentity("ef" * 32, 1)})


def test_hanako_lives_in_a_family_of_five_under_one_koseki() -> None:
    [(_, snapshot)] = [pair for pair in snapshots("akashi") if pair[0].name == "akashi/hanako"]
    assert snapshot.household is not None
    assert snapshot.koseki is not None
    assert [member.name.written for member in snapshot.household.members] == [
        "明石 太郎",
        "明石 花子",
        "明石 蓮",
        "明石 芽衣",
        "明石 結",
    ]
    assert snapshot.koseki.first_entry == "明石 太郎"
    assert [member.parental_relationship for member in snapshot.koseki.members] == [
        "長男",
        "二女",
        "長男",
        "長女",
        "二女",
    ]


PERSON = """
[[person]]
name = "akashi/x"
family = ["見本"]
given = ["一"]
birth = 1990-01-01
sex = "male"
since = 2020-01-01
koseki = "elsewhere"
note = "somebody"
"""


@pytest.mark.parametrize(
    "text",
    [
        PERSON + "colour = 'red'",
        PERSON.replace("birth", "born"),
        PERSON + PERSON,
        PERSON + "card = { key = 'rsa', delivered_at = 2024-01-01T10:00:00+09:00, trouble = 'bent' }",
        "[[pet]]\nname = 'akashi/tama'",
    ],
    ids=["unknown key", "missing key", "same name twice", "unknown trouble", "unknown table"],
)
def test_a_broken_file_of_residents_is_refused(text: str) -> None:
    with pytest.raises(BrokenTownData):
        read_demo_data(text)
