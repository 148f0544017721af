"""The schema itself refuses what would overwrite or contradict, whoever writes."""

from __future__ import annotations

import pytest
from tests.registers.people import CARD, HANAKO, TARO, TOLD, family

from kofu.registers.schema import install
from kofu.registers.sql_store import SqlRegisterStore
from kofu.storage import ConstraintRefused, Database, DuplicateKey, Value

AKASHI = "282031"


@pytest.fixture
def filled(database: Database) -> Database:
    """A database with the family in it."""
    SqlRegisterStore(AKASHI, database).apply(family(), TOLD)
    return database


def insert(database: Database, **changed: Value) -> None:
    """Write a row past every check in Python."""
    usual: dict[str, Value] = {
        "municipality": AKASHI,
        "sequence": 900,
        "kind": "measure",
        "subject": HANAKO,
        "slot_key": "",
        "belongs_to": None,
        "valid_from": "2026-05-01",
        "recorded_at": "2026-05-01T00:00:00.000000+09:00",
        "payload": "{}",
        "supersedes": None,
    }
    row = usual | changed
    marks = ", ".join(["%s"] * len(row))
    statement = f"INSERT INTO register_fact ({', '.join(row)}) VALUES ({marks})"  # noqa: S608 - column names of ours
    database.execute(statement, list(row.values()))


def test_installing_twice_changes_nothing(filled: Database) -> None:
    before = filled.execute("SELECT count(*) FROM register_fact")
    install(filled)
    assert filled.execute("SELECT count(*) FROM register_fact") == before


@pytest.mark.parametrize("statement", ["UPDATE register_fact SET payload = NULL", "DELETE FROM register_fact"])
def test_a_fact_is_never_changed_or_removed(filled: Database, statement: str) -> None:
    with pytest.raises(ConstraintRefused) as refused:
        filled.execute(statement)
    assert refused.value.facts["rule"] == "REGISTER_FACTS_ARE_APPEND_ONLY"


def test_no_side_door_removes_facts_either(filled: Database) -> None:
    side_door = {
        "sqlite": "REPLACE INTO register_fact SELECT * FROM register_fact WHERE sequence = 1",
        "postgresql": "TRUNCATE register_fact",
    }
    with pytest.raises(ConstraintRefused) as refused:
        filled.execute(side_door[filled.vendor])
    assert refused.value.facts["rule"] == "REGISTER_FACTS_ARE_APPEND_ONLY"


def test_a_second_fact_from_the_same_day_overlaps(filled: Database) -> None:
    with pytest.raises(ConstraintRefused) as refused:
        insert(filled, kind="record", valid_from="2015-04-01")
    assert refused.value.facts["rule"] == "REGISTER_OVERLAPPING_FACTS"


def test_a_correction_of_the_same_day_does_not_overlap(filled: Database) -> None:
    [[number]] = filled.execute("SELECT sequence FROM register_fact WHERE kind = 'record' AND subject = %s", [HANAKO])
    insert(filled, kind="record", valid_from="2015-04-01", supersedes=number)
    with pytest.raises(DuplicateKey):
        insert(filled, sequence=901, kind="record", valid_from="2016-04-01", supersedes=number)


@pytest.mark.parametrize("number", [899, 1], ids=["nothing", "another person's fact"])
def test_a_correction_names_a_fact_of_the_same_slot(filled: Database, number: int) -> None:
    with pytest.raises(ConstraintRefused) as refused:
        insert(filled, supersedes=number)
    assert refused.value.facts["rule"] == "REGISTER_NOTHING_TO_CORRECT"


def test_a_certificate_is_never_linked_to_a_second_person(filled: Database) -> None:
    fingerprint = CARD.fingerprint().hex()
    with pytest.raises(ConstraintRefused) as refused:
        insert(filled, kind="link", subject=TARO, slot_key=fingerprint, belongs_to=f"card:{fingerprint}")
    assert refused.value.facts["rule"] == "REGISTER_CARD_OF_TWO_PERSONS"


def test_two_municipalities_in_one_database_know_nothing_of_each_other(filled: Database) -> None:
    elsewhere = SqlRegisterStore("132276", filled)
    assert elsewhere.history([HANAKO]).rows == ()
    assert elsewhere.apply(family(), TOLD) == len(family())
    assert SqlRegisterStore(AKASHI, filled).history([HANAKO]).rows == elsewhere.history([HANAKO]).rows
