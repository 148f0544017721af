"""Recording waits while a certificate is being signed, and a snapshot is never half old and half new."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.registers.people import CARD, HANAKO, LATER, MEI, NOW, RECORD, TARO, TOLD, family, measure

from kofu.registers.facts import Fact
from kofu.registers.kinds import FactKind
from kofu.registers.model import Address
from kofu.registers.sql_store import SqlRegisterStore
from kofu.registers.store import RegisterStore
from kofu.storage import Database, NestedTransaction, NoTransaction


def test_a_batch_waits_until_the_lock_is_given_back(store: RegisterStore) -> None:
    store.apply(family(), TOLD)
    snapshot = store.snapshot(CARD, NOW)
    recorded = threading.Event()

    def record() -> None:
        store.apply([measure(HANAKO)], LATER)
        recorded.set()

    feed = threading.Thread(target=record)
    with store.locked_versions(snapshot) as current:
        feed.start()
        waited = not recorded.wait(0.05)
        assert store.lock_versions(snapshot) == current == snapshot.versions
    feed.join(30)
    assert waited
    with store.locked_versions(snapshot) as current:
        assert current != snapshot.versions


def test_what_is_stored_under_the_lock_is_undone_with_it(database: Database) -> None:
    store = SqlRegisterStore("282031", database)
    store.apply(family(), TOLD)
    database.execute("CREATE TABLE signed (number INTEGER)")

    def sign_and_fail() -> None:
        with store.locked_versions(store.snapshot(CARD, NOW)):
            database.execute("INSERT INTO signed VALUES (1)")
            raise KeyError

    with pytest.raises(KeyError):
        sign_and_fail()
    assert database.execute("SELECT * FROM signed") == []


def test_the_lock_needs_a_transaction_and_only_one(database: Database) -> None:
    store = SqlRegisterStore("282031", database)
    store.apply(family(), TOLD)
    snapshot = store.snapshot(CARD, NOW)
    with pytest.raises(NoTransaction):
        store.lock_versions(snapshot)
    with database.transaction():
        assert store.lock_versions(snapshot) == snapshot.versions
        with pytest.raises(NestedTransaction), store.locked_versions(snapshot):
            pass


def test_batches_that_arrive_meanwhile_are_seen_whole_or_not_at_all(store: RegisterStore) -> None:
    """A family moves together, again and again: no snapshot shows one at the old address and one at the new."""
    store.apply(family(), TOLD)
    moves = 12

    def move() -> None:
        for number in range(1, moves + 1):
            day = date(2016, 1, 1) + timedelta(days=number)
            house = Address(f"兵庫県明石市中崎二丁目{number}番", day)
            batch = [Fact(FactKind.ADDRESS, person, day, house) for person in (HANAKO, TARO)]
            child = Fact(FactKind.ADDRESS, MEI, day + timedelta(days=1500), house)
            store.apply([*batch, child], LATER + timedelta(hours=number))

    feed = threading.Thread(target=move)
    feed.start()
    while True:
        moving = feed.is_alive()
        household = store.snapshot(CARD, NOW).household
        assert household is not None
        assert len({len(member.addresses) for member in household.members}) == 1
        if not moving:
            break
    feed.join(30)
    assert len(household.members[0].addresses) == moves + 1


def test_recording_after_a_failed_batch_goes_on_from_the_last_good_number(store: RegisterStore) -> None:
    last = store.apply(family(), TOLD)
    again = replace(RECORD, adult_ward=True)
    for _ in range(2):
        with pytest.raises(Exception, match="REGISTER_OVERLAPPING_FACTS"):
            store.apply([Fact(FactKind.RECORD, HANAKO, date(2015, 4, 1), again)], LATER)
    assert store.apply([measure(HANAKO)], LATER) == last + 1
