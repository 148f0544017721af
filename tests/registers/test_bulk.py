"""Bulk loads: nothing or everything, each bad row named, issuing undisturbed."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.registers.people import CARD, HANAKO, HOME, KOSEKI, LATER, MEI, NOW, RECORD, TARO, TOLD, family, measure

from kofu.clock import read_moment
from kofu.registers.bulk.columns import cells_of, header
from kofu.registers.bulk.errors import LoadOvertaken, LoadRefused, LoadUnderWay, UnknownFile
from kofu.registers.bulk.load import Outcome, Phase, Plan, load
from kofu.registers.bulk.loading import Loader
from kofu.registers.bulk.rows import Place, Problem, Row, read_files
from kofu.registers.facts import Fact, FactRow
from kofu.registers.kinds import FactKind, HouseholdMembership, RegisterName
from kofu.registers.lines import write_line
from kofu.registers.memory_store import MemoryRegisterStore
from kofu.registers.model import Address, PersonId
from kofu.registers.schema import install
from kofu.registers.sql_store import SqlRegisterStore
from kofu.storage import ConstraintRefused, Database
from kofu.storage.sqlite import SqliteDatabase
from kofu.towns.town import build_town

AT = read_moment("2026-07-08T10:00")


@dataclass
class Loads:
    """Loads into one municipality's registers, and what they told."""

    registers: SqlRegisterStore
    folder: Path
    problems: list[Problem] = field(default_factory=list)
    kept: list[tuple[Place, FactRow]] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    number: int = 0

    def rows(self, rows: Sequence[Row | Problem], *, sets_aside: bool = False) -> Outcome:
        self.number += 1
        folder = self.folder / str(self.number)
        folder.mkdir()
        plan = Plan(NOW, "Sato", sets_aside, self.problems.append, lambda *kept: self.kept.append(kept), self._tell)
        return load(self.registers, rows, folder, plan)

    def _tell(self, phase: Phase, count: int) -> None:
        self.phases.append(phase)

    def files(self, *files: Path, sets_aside: bool = False) -> Outcome:
        return self.rows(list(read_files(files, lambda _size: None)), sets_aside=sets_aside)

    def facts(self, facts: Sequence[Fact], *, sets_aside: bool = False) -> Outcome:
        return self.rows([Row(Place("facts", line), fact) for line, fact in enumerate(facts, 1)], sets_aside=sets_aside)

    def nothing_loaded(self) -> bool:
        [(count,)] = self.registers.database.execute("SELECT count(*) FROM register_fact")
        return count == 0


@pytest.fixture
def loads(database: Database, tmp_path: Path) -> Loads:
    return Loads(SqlRegisterStore("282031", database), tmp_path)


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Loads]:
    """For what is decided before any database is asked: SQLite alone."""
    made = SqliteDatabase(tmp_path / "registers.sqlite")
    install(made)
    yield Loads(SqlRegisterStore("282031", made), tmp_path)
    made.close()


def write_csv(folder: Path, facts: Sequence[Fact]) -> list[Path]:
    """One file for each kind."""
    files = []
    for kind in dict.fromkeys(fact.kind for fact in facts):
        file = folder / f"{kind.stored}.csv"
        with file.open("w", newline="", encoding="utf-8") as lines:
            writer = csv.writer(lines)
            writer.writerow(header(kind))
            writer.writerows(cells_of(fact) for fact in facts if fact.kind is kind)
        files.append(file)
    return files


def write_lines(folder: Path, facts: Sequence[Fact]) -> Path:
    file = folder / "facts.jsonl"
    file.write_bytes(b"".join(map(write_line, facts)))
    return file


def as_told(registers: SqlRegisterStore | MemoryRegisterStore, subjects: Sequence[str]) -> list[tuple[object, ...]]:
    rows = registers.history(subjects).rows
    return sorted((row.subject, row.kind.stored, row.key, str(row.valid_from), row.payload or "") for row in rows)


def test_a_town_loaded_from_csv_and_from_lines_is_the_town(loads: Loads, tmp_path: Path) -> None:
    town = build_town("akashi", 60, 7, AT)
    by_batch = MemoryRegisterStore("282031")
    by_batch.apply(town.facts, AT)
    subjects = sorted({fact.subject for fact in town.facts})
    half = len(town.facts) // 2
    kinds = {fact.kind for fact in town.facts[:half]}
    in_csv = [fact for fact in town.facts if fact.kind in kinds and fact.kind is not FactKind.SEAL]
    others = [fact for fact in town.facts if fact not in in_csv]
    outcome = loads.files(*write_csv(tmp_path, in_csv), write_lines(tmp_path, others))
    assert (outcome.rows, outcome.problems, loads.problems) == (len(town.facts), 0, [])
    assert as_told(loads.registers, subjects) == as_told(by_batch, subjects)
    assert list(dict.fromkeys(loads.phases)) == [Phase.READING, Phase.WEIGHING, Phase.COPYING]


def test_a_load_into_registers_in_use_joins_what_is_known(loads: Loads) -> None:
    loads.registers.apply(family(), TOLD)
    moved = Address("兵庫県明石市大久保町一丁目１番１号", date(2026, 6, 1))
    correction = Fact(FactKind.RECORD, HANAKO, RECORD.became_resident_on, replace(RECORD, adult_ward=True),
                      corrects=RECORD.became_resident_on)  # fmt: skip
    loads.facts([Fact(FactKind.ADDRESS, HANAKO, date(2026, 6, 1), moved), correction])
    resident = loads.registers.snapshot(CARD, NOW).resident
    assert resident is not None
    assert (resident.address, resident.adult_ward, len(resident.addresses)) == (moved, True, 2)


def test_corrections_within_a_load_are_resolved(loads: Loads) -> None:
    day = RECORD.became_resident_on
    wrong, right = (Fact(FactKind.ADDRESS, PersonId("p9"), day, Address(text, day)) for text in ("旧", "新"))
    loads.facts([wrong, replace(right, corrects=day)])
    [period] = loads.registers.history(["p9"]).periods("p9", FactKind.ADDRESS)
    assert period.row.payload == '{"here":true,"since":"2015-04-01","text":"新"}'


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ([replace(fact, subject="p8") for fact in family() if fact.kind is FactKind.LINK], "REGISTER_FACT_OF_ANOTHER"),
    ],
)
def test_a_fact_of_another_is_refused(quick: Loads, facts: list[Fact], code: str, tmp_path: Path) -> None:
    with pytest.raises(LoadRefused):
        quick.files(write_lines(tmp_path, facts))
    assert [problem.code for problem in quick.problems] == [code]


HEAD = HouseholdMembership(HOME, "世帯主", True, 2)


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ([Fact(FactKind.MEMBERSHIP, HANAKO, date(2026, 6, 1), HEAD)], {"REGISTER_TWO_HEADS"}),
        ([Fact(FactKind.ADDRESS, HANAKO, date(2015, 4, 1), Address("別"))], {"REGISTER_OVERLAPPING_FACTS"}),
        ([Fact(FactKind.ADDRESS, HANAKO, date(2016, 4, 1), Address("別"), corrects=date(2014, 1, 1))],
         {"REGISTER_NOTHING_TO_CORRECT"}),
        ([replace(fact, subject=TARO, value=replace(fact.value, person=TARO))  # type: ignore[type-var]  # a link
          for fact in family() if fact.kind is FactKind.LINK], {"REGISTER_CARD_OF_TWO_PERSONS"}),
    ],
    ids=["two heads", "overlap", "nothing to correct", "card of two"],
)  # fmt: skip
def test_contradictions_are_found_across_files_and_nothing_is_loaded(
    quick: Loads, more: list[Fact], codes: set[str]
) -> None:
    with pytest.raises(LoadRefused):
        quick.facts([*family(), *more])
    assert {problem.code for problem in quick.problems} == codes
    assert all(problem.subject and problem.place.line for problem in quick.problems)
    assert quick.nothing_loaded()


def test_contradictions_with_what_is_known_are_found(loads: Loads) -> None:
    loads.registers.apply(family(), TOLD)
    with pytest.raises(LoadRefused):
        loads.facts([Fact(FactKind.MEMBERSHIP, HANAKO, date(2026, 6, 1), HEAD)])
    assert [problem.code for problem in loads.problems] == ["REGISTER_TWO_HEADS"]
    assert [problem.subject for problem in loads.problems] == [HANAKO]


LINES = [
    (b"not json\n", "REGISTER_FACT_UNREADABLE", None),
    (b"\xff\xfe\n", "REGISTER_ROW_UNREADABLE", None),
    (write_line(family()[0])[:-40] + b"\n", "REGISTER_FACT_UNREADABLE", None),
    (b'{"fact":"record"}\n', "REGISTER_FACT_UNREADABLE", "from"),
    (b'{"fact":"dog","from":"2026-01-01","subject":"p1","value":null}\n', "REGISTER_UNKNOWN_FACT_KIND", None),
    (write_line(family()[0]).replace(b"1984-01-02", b"02.01.1984"), "REGISTER_PAYLOAD_INVALID", "birth"),
    (write_line(family()[0]).replace("太郎".encode(), "\ue000".encode()), "REGISTER_TEXT_REFUSED", "name.written"),
    (b'{"x":"' + b"9" * 300_000 + b'"}\n', "REGISTER_ROW_UNREADABLE", None),
    (b"[" * 100_000 + b"\n", "REGISTER_FACT_UNREADABLE", None),
]


def test_every_bad_line_is_told_with_file_line_field_and_reason(quick: Loads, tmp_path: Path) -> None:
    file = tmp_path / "facts.jsonl"
    file.write_bytes(b"".join(line for line, _, _ in LINES) + write_line(family()[1]))
    with pytest.raises(LoadRefused):
        quick.files(file)
    told = [(problem.place.line, problem.code, problem.field) for problem in quick.problems]
    assert told == [(place, code, about) for place, (_, code, about) in enumerate(LINES, 1)]
    assert str(quick.problems[5]) == (
        "facts.jsonl:6: birth: 99.99.9999 (10 characters): needs a day like 2026-07-08 [REGISTER_PAYLOAD_INVALID]"
    )
    assert quick.nothing_loaded()


CELLS = [
    ("p1,2026-01-01,,,text,,,true,extra", None, "needs"),
    ("p1,2026-01-01,,,,,,true", "text", "needs a text"),
    ("p1,2026-01-01,,,住所,,,yes", "here", "needs true or false"),
    ("p1,2026-13-01,,,住所,,,true", "from", "needs a day"),
    ('p1,2026-01-01,,,"住所,,,true', None, "quotes"),
    ("p1,2026-01-01,,maybe,住所,,,true", "closed", "needs true or nothing"),
    ("p 1,2026-01-01,,,住所,,,true", "subject", "needs 1 to 100"),
]


def test_every_bad_cell_is_told(quick: Loads, tmp_path: Path) -> None:
    file = tmp_path / "address.csv"
    head = "subject,from,corrects,closed,text,since,notified_on,here"
    file.write_text("\r\n".join([head, *(cells for cells, _, _ in CELLS), "p1,2026-01-01,,,住所,,,"]) + "\r\n")
    with pytest.raises(LoadRefused):
        quick.files(file)
    assert [problem.place.line for problem in quick.problems] == list(range(2, 9))
    for problem, (_, about, reason) in zip(quick.problems, CELLS, strict=True):
        assert problem.field == about
        assert reason in problem.reason


@pytest.mark.parametrize("head", ["subject,from,colour", "from,text", "subject,from,text,text", ""])
def test_a_header_that_does_not_fit_is_told_and_the_file_left(quick: Loads, tmp_path: Path, head: str) -> None:
    file = tmp_path / "address.csv"
    file.write_text(f"{head}\np1,2026-01-01,x\n")
    with pytest.raises(LoadRefused):
        quick.files(file)
    assert [(problem.place.line, problem.code) for problem in quick.problems] == [(1, "REGISTER_ROW_UNREADABLE")]


@pytest.mark.parametrize("name", ["dogs.csv", "record.xlsx", "record"])
def test_a_file_must_say_by_its_name_what_it_is(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(UnknownFile):
        list(read_files([tmp_path / name], lambda _size: None))


def test_who_shares_a_household_or_koseki_with_a_bad_row_is_set_aside_too(quick: Loads) -> None:
    """Half a household would be certified as the whole."""
    stranger = PersonId("p7")
    alone = [replace(fact, subject=stranger) for fact in family() if fact.subject == TARO and fact.kind in (
        FactKind.RECORD, FactKind.ADDRESS)]  # fmt: skip
    place = HouseholdMembership(HOME.__class__("h7"), "世帯主", True, 1)
    others = [*alone, Fact(FactKind.MEMBERSHIP, stranger, RECORD.became_resident_on, place)]
    bad = Problem(Place("measure.csv", 9), "REGISTER_ROW_UNREADABLE", "bad", subject=MEI)
    good = [Row(Place("facts", line), fact) for line, fact in enumerate([*family(), *others], 1)]
    outcome = quick.rows([*good, bad], sets_aside=True)
    assert (outcome.rows, outcome.set_aside) == (len(others), len(family()))
    assert {row.subject for _, row in quick.kept} == {HANAKO, TARO, MEI, KOSEKI}
    assert as_told(quick.registers, [stranger]) != []
    assert as_told(quick.registers, [HANAKO]) == []


def test_a_contradiction_sets_its_household_aside(quick: Loads) -> None:
    second = Fact(FactKind.MEMBERSHIP, HANAKO, date(2026, 6, 1), HEAD)
    stranger = [Fact(FactKind.ADDRESS, PersonId("p7"), date(2026, 1, 1), Address("住所"))]
    outcome = quick.facts([*family(), second, *stranger], sets_aside=True)
    assert (outcome.rows, outcome.set_aside) == (1, len(family()) + 1)


def test_a_bad_row_about_nobody_knows_whom_cannot_be_set_aside(quick: Loads) -> None:
    """It might be the very measure that protects somebody."""
    with pytest.raises(LoadRefused):
        quick.rows([Problem(Place("measure.csv", 2), "REGISTER_ROW_UNREADABLE", "bad")], sets_aside=True)


def test_nobody_sees_a_load_before_it_is_swapped_in(loads: Loads) -> None:
    loads.registers.apply(family(), TOLD)
    before = loads.registers.snapshot(CARD, NOW)
    seen: list[object] = []

    def look(phase: Phase, count: int) -> None:
        if phase is Phase.COPYING:
            seen.append(loads.registers.snapshot(CARD, NOW))
            with loads.registers.locked_versions(before) as current:
                seen.append(current == before.versions)
            seen.append(loads.registers.history([HANAKO]).rows[-1].kind)

    folder = loads.folder / "own"
    folder.mkdir()
    load(loads.registers, [Row(Place("f", 1), measure(HANAKO))], folder, Plan(NOW, "Sato", tell=look))
    assert seen == [before, True, before_kind(loads)]
    after = loads.registers.snapshot(CARD, NOW)
    assert (len(after.measures), after.versions == before.versions) == (1, False)


def before_kind(loads: Loads) -> FactKind:
    return loads.registers.history([HANAKO]).rows[-2].kind


def test_a_load_counts_as_known_when_it_was_swapped_in(loads: Loads) -> None:
    loads.facts(family())
    assert loads.registers.history([HANAKO]).as_known_at(NOW - timedelta(seconds=1)).rows == ()
    assert loads.registers.history([HANAKO]).as_known_at(NOW).rows != ()
    loads.registers.freshness(timedelta(0)).require([RegisterName.RESIDENTS, RegisterName.KOSEKI], NOW)


def test_a_feed_that_goes_on_meanwhile_is_kept_and_one_that_touches_the_load_ends_it(loads: Loads) -> None:
    loads.registers.apply(family(), TOLD)
    stranger = Fact(FactKind.ADDRESS, PersonId("p7"), date(2026, 1, 1), Address("住所"))

    def interfere(fact: Fact) -> None:
        folder = loads.folder / fact.subject
        folder.mkdir()
        plan = Plan(NOW, "Sato", tell=lambda phase, _count: once(phase, fact))
        load(loads.registers, [Row(Place("f", 1), measure(HANAKO))], folder, plan)

    def once(phase: Phase, fact: Fact) -> None:
        if phase is Phase.COPYING:
            loads.registers.apply([fact], LATER)

    with pytest.raises(LoadOvertaken):
        interfere(Fact(FactKind.ADDRESS, TARO, date(2026, 6, 1), Address("新居", date(2026, 6, 1))))
    assert loads.registers.snapshot(CARD, NOW).measures == ()
    interfere(stranger)
    assert len(loads.registers.snapshot(CARD, NOW).measures) == 1
    assert as_told(loads.registers, ["p7"]) != []


def test_a_load_that_was_killed_is_withdrawn_before_another_begins(loads: Loads) -> None:
    loads.registers.apply(family(), TOLD)
    loader = Loader(loads.registers, "Sato")
    left = loader.reserve(3, NOW)
    with pytest.raises(LoadUnderWay):
        loads.facts([measure(HANAKO)])
    [found] = loader.unfinished()
    assert found == left
    loader.withdraw(found)
    loads.facts([measure(HANAKO)])
    assert len(loads.registers.snapshot(CARD, NOW).measures) == 1


def test_only_rows_that_are_not_swapped_in_may_be_removed(loads: Loads) -> None:
    loads.facts(family())
    with pytest.raises(ConstraintRefused):
        loads.registers.database.execute("DELETE FROM register_fact WHERE sequence = 1")


def test_issuing_reads_on_while_a_load_is_copied_in(loads: Loads) -> None:
    """A reader in another thread never fails, and sees the state before or the state after."""
    loads.registers.apply(family(), TOLD)
    town = build_town("akashi", 120, 3, AT)
    seen: set[int] = set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.add(len(loads.registers.snapshot(CARD, NOW).measures))

    reader = threading.Thread(target=read)
    reader.start()
    outcome = loads.facts([*town.facts, measure(HANAKO)])
    stop.set()
    reader.join(30)
    assert outcome.rows == len(town.facts) + 1
    assert 0 in seen
    assert seen <= {0, 1}


def test_columns_of_every_kind_are_named_after_its_payload() -> None:
    assert header(FactKind.LINK) == [
        *("subject", "from", "key", "corrects", "closed"),
        *("identity.issuer_key", "identity.serial", "person", "delivered_at", "certificate_issued_on"),
        "data_ready_at",
    ]
    assert json.dumps(header(FactKind.MEASURE)) == '["subject", "from", "corrects", "closed", "person", "since"]'
