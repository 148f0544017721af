"""The commands as a user types them: exact JSON, words for people, and what bad input is told."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from kofu.cli.main import kofu as group
from kofu.numbering import read

MOMENT = "2026-07-08T10:00+09:00"


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str

    @property
    def told(self) -> object:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cli") / "state"


@pytest.fixture
def kofu(state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an empty folder over the session's state."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str, stateful: bool = True) -> Ran:
        done = CliRunner().invoke(group, [*words, *(["--state", str(state)] if stateful else [])])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Ran(done.exit_code, done.stdout, done.stderr)

    return run


def test_the_console_script_is_installed() -> None:
    script = Path(sys.executable).with_name("kofu")
    done = subprocess.run([script, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("kofu, version ")


def test_cards_are_listed_with_name_municipality_kind_and_note(kofu: Run) -> None:
    told = kofu("cards", "--json").told
    assert isinstance(told, dict)
    assert list(told) == ["cards"]
    assert {frozenset(card) for card in told["cards"]} == {frozenset({"name", "municipality", "kind", "note"})}
    assert "akashi/hanako" in {card["name"] for card in told["cards"]}
    assert {card["municipality"] for card in told["cards"]} == {"akashi", "hamura", "kamigori", "obihiro", "sakai"}


def test_an_issue_tells_outcome_fee_documents_receipt_and_steps(kofu: Run, tmp_path: Path) -> None:
    ran = kofu("issue", "akashi", "akashi/hanako", "resident_record", "--at", MOMENT, "--out", "paper", "--json")
    told = ran.told
    assert ran.status == 0
    assert isinstance(told, dict)
    assert list(told) == ["outcome", "reason", "reasons", "fee", "documents", "receipt", "steps_ms"]
    assert (told["outcome"], told["reason"], told["fee"]) == ("issue", "ok", 100)
    (document,) = told["documents"]
    assert list(document) == ["number", "file", "pages"]
    assert read(document["number"]) == document["number"]
    assert (tmp_path / document["file"]).read_bytes().startswith(b"%PDF-")
    assert (tmp_path / told["receipt"]).read_bytes().startswith(b"%PDF-")


def test_what_was_issued_verifies_as_genuine_and_valid(kofu: Run) -> None:
    issued = kofu("issue", "hamura", "hamura/kasai", "resident_record", "--at", MOMENT, "--json").told
    assert isinstance(issued, dict)
    ran = kofu("verify", issued["documents"][0]["file"], "--json")
    assert ran.status == 0
    assert isinstance(ran.told, list)
    (finding,) = ran.told
    assert list(finding) == [
        *("file", "verdict", "number", "kind", "municipality", "issued_at", "fields", "status", "reasons"),
    ]
    assert (finding["verdict"], finding["status"], finding["reasons"]) == ("genuine", "valid", [])
    assert (finding["kind"], finding["municipality"]) == ("resident_record", "hamura")
    assert finding["number"] == issued["documents"][0]["number"]
    offline = kofu("verify", issued["documents"][0]["file"], "--offline", "--json").told
    assert isinstance(offline, list)
    assert (offline[0]["verdict"], offline[0]["status"]) == ("genuine", "not_checked")


def test_a_wrong_pin_is_told_with_the_tries_left(kofu: Run) -> None:
    ran = kofu("issue", "akashi", "akashi/maria", "resident_record", "--pin", "9999")
    assert ran.status == 1
    assert "retry: pin_wrong, 2 tries left" in ran.out
    told = kofu("issue", "akashi", "akashi/maria", "resident_record", "--pin", "1234", "--json").told
    assert isinstance(told, dict)
    assert told["reason"] == "ok"


def test_a_refusal_names_all_reasons_the_desk_and_when_it_would_work(kofu: Run) -> None:
    ran = kofu("issue", "akashi", "akashi/hanako", "resident_record", "--at", "2026-12-31T23:30+09:00", "--json")
    assert isinstance(ran.told, dict)
    assert ran.told["reasons"] == ["closed_year_end", "outside_hours"]
    assert (ran.told["fee"], ran.told["documents"], ran.told["receipt"]) == (None, [], None)
    people = kofu("issue", "akashi", "akashi/hanako", "resident_record", "--at", "2026-12-31T23:30+09:00")
    assert "It would work from 2027-01-04 06:30 on." in people.out


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("issue", "atlantis", "akashi/hanako", "resident_record"), "RULES_UNKNOWN_MUNICIPALITY"),
        (("issue", "akashi", "akashi/nobody", "resident_record"), "CARD_FILE_INVALID"),
        (("issue", "akashi", "akashi/hanako", "diploma"), "is not one of"),
        (("issue", "akashi", "akashi/hanako", "resident_record", "--at", "noon"), "not an ISO 8601 moment"),
        (("issue", "akashi", "akashi/hanako", "resident_record", "--with", "Nobody"), "COMMAND_UNKNOWN_PERSON"),
        (("verify", "missing.pdf"), "does not exist"),
    ],
)
def test_bad_input_gets_one_clear_line_and_status_2(kofu: Run, words: tuple[str, ...], error: str) -> None:
    ran = kofu(*words)
    assert ran.status == 2
    assert error in ran.err
    assert "Traceback" not in ran.err


def test_a_folder_that_holds_something_else_is_left_alone(kofu: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear diary", encoding="utf-8")
    ran = kofu("cards", "--state", str(tmp_path / "mine"), stateful=False)
    assert (ran.status, "STATE_NOT_OURS" in ran.err) == (2, True)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_a_text_file_is_no_sheet(kofu: Run, tmp_path: Path) -> None:
    (tmp_path / "note.png").write_text("not a picture", encoding="utf-8")
    ran = kofu("verify", "note.png", "--json")
    assert ran.status == 1
    assert isinstance(ran.told, list)
    assert (ran.told[0]["verdict"], ran.told[0]["reasons"]) == ("unreadable", ["unreadable_file"])


def test_rules_are_checked_shown_and_explained(kofu: Run) -> None:
    assert kofu("rules", "check", "--json", stateful=False).told == {"problems": []}
    shown = kofu("rules", "show", "akashi", "--key", "fee.resident", "--json", stateful=False).told
    assert isinstance(shown, dict)
    assert [(value["key"], value["value"]) for value in shown["values"]] == [("fee.resident_record", 100)]
    why = kofu("rules", "why", "akashi", "akashi/sora", "resident_record", "--json").told
    assert isinstance(why, dict)
    assert (why["granted"], why["reasons"]) == (False, ["address_change_pending"])
    assert kofu("rules", "snapshot", "--check", stateful=False).status == 0


def test_a_new_municipality_begins_with_files_that_say_what_to_fill_in(kofu: Run, tmp_path: Path) -> None:
    made = kofu("rules", "new", "999997", "midori", "--dir", "towns", stateful=False)
    assert made.status == 0
    problems = kofu("rules", "check", "towns", "--json", stateful=False)
    assert problems.status == 1
    assert isinstance(problems.told, dict)
    assert {problem["code"] for problem in problems.told["problems"]} == {"RULES_MISSING_SOURCE"}
    again = kofu("rules", "new", "999997", "midori", "--dir", "towns", stateful=False)
    assert (again.status, "RULES_FOLDER_EXISTS" in again.err) == (2, True)


def test_scenarios_are_run_and_told_by_case(kofu: Run) -> None:
    file = Path(__file__).parents[1] / "cases" / "scenarios.json"
    ran = kofu("scenarios", str(file), "--only", "A001", "--only", "H005", "--json", stateful=False)
    told = ran.told
    assert isinstance(told, dict)
    assert (ran.status, told["passed"], told["failed"]) == (0, 2, 0)
    assert [list(case) for case in told["cases"]] == [["id", "pass", "expected", "got"]] * 2


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("cards",),
        ("issue",),
        ("verify",),
        ("card", "serve"),
        ("demo",),
        ("rules", "why"),
        ("scenarios",),
        ("serve", "centre"),
        ("serve", "municipality"),
    ],
)
def test_every_command_explains_itself(kofu: Run, command: tuple[str, ...]) -> None:
    ran = kofu(*command, "--help", stateful=False)
    assert ran.status == 0
    assert ran.out.startswith("Usage: ")


def test_the_demo_tells_its_story_and_leaves_sheets_and_pictures(kofu: Run, tmp_path: Path) -> None:
    ran = kofu("demo", "--once", "--out", "out")
    assert ran.status == 0, ran.out
    assert "✗" not in ran.out
    assert len(list((tmp_path / "out").glob("*.pdf"))) >= 8
    assert len(list((tmp_path / "out").glob("*.png"))) >= 8
