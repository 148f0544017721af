"""``kofu registers``: templates, loads from files and with a town, and what is left when one is killed."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.registers.people import CARD, NOW, family

from kofu.assembly.state import State
from kofu.cli.registers import registers
from kofu.errors import KofuError
from kofu.registers.bulk.columns import cells_of, header
from kofu.registers.bulk.errors import LoadRefused
from kofu.registers.bulk.loading import Loader
from kofu.registers.kinds import FactKind
from kofu.registers.lines import write_line


def run(state: State | None, command: str, *arguments: str | Path) -> str:
    words = [command, *map(str, arguments), *(["--state", str(state.folder)] if state else [])]
    result = CliRunner().invoke(registers, words)
    if isinstance(result.exception, KofuError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_a_template_has_a_file_for_each_kind_and_a_page_on_every_column(tmp_path: Path) -> None:
    run(None, "template", tmp_path / "t")
    assert {file.name for file in (tmp_path / "t").iterdir()} == {f"{kind.stored}.csv" for kind in FactKind} | {
        "README.md"
    }
    page = (tmp_path / "t" / "README.md").read_text()
    for kind in FactKind:
        assert (tmp_path / "t" / f"{kind.stored}.csv").read_text().strip().split(",") == header(kind)
    assert "| foreign.category | one of 中長期在留者, 特別永住者" in page
    assert "| imprint_png | base64 |  |" in page


def test_filled_templates_are_loaded(state: State, tmp_path: Path) -> None:
    run(None, "template", tmp_path)
    for fact in family():
        with (tmp_path / f"{fact.kind.stored}.csv").open("a", newline="", encoding="utf-8") as lines:
            csv.writer(lines).writerow(cells_of(fact))
    told = run(state, "import", "akashi", *sorted(tmp_path.glob("*.csv")), "--operator", "Sato")
    assert f"{len(family())} row(s) loaded" in told
    assert state.municipality("282031")[1].snapshot(CARD, NOW).koseki
    assert list(state.folder.glob("kofu-load-*")) == []


def test_bad_rows_are_told_on_the_screen_and_in_a_file_and_nothing_is_loaded(state: State, tmp_path: Path) -> None:
    bad = write_line(family()[0]).replace(b"1984-01-02", b"2 January")
    (tmp_path / "facts.jsonl").write_bytes(bad + b"".join(map(write_line, family()[1:])))
    with pytest.raises(LoadRefused):
        run(state, "import", "akashi", tmp_path / "facts.jsonl", "--problems", tmp_path / "problems.jsonl")
    [problem] = [json.loads(line) for line in (tmp_path / "problems.jsonl").read_text().splitlines()]
    assert (problem["place"], problem["field"]) == ({"file": "facts.jsonl", "line": 1}, "birth")
    assert "January" not in json.dumps(problem)
    assert state.municipality("282031")[1].history([family()[0].subject]).rows == ()


def test_rows_set_aside_can_be_corrected_and_loaded(state: State, tmp_path: Path) -> None:
    second = write_line(family()[2]).replace("子".encode(), "子".encode())
    again = write_line(family()[1])
    (tmp_path / "facts.jsonl").write_bytes(b"".join(map(write_line, family())) + second + again)
    aside = tmp_path / "aside.jsonl"
    told = run(state, "import", "akashi", tmp_path / "facts.jsonl", "--set-aside", aside)
    assert told.endswith(f"0 row(s) loaded, {len(family()) + 2} set aside to {aside}\n")
    assert aside.stat().st_mode & 0o777 == 0o600
    (tmp_path / "right.jsonl").write_bytes(b"".join(aside.read_bytes().splitlines(keepends=True)[: len(family())]))
    assert f"{len(family())} row(s) loaded" in run(state, "import", "akashi", tmp_path / "right.jsonl")


def test_a_town_is_loaded_beside_the_named_people(state: State) -> None:
    assert "row(s) loaded" in run(state, "import", "akashi", "--town", "--size", "260")
    [(people,)] = state.municipality("282031")[1].database.execute(
        "SELECT count(DISTINCT subject) FROM register_fact WHERE kind = 'membership'"
    )
    assert isinstance(people, int)
    assert 150 <= people <= 265


def test_what_a_killed_load_left_is_withdrawn(state: State) -> None:
    Loader(state.municipality("282031")[1], "Sato").reserve(5, NOW)
    assert run(state, "withdraw", "akashi") == "withdrawn: numbers 1 to 5\n"
    assert run(state, "withdraw", "akashi") == ""
