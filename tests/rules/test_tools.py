"""What people who write rules use: snapshot, skeleton, show, why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.rules.scenario_standing import SELF, standing_from
from tests.rules.strategies import TOWNS

from kofu.clock import read_moment
from kofu.rules import (
    HOUSEHOLD,
    Granted,
    Kind,
    OperationalState,
    Reason,
    Refused,
    Request,
    RuleBook,
    TerminalFacts,
    decide,
    next_success,
    offer,
)
from kofu.rules.loading.errors import MissingSource, UnknownFolder
from kofu.rules.loading.schema import KEYS
from kofu.rules.tools.check import check
from kofu.rules.tools.meanings import meanings
from kofu.rules.tools.reference import key_reference
from kofu.rules.tools.show import show
from kofu.rules.tools.skeleton import skeleton
from kofu.rules.tools.snapshot import snapshot, snapshot_file, snapshot_text, write_snapshots
from kofu.rules.tools.trace import Verdict, why

NOW, STORE = read_moment("2026-07-08T10:00"), TerminalFacts("lawson")


@pytest.mark.parametrize("town", TOWNS)
def test_the_committed_snapshot_is_not_stale(book: RuleBook, town: str) -> None:
    rules = book.municipality(town)
    told = "stale: run `kofu rules snapshot --write`, and read the difference as days and yen"
    assert snapshot_file(rules).read_text(encoding="utf-8") == snapshot_text(rules), told


def test_a_snapshot_shows_a_week_with_holidays_as_one_reads_it(book: RuleBook) -> None:
    rows = snapshot(book.municipality("kamigori"), date(2026, 9, 17), 9)
    assert [row.line() for row in rows if row.kind is Kind.KOSEKI_FULL] == [
        "koseki_full,2026-09-17,2026-09-18,08:30-17:15,350",
        "koseki_full,2026-09-19,2026-09-20,closed_weekend,350",
        "koseki_full,2026-09-21,2026-09-23,closed_holiday,350",
        "koseki_full,2026-09-24,2026-09-25,08:30-17:15,350",
    ]
    assert [row.line() for row in rows if row.kind is Kind.SEAL] == ["seal,2026-09-17,2026-09-25,06:30-23:00,200"]


def test_writing_snapshots_tells_which_changed(book: RuleBook, tmp_path: Path) -> None:
    assert len(write_snapshots(book, tmp_path)) == len(book.municipalities)
    (tmp_path / "012076_obihiro.csv").write_text("old", encoding="utf-8")
    assert [file.name for file in write_snapshots(book, tmp_path)] == ["012076_obihiro.csv"]


def test_a_snapshot_shows_the_days_after_a_fee_has_ended(tmp_path: Path) -> None:
    for file in _written(tmp_path, "990001", "kasumi").rglob("*.toml"):
        text = file.read_text(encoding="utf-8").replace('source = ""', 'source = "架空の規程"')
        ended = text.replace("from = 2026-04-01\nvalue = 200", "from = 2026-04-01\nuntil = 2026-06-30\nvalue = 200", 1)
        file.write_text(ended, encoding="utf-8")
    rows = snapshot(RuleBook.load(tmp_path).municipality("kasumi"), date(2026, 6, 29), 4)
    assert [row.line() for row in rows if row.kind is Kind.SEAL] == [
        "seal,2026-06-29,2026-06-30,06:30-23:00,200",
        "seal,2026-07-01,2026-07-02,no_rules,",
    ]


def test_a_snapshot_has_no_row_before_the_start_of_service(book: RuleBook) -> None:
    rows = snapshot(book.municipality("obihiro"), date(2019, 6, 1), 5)
    assert {(row.first, row.last) for row in rows} == {(date(2019, 6, 4), date(2019, 6, 5))}


def _written(directory: Path, code: str, name: str) -> Path:
    for path, text in skeleton(code, name).items():
        (directory / path).parent.mkdir(exist_ok=True)
        (directory / path).write_text(text, encoding="utf-8")
    return directory


def test_a_fresh_skeleton_is_refused_only_for_the_sources_still_to_be_looked_up(tmp_path: Path) -> None:
    problems = check(_written(tmp_path, "990001", "kasumi"))
    assert {type(problem) for problem in problems} == {MissingSource}
    assert all(problem.line for problem in problems)


def test_an_invented_sixth_municipality_serves_once_its_skeleton_is_filled_in(tmp_path: Path) -> None:
    for file in _written(tmp_path, "990001", "kasumi").rglob("*.toml"):
        text = file.read_text(encoding="utf-8").replace('source = ""', 'source = "霞町 架空の規程"')
        file.write_text(text.replace("[[fee.seal]]\nfrom = 2026-04-01\nvalue = 200",
                                     "[[fee.seal]]\nfrom = 2026-04-01\nvalue = 250"), encoding="utf-8")  # fmt: skip
    assert check(tmp_path) == []
    rules = RuleBook.load(tmp_path).municipality("kasumi")
    standing = standing_from({"municipality": "kasumi", "given": {}})
    state = OperationalState()
    told = decide(rules, state, standing, Request(Kind.SEAL, (SELF,), copies=2), STORE, NOW)
    assert isinstance(told, Granted)
    assert told.fee == 500
    refused = decide(rules, state, standing, Request(Kind.KOSEKI_FULL, (SELF,)), STORE, NOW)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.CERTIFICATE_NOT_OFFERED
    assert [entry.kind for entry in offer(rules, state, standing, STORE, NOW)] == [Kind.RESIDENT_RECORD, Kind.SEAL]
    early = decide(rules, state, standing, Request(Kind.SEAL, (SELF,)), STORE, read_moment("2026-03-31T10:00"))
    assert isinstance(early, Refused)
    assert early.reason is Reason.SERVICE_NOT_STARTED


@pytest.mark.parametrize(("code", "name"), [("99001", "kasumi"), ("990001", "霞町"), ("990001", "../kasumi")])
def test_a_code_or_name_that_cannot_be_a_folder_is_refused(code: str, name: str) -> None:
    with pytest.raises(UnknownFolder):
        skeleton(code, name)


def test_every_key_of_the_schema_is_explained_and_nothing_else() -> None:
    assert set(meanings()) == set(KEYS)
    assert all(meaning.meaning.endswith(".") for meaning in meanings().values())


def test_show_tells_each_value_in_force_with_its_source(book: RuleBook) -> None:
    shown = {value.key: value for value in show(book.municipality("obihiro"), date(2024, 2, 1))}
    assert shown["fee.seal"].value == 300
    assert shown["entrustment"].ends == date(2024, 3, 31)
    assert all(value.source.text for value in shown.values())
    later = {value.key: value for value in show(book.municipality("obihiro"), date(2024, 4, 1))}
    assert later["entrustment"].source.assumed


def test_sakais_fees_and_hours_are_marked_as_assumed(book: RuleBook) -> None:
    for value in show(book.municipality("sakai"), date(2026, 7, 8)):
        if value.key.startswith(("fee.", "hours.", "closed.")):
            assert value.source.assumed, value.key
            assert value.source.resolution == "X-13"


def test_why_names_each_rule_with_its_value_and_verdict(book: RuleBook) -> None:
    rules, standing = book.municipality("kamigori"), standing_from({"municipality": "kamigori", "given": {}})
    at, request = read_moment("2026-07-11T18:00"), Request(Kind.KOSEKI_FULL, (SELF,))
    trace = why(rules, OperationalState(), standing, request, STORE, at)
    refusing = {step.reason: step for step in trace.steps if step.verdict is Verdict.REFUSES}
    assert list(refusing) == [Reason.CLOSED_WEEKEND, Reason.OUTSIDE_HOURS]
    (hours,) = refusing[Reason.OUTSIDE_HOURS].values
    assert (hours.value, hours.source.text) == ("08:30-17:15", "上郡町 コンビニ交付の案内 (E-02)")
    assert trace.next_success == read_moment("2026-07-13T08:30")
    assert isinstance(trace.decision, Refused)
    assert [cause.reason for cause in trace.decision.reasons] == list(refusing)


def test_why_does_not_ask_what_a_certificate_not_on_offer_has_no_values_for(book: RuleBook) -> None:
    rules, standing = book.municipality("akashi"), standing_from({"municipality": "akashi", "given": {}})
    trace = why(rules, OperationalState(), standing, Request(Kind.KOSEKI_FULL, HOUSEHOLD), STORE, NOW)
    verdicts = {step.reason: step.verdict for step in trace.steps}
    assert verdicts[Reason.CERTIFICATE_NOT_OFFERED] is Verdict.REFUSES
    assert verdicts[Reason.OUTSIDE_HOURS] is Verdict.NOT_ASKED
    assert trace.next_success is None


def test_the_documentation_lists_every_key_as_the_schema_has_it() -> None:
    page = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
    assert page.endswith(key_reference())


def test_next_success_is_public(book: RuleBook) -> None:
    standing = standing_from({"municipality": "akashi", "given": {}})
    arguments = (book.municipality("akashi"), OperationalState(), standing, Request(Kind.SEAL, (SELF,)), STORE, NOW)
    assert next_success(*arguments) == NOW
