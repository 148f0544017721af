"""What every register store does, in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.registers.people import (
    CARD,
    HANAKO,
    HOME,
    LATER,
    MEI,
    NOW,
    OTHER_CARD,
    RECORD,
    TARO,
    TOLD,
    card_link,
    family,
    measure,
    moved_in,
)

from kofu.registers.errors import (
    CardOfTwoPersons,
    NothingToCorrect,
    OverlappingFacts,
    RecordedBeforeLast,
    RegisterStale,
    TwoHeads,
    UnknownCard,
)
from kofu.registers.facts import Fact
from kofu.registers.kinds import FactKind, HouseholdMembership, RegisterName
from kofu.registers.model import Address, Name, PersonId, Status, StatusKind
from kofu.registers.store import RegisterStore


@pytest.fixture
def town(store: RegisterStore) -> RegisterStore:
    """A store that knows the family."""
    store.apply(family(), TOLD)
    return store


def test_a_card_leads_to_its_holder_household_and_koseki(town: RegisterStore) -> None:
    snapshot = town.snapshot(CARD, NOW)
    assert snapshot.holder == HANAKO
    assert snapshot.resident is not None
    assert snapshot.household is not None
    assert snapshot.koseki is not None
    assert [member.person for member in snapshot.household.members] == [TARO, HANAKO, MEI]
    assert [member.given.written for member in snapshot.koseki.members] == ["太郎", "花子", "芽衣"]
    assert list(snapshot.people()) == [HANAKO, TARO, MEI]


def test_a_card_nobody_is_linked_to_is_unknown(town: RegisterStore) -> None:
    with pytest.raises(UnknownCard):
        town.snapshot(OTHER_CARD, NOW)


def test_a_card_whose_link_was_closed_is_unknown(town: RegisterStore) -> None:
    town.apply([Fact(FactKind.LINK, HANAKO, date(2026, 6, 1), None, key=CARD.fingerprint().hex())], LATER)
    with pytest.raises(UnknownCard):
        town.snapshot(CARD, NOW)


def test_one_certificate_never_leads_to_two_persons(town: RegisterStore) -> None:
    with pytest.raises(CardOfTwoPersons):
        town.apply([card_link(TARO)], LATER)


def test_a_batch_with_one_bad_fact_leaves_no_trace(town: RegisterStore) -> None:
    before = town.history([HANAKO, TARO, MEI]).rows
    second_head = HouseholdMembership(HOME, "世帯主", True, 2)
    with pytest.raises(TwoHeads):
        town.apply([measure(MEI), Fact(FactKind.MEMBERSHIP, HANAKO, date(2026, 6, 1), second_head)], LATER)
    assert town.history([HANAKO, TARO, MEI]).rows == before


def test_a_later_fact_ends_an_earlier_one_and_both_stay(town: RegisterStore) -> None:
    moved = Address("兵庫県明石市大久保町ゆりのき通一丁目４番７号", date(2026, 6, 1), date(2026, 6, 2))
    town.apply([Fact(FactKind.ADDRESS, HANAKO, date(2026, 6, 1), moved)], LATER)
    snapshot = town.snapshot(CARD, NOW)
    assert snapshot.resident is not None
    assert [address.since for address in snapshot.resident.addresses] == [date(2026, 6, 1), date(2015, 4, 1)]
    [first, second] = town.history([HANAKO]).periods(HANAKO, FactKind.ADDRESS)
    assert (first.valid_to, second.valid_to) == (date(2026, 6, 1), None)


def test_two_values_from_one_day_are_refused_unless_one_corrects_the_other(town: RegisterStore) -> None:
    again = replace(RECORD, name=Name("明石 華子"))
    with pytest.raises(OverlappingFacts):
        town.apply([Fact(FactKind.RECORD, HANAKO, date(2015, 4, 1), again)], LATER)
    town.apply([Fact(FactKind.RECORD, HANAKO, date(2015, 4, 1), again, corrects=date(2015, 4, 1))], LATER)
    resident = town.snapshot(CARD, NOW).resident
    assert resident is not None
    assert (resident.name.written, resident.former_names) == ("明石 華子", ())


def test_a_correction_of_nothing_is_refused(town: RegisterStore) -> None:
    with pytest.raises(NothingToCorrect):
        town.apply([Fact(FactKind.RECORD, HANAKO, date(2015, 4, 1), RECORD, corrects=date(2014, 4, 1))], LATER)


def test_facts_are_recorded_in_the_order_of_time(town: RegisterStore) -> None:
    with pytest.raises(RecordedBeforeLast):
        town.apply([measure(HANAKO)], TOLD - timedelta(seconds=1))


def test_versions_stay_while_nothing_is_recorded(town: RegisterStore) -> None:
    snapshot = town.snapshot(CARD, NOW)
    with town.locked_versions(snapshot) as current:
        assert current == snapshot.versions


@pytest.mark.parametrize(
    "fact",
    [
        measure(HANAKO),
        Fact(FactKind.STATUS, TARO, date(2026, 6, 1), Status(StatusKind.REGISTERED)),
        Fact(FactKind.LINK, HANAKO, date(2026, 6, 1), None, key=CARD.fingerprint().hex()),
    ],
    ids=["the holder", "a household member", "the card"],
)
def test_versions_change_with_any_fact_behind_the_snapshot(town: RegisterStore, fact: Fact) -> None:
    snapshot = town.snapshot(CARD, NOW)
    town.apply([fact], LATER)
    with town.locked_versions(snapshot) as current:
        assert current != snapshot.versions


def test_versions_change_when_somebody_joins_the_household(town: RegisterStore) -> None:
    snapshot = town.snapshot(CARD, NOW)
    grandmother = replace(RECORD, birth=date(1950, 1, 1), became_resident_on=date(2026, 5, 20))
    town.apply(moved_in(PersonId("p9"), grandmother, HouseholdMembership(HOME, "母", False, 4)), LATER)
    with town.locked_versions(snapshot) as current:
        assert current != snapshot.versions


def test_versions_stay_when_strangers_change(town: RegisterStore) -> None:
    snapshot = town.snapshot(CARD, NOW)
    stranger = moved_in(PersonId("p9"), RECORD, HouseholdMembership(HOME.__class__("h9"), "世帯主", True, 1))
    town.apply(stranger, LATER)
    with town.locked_versions(snapshot) as current:
        assert current == snapshot.versions


def test_a_fact_of_tomorrow_does_not_hold_today(town: RegisterStore) -> None:
    moving = Address("大阪府大阪市北区梅田一丁目１番１号", date(2026, 7, 9), None, here=False)
    town.apply([Fact(FactKind.ADDRESS, HANAKO, date(2026, 7, 9), moving)], LATER)
    today, tomorrow = town.snapshot(CARD, NOW), town.snapshot(CARD, NOW + timedelta(days=1))
    assert today.resident is not None
    assert tomorrow.resident is not None
    assert today.resident.address.here
    assert tomorrow.resident.address == moving


def test_a_register_is_fresh_until_it_was_silent_too_long(town: RegisterStore) -> None:
    freshness = town.freshness(timedelta(minutes=10))
    freshness.require([RegisterName.RESIDENTS, RegisterName.CARDS], TOLD + timedelta(minutes=10))
    with pytest.raises(RegisterStale) as stale:
        freshness.require([RegisterName.RESIDENTS], TOLD + timedelta(minutes=10, seconds=1))
    assert stale.value.facts["register"] == "residents"


def test_a_register_never_heard_of_is_stale(town: RegisterStore) -> None:
    with pytest.raises(RegisterStale):
        town.freshness(timedelta(days=1)).require([RegisterName.SEALS], TOLD)


def test_a_heartbeat_keeps_a_register_fresh_and_its_number(town: RegisterStore) -> None:
    number = town.freshness(timedelta(0)).marks[RegisterName.RESIDENTS].sequence
    town.heartbeat([RegisterName.RESIDENTS, RegisterName.SEALS], NOW)
    town.heartbeat([RegisterName.RESIDENTS], TOLD)
    freshness = town.freshness(timedelta(minutes=1))
    freshness.require([RegisterName.RESIDENTS, RegisterName.SEALS], NOW)
    assert freshness.marks[RegisterName.RESIDENTS].sequence == number > 0
