"""What every issuance store does, in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest

from kofu.clock import JAPAN
from kofu.issuance.ledger import Books, Step, balance
from kofu.issuance.sql_store import SqlStore
from kofu.issuance.store import AlreadyClaimed, Blob, Claim, EntryExists, Outgoing, Row, Store, StreamMoved, Work
from kofu.money import Yen
from kofu.storage import ConstraintRefused

NOON = datetime(2026, 7, 8, 12, tzinfo=JAPAN)
BOOKS = Books("i1", "T1", "282031", Yen(100))


def row(sequence: int, state: str = "open", stream: str = "session/s1") -> Row:
    return Row(stream, sequence, f"event {sequence}", state, NOON, {"yen": 100, "text": "𠮷", "list": ["a", None]})


def test_rows_come_back_as_written_in_order(store: Store) -> None:
    store.commit(Work(rows=(row(1), row(2, "closed"))))
    assert store.rows("session/s1") == (row(1), row(2, "closed"))
    assert store.rows("session/other") == ()


@pytest.mark.parametrize("sequence", [1, 3, 0])
def test_a_row_that_is_not_the_next_one_is_refused(store: Store, sequence: int) -> None:
    store.commit(Work(rows=(row(1),)))
    with pytest.raises(StreamMoved):
        store.commit(Work(rows=(row(sequence),)))
    assert store.rows("session/s1") == (row(1),)


def test_work_is_written_whole_or_not_at_all(store: Store) -> None:
    store.commit(Work(claims=(Claim("number", "1", "i0"),)))
    work = Work(
        rows=(row(1),),
        claims=(Claim("number", "2", "i1"), Claim("number", "1", "i1")),
        put=(Blob("answer/i1", b"x"),),
        entries=BOOKS.reserve(1),
        post=(Outgoing("k", "282031", "{}"),),
    )
    with pytest.raises(AlreadyClaimed):
        store.commit(work)
    assert store.rows("session/s1") == ()
    assert store.owner("number", "2") is None
    assert store.owner("number", "1") == "i0"
    assert store.blob("answer/i1") is None
    assert store.entries() == ()
    assert store.outbox() == ()


def test_streams_are_found_by_beginning_and_last_state(store: Store) -> None:
    store.commit(Work(rows=(row(1, "open", "alarm/282031/b"), row(1, "open", "alarm/282031/a"))))
    store.commit(Work(rows=(row(1, "open", "alarm/2820319/a"), row(2, "closed", "alarm/282031/b"))))
    assert store.streams("alarm/282031/", ("open",)) == ("alarm/282031/a",)
    assert store.streams("alarm/", ("open", "closed")) == ("alarm/282031/a", "alarm/282031/b", "alarm/2820319/a")


def test_a_copys_money_moves_each_way_once(store: Store) -> None:
    store.commit(Work(entries=BOOKS.reserve(2)))
    store.commit(Work(entries=(BOOKS.post(0),)))
    with pytest.raises(EntryExists):
        store.commit(Work(entries=(BOOKS.post(0),)))
    entries = store.entries("i1")
    assert [entry.step for entry in entries] == [Step.RESERVE, Step.RESERVE, Step.POST]
    assert store.entries("other") == ()
    accounts = {name: balance(entries, name) for name in ("cash:T1", "reserved:282031", "fees:282031")}
    assert accounts == {"cash:T1": -200, "reserved:282031": 100, "fees:282031": 100}


def test_a_blob_is_gone_once_erased(store: Store) -> None:
    store.commit(Work(put=(Blob("answer/i1", b"\x00sealed\xff"),)))
    assert store.blob("answer/i1") == b"\x00sealed\xff"
    store.commit(Work(erase=("answer/i1", "answer/never")))
    assert store.blob("answer/i1") is None


def test_outgoing_messages_stay_until_acknowledged(store: Store) -> None:
    first, second = Outgoing("a", "282031", '{"n":1}'), Outgoing("b", "132276", '{"n":2}')
    store.commit(Work(post=(second,)))
    store.commit(Work(post=(first,)))
    assert store.outbox() == (second, first)
    store.commit(Work(posted=("b",)))
    assert store.outbox() == (first,)


def test_commits_inside_the_lock_join_it(store: Store) -> None:
    with store.lock():
        store.commit(Work(rows=(row(1),)))
        store.commit(Work(rows=(row(2),)))
    assert len(store.rows("session/s1")) == 2


def test_of_two_workers_writing_the_same_place_one_is_told(store: Store) -> None:
    store.commit(Work(rows=(row(1),)))
    outcomes: list[str] = []

    def write() -> None:
        try:
            store.commit(Work(rows=(row(2),)))
            outcomes.append("written")
        except StreamMoved:
            outcomes.append("told")

    workers = [threading.Thread(target=write) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(outcomes) == ["told", "told", "told", "written"]
    assert len(store.rows("session/s1")) == 2


@pytest.mark.parametrize("statement", ["UPDATE transition SET state = 'x'", "DELETE FROM claim", "DELETE FROM entry"])
def test_the_schema_itself_refuses_to_change_what_was_written(store: Store, statement: str) -> None:
    if not isinstance(store, SqlStore):
        return
    store.commit(Work(rows=(row(1),), claims=(Claim("number", "1", "i1"),), entries=BOOKS.reserve(1)))
    with pytest.raises(ConstraintRefused):
        store.database.execute(statement)


def test_blobs_that_wait_are_listed(store: Store) -> None:
    store.commit(Work(put=(Blob("answer/b", b"2"), Blob("answer/a", b"1"))))
    assert store.blobs() == ("answer/a", "answer/b")
    store.commit(Work(erase=("answer/b",)))
    assert store.blobs() == ("answer/a",)
