"""The feed: batches are recorded in their order, whole or not at all; what is out of order stops registers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.postgres import new_database
from tests.registers.feeding import SECOND, ResidentSystem, residents, sources, taxes
from tests.registers.people import CARD, HANAKO, LATER, NOW, TARO, TOLD, family, measure

from kofu.registers.errors import RegisterStale, RegisterStopped
from kofu.registers.facts import Fact
from kofu.registers.feed.batch import GENESIS
from kofu.registers.feed.errors import (
    FeedAltered,
    FeedChainBroken,
    FeedError,
    FeedFactsRefused,
    FeedFromTheFuture,
    FeedGap,
    FeedNumberReused,
    FeedReleaseNeedsOperator,
    FeedTimeReversed,
)
from kofu.registers.feed.intake import FeedIntake
from kofu.registers.feed.memory_store import MemoryFeedStore
from kofu.registers.feed.sql_store import SqlFeedStore
from kofu.registers.kinds import FactKind, RegisterName
from kofu.registers.memory_store import MemoryRegisterStore
from kofu.registers.model import Address, TaxRecord
from kofu.registers.schema import install
from kofu.registers.sql_store import SqlRegisterStore
from kofu.registers.store import RegisterStore
from kofu.storage import ConstraintRefused, Database
from kofu.storage.postgresql import PostgresqlDatabase
from kofu.storage.sqlite import SqliteDatabase

QUARTER = timedelta(minutes=15)


@dataclass
class Fed:
    """Registers with a feed."""

    registers: RegisterStore
    intake: FeedIntake

    def stopped(self) -> set[str]:
        return {stop.register.value for stop in self.intake.store.stops()}


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def fed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fed]:
    """Empty registers of Akashi."""
    if request.param == "memory":
        memory = MemoryRegisterStore("282031")
        yield Fed(memory, FeedIntake(sources(), MemoryFeedStore(memory)))
        return
    sqlite = request.param == "sqlite"
    made: Database = SqliteDatabase(tmp_path / "r.sqlite") if sqlite else PostgresqlDatabase(new_database())
    install(made)
    store = SqlRegisterStore("282031", made)
    yield Fed(store, FeedIntake(sources(), SqlFeedStore(store)))
    made.close()


@pytest.fixture
def system() -> ResidentSystem:
    return residents()


def refused(fed: Fed, data: bytes, error: type[FeedError]) -> FeedError:
    with pytest.raises(error) as raised:
        fed.intake.receive(data, NOW)
    return raised.value


def test_batches_are_recorded_in_their_order(fed: Fed, system: ResidentSystem) -> None:
    first = fed.intake.receive(system.batch(family()), NOW)
    second = fed.intake.receive(system.batch([measure(HANAKO)]), NOW)
    assert (first.entry.number, first.repeated, second.entry.number) == (1, False, 2)
    assert fed.registers.snapshot(CARD, NOW).measures
    assert fed.intake.store.tails()["residents"] == replace(second.entry)


def test_a_doubled_batch_is_acknowledged_again_and_changes_nothing(fed: Fed, system: ResidentSystem) -> None:
    data = system.batch(family())
    fed.intake.receive(data, NOW)
    before = fed.registers.snapshot(CARD, NOW)
    again = fed.intake.receive(data, NOW + timedelta(hours=1))
    assert again.repeated
    assert fed.registers.snapshot(CARD, NOW) == before
    assert fed.stopped() == set()


def test_a_heartbeat_is_an_empty_batch(fed: Fed, system: ResidentSystem) -> None:
    fed.intake.receive(system.batch(family()), NOW)
    later = NOW + timedelta(minutes=14)
    fed.intake.receive(system.batch(made_at=later), later)
    fed.registers.freshness(QUARTER).require([RegisterName.RESIDENTS], later + QUARTER)


def test_a_missed_heartbeat_stops_until_the_next_batch_of_the_chain(fed: Fed, system: ResidentSystem) -> None:
    fed.intake.receive(system.batch(family()), NOW)
    late = NOW + timedelta(minutes=16)
    with pytest.raises(RegisterStale, match="REGISTER_STALE"):
        fed.registers.freshness(QUARTER).require([RegisterName.SEALS], late)
    fed.intake.receive(system.batch(made_at=late), late)
    fed.registers.freshness(QUARTER).require([RegisterName.SEALS], late)


def test_a_batch_delivered_late_does_not_make_a_register_fresh(fed: Fed, system: ResidentSystem) -> None:
    fed.intake.receive(system.batch(family(), made_at=NOW - timedelta(days=3 * 365)), NOW)
    with pytest.raises(RegisterStale):
        fed.registers.freshness(QUARTER).require([RegisterName.RESIDENTS], NOW)


def test_a_gap_stops_the_registers_of_that_source_alone(fed: Fed, system: ResidentSystem) -> None:
    tax_system = taxes()
    fed.intake.receive(system.batch(family()), NOW)
    fed.intake.receive(tax_system.batch(), NOW)
    missing = system.batch([measure(HANAKO)])
    gap = refused(fed, system.batch(), FeedGap)
    assert gap.facts["expected"] == 2
    freshness = fed.registers.freshness(QUARTER)
    freshness.require([RegisterName.TAXES], NOW)
    with pytest.raises(RegisterStopped) as stopped:
        freshness.require([RegisterName.SEALS], NOW)
    assert stopped.value.facts == {
        "register": "seals", "cause": "FEED_GAP", "batch": 3, "since": "2026-07-08T10:00:00+09:00"
    }  # fmt: skip
    fed.intake.receive(missing, NOW)
    assert "seals" in fed.stopped()


def test_a_stop_ends_when_totals_made_after_it_are_equal_and_an_operator_says_why(
    fed: Fed, system: ResidentSystem
) -> None:
    fed.intake.receive(system.batch(family()), NOW)
    early = system.totals(NOW)
    missing, following = system.batch([measure(HANAKO)]), system.batch()
    at = NOW + SECOND
    with pytest.raises(FeedGap):
        fed.intake.receive(following, at)
    assert fed.intake.reconcile(early, at, "Sato", "looks fine").released == ()
    with pytest.raises(FeedGap):
        fed.intake.reconcile(system.totals(at), at, "Sato", "line was down")
    fed.intake.receive(missing, at)
    fed.intake.receive(following, at)
    assert len(fed.stopped()) == 7
    with pytest.raises(FeedReleaseNeedsOperator):
        fed.intake.reconcile(system.totals(at), at, "Sato", " ")
    done = fed.intake.reconcile(system.totals(at), at, "Sato", "line was down; batches 2 and 3 delivered again")
    assert (len(done.released), done.kept, fed.stopped()) == (7, (), set())
    [release] = fed.intake.store.releases()
    assert (release.operator, release.totals_digest) == ("Sato", done.totals.digest)
    assert release.reason == "line was down; batches 2 and 3 delivered again"


def test_daily_totals_that_differ_stop_only_the_register_that_differs(fed: Fed, system: ResidentSystem) -> None:
    fed.intake.receive(system.batch(family()), NOW)
    lost = [measure(TARO)]
    found = fed.intake.compare(system.totals(NOW, others=lost), NOW)
    [difference] = found.differing
    assert (difference.register, difference.theirs.facts, difference.ours.facts) == (RegisterName.RESTRICTIONS, 1, 0)
    assert fed.stopped() == {"restrictions"}
    assert fed.intake.reconcile(system.totals(NOW, others=lost), NOW, "Sato", "try").released == ()
    fed.intake.receive(system.batch(lost), NOW)
    assert fed.intake.reconcile(system.totals(NOW), NOW, "Sato", "measure told again").kept == ()
    assert fed.stopped() == set()


def test_equal_totals_end_no_stop_without_an_operator(fed: Fed, system: ResidentSystem) -> None:
    fed.intake.receive(system.batch(family()), NOW)
    refused(fed, system.batch()[:-40] + b"\n", FeedError)
    with pytest.raises(FeedGap):
        fed.intake.receive(system.batch(), NOW)
    system.entries = system.entries[:1]
    assert fed.intake.compare(system.totals(NOW), NOW).released == ()
    assert len(fed.stopped()) == 7


def test_totals_leave_out_what_was_corrected(fed: Fed, system: ResidentSystem) -> None:
    fed.intake.receive(system.batch(family()), NOW)
    day = date(2015, 4, 1)
    corrected = Fact(FactKind.ADDRESS, HANAKO, day, Address("兵庫県明石市中崎一丁目６番１号", day, day), corrects=day)
    fed.intake.receive(system.batch([corrected]), NOW)
    assert fed.intake.compare(system.totals(NOW), NOW).differing == ()


def test_a_number_with_other_content_is_refused_and_stops(fed: Fed, system: ResidentSystem) -> None:
    fed.intake.receive(system.batch(family()), NOW)
    entry = system.entries[0]
    refused(fed, system.bytes_of(entry, [measure(HANAKO)]), FeedNumberReused)
    assert len(fed.stopped()) == 7


def test_the_next_number_has_to_follow_from_what_is_recorded(fed: Fed, system: ResidentSystem) -> None:
    fed.intake.receive(system.batch(family()), NOW)
    forked = replace(system.entries[0], number=2, previous=GENESIS)
    refused(fed, system.bytes_of(forked), FeedChainBroken)
    assert len(fed.stopped()) == 7


def test_an_altered_batch_is_refused_and_stops(fed: Fed, system: ResidentSystem) -> None:
    data = system.batch(family())
    refused(fed, data.replace("花子".encode(), "華子".encode()), FeedAltered)
    assert len(fed.stopped()) == 7
    assert fed.registers.history([HANAKO]).rows == ()


def test_a_batch_made_before_the_one_it_follows_is_refused(fed: Fed, system: ResidentSystem) -> None:
    fed.intake.receive(system.batch(family()), NOW)
    refused(fed, system.batch(made_at=LATER), FeedTimeReversed)


def test_freshness_cannot_be_bought_in_advance(fed: Fed, system: ResidentSystem) -> None:
    refused(fed, system.batch(made_at=NOW + timedelta(minutes=3)), FeedFromTheFuture)
    assert fed.stopped() == set()


def test_a_batch_with_one_contradiction_is_refused_whole(fed: Fed, system: ResidentSystem) -> None:
    fed.intake.receive(system.batch(family()), NOW)
    twice = Fact(FactKind.ADDRESS, HANAKO, date(2015, 4, 1), Address("別", date(2015, 4, 1)))
    error = refused(fed, system.batch([measure(HANAKO), twice]), FeedFactsRefused)
    assert error.facts["because"] == "REGISTER_OVERLAPPING_FACTS"
    assert fed.registers.snapshot(CARD, NOW).measures == ()
    assert fed.intake.store.tails()["residents"].number == 1


def test_a_stop_shows_in_the_versions_when_it_is_time_to_sign(fed: Fed, system: ResidentSystem) -> None:
    fed.intake.receive(system.batch(family()), NOW)
    snapshot = fed.registers.snapshot(CARD, NOW)
    system.batch([measure(HANAKO)])
    refused(fed, system.batch(), FeedGap)
    with fed.registers.locked_versions(snapshot) as current:
        assert current != snapshot.versions


def test_a_stop_is_recorded_once_for_each_cause(fed: Fed, system: ResidentSystem) -> None:
    fed.intake.receive(system.batch(family()), NOW)
    system.batch()
    ahead = system.batch()
    for _ in range(3):
        refused(fed, ahead, FeedGap)
    assert len(fed.intake.store.stops()) == 7
    assert [refusal.code for refusal in fed.intake.store.refusals(2)] == ["FEED_GAP", "FEED_GAP"]


def test_two_sources_have_chains_of_their_own(fed: Fed, system: ResidentSystem) -> None:
    tax_system = taxes()
    fed.intake.receive(system.batch(family()), NOW)
    told = TaxRecord(HANAKO, 2026, "282031", "兵庫県明石市中崎一丁目５番１号", True, True, False)
    tax = Fact(FactKind.TAX, HANAKO, date(2026, 1, 1), told, key="2026")
    assert fed.intake.receive(tax_system.batch([tax]), NOW).entry.number == 1
    assert fed.intake.receive(system.batch(), NOW).entry.number == 2
    assert fed.registers.snapshot(CARD, NOW).taxes == (told,)


def test_the_feeds_rows_are_only_ever_added_to(database: Database, system: ResidentSystem) -> None:
    store = SqlRegisterStore("282031", database)
    fed = Fed(store, FeedIntake(sources(), SqlFeedStore(store)))
    fed.intake.receive(system.batch(family()), NOW)
    system.batch()
    refused(fed, system.batch(), FeedGap)
    for table in ("feed_batch", "feed_stop", "feed_refusal"):
        assert database.execute(f"SELECT count(*) FROM {table}") != [(0,)]  # noqa: S608 - constants
        for change in (f"DELETE FROM {table}", f"UPDATE {table} SET municipality = 'x'"):  # noqa: S608
            with pytest.raises(ConstraintRefused):
                database.execute(change)


def test_facts_told_another_way_keep_a_register_fresh_but_not_a_stopped_one(fed: Fed, system: ResidentSystem) -> None:
    fed.registers.apply(family(), TOLD)
    system.batch()
    refused(fed, system.batch(), FeedGap)
    fed.registers.heartbeat(RegisterName, NOW)
    with pytest.raises(RegisterStopped):
        fed.registers.freshness(QUARTER).require(RegisterName, NOW)
