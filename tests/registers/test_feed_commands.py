"""``kofu feed``: a day of a municipality's feed, by commands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.registers.people import CARD, NOW, family, measure

from kofu.assembly.state import State
from kofu.cli.feed import feed
from kofu.errors import KofuError
from kofu.registers.feed.errors import FeedGap
from kofu.registers.kinds import RegisterName
from kofu.registers.lines import write_line


class Commands:
    """Runs ``kofu feed`` on one state."""

    def __init__(self, state: State, folder: Path) -> None:
        self._state = state
        self.folder = folder

    def run(self, command: str, *arguments: str | Path, at: str = "2026-07-08T10:00") -> tuple[int, str]:
        words = [command, "akashi", *map(str, arguments), "--state", str(self._state.folder), "--at", at]
        result = CliRunner().invoke(feed, words)
        if isinstance(result.exception, KofuError):
            raise result.exception
        return result.exit_code, result.output

    def status(self, at: str = "2026-07-08T10:00") -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.run("status", "--json", at=at)[1])
        return told

    def stopped(self) -> list[str]:
        return [register["register"] for register in self.status()["registers"] if register["stops"]]

    def make(self, name: str, *arguments: str | Path, at: str = "2026-07-08T10:00") -> Path:
        self.run("make", "--out", self.folder / name, *arguments, at=at)
        return self.folder / name


@pytest.fixture
def commands(state: State, tmp_path: Path) -> Commands:
    state.municipality("282031")[1].apply(family(), NOW)
    state.municipality("282031")[1].heartbeat(RegisterName, NOW)
    return Commands(state, tmp_path)


def test_a_lost_batch_stops_its_registers_until_an_operator_reconciles(commands: Commands, state: State) -> None:
    facts = commands.folder / "facts.jsonl"
    facts.write_bytes(write_line(measure(family()[3].subject)))  # type: ignore[arg-type]  # a person's id
    lost = commands.make("2.jsonl", "--facts", facts)
    following = commands.make("3.jsonl")
    with pytest.raises(FeedGap):
        commands.run("apply", following)
    assert commands.stopped() == ["residents", "seals", "cards", "restrictions"]
    assert commands.run("status")[0] == 1
    code, output = commands.run("apply", lost, following, lost)
    assert (code, output.count("recorded before")) == (0, 1)
    totals = commands.folder / "totals.jsonl"
    commands.run("totals", "--out", totals)
    assert commands.run("reconcile", totals)[0] == 1
    code, output = commands.run("reconcile", totals, "--operator", "Sato", "--reason", "line down, batch delivered")
    assert (code, output.splitlines()[-1]) == (0, "4 stop(s) ended, 0 open")
    assert commands.stopped() == []
    assert commands.run("status")[0] == 0
    assert state.municipality("282031")[1].snapshot(CARD, NOW).measures


def test_status_shows_who_is_silent(commands: Commands) -> None:
    commands.run("apply", commands.make("1.jsonl", at="2026-07-08T10:10"), at="2026-07-08T10:10")
    told = commands.status(at="2026-07-08T10:20")
    issuing = {register["register"] for register in told["registers"] if register["issues"]}
    assert issuing == {"residents", "seals", "cards", "restrictions"}
    assert {"source": "residents", "number": 1, "made_at": "2026-07-08T10:10:00+09:00"} in told["sources"]
    code, output = commands.run("status", at="2026-07-08T10:20")
    assert code == 1
    assert "silent for too long" in output


def test_the_demonstrations_keys_are_for_their_owner_alone(commands: Commands, state: State) -> None:
    commands.status()
    kept = state.folder / "feeds" / "282031-residents.json"
    assert kept.stat().st_mode & 0o777 == 0o600


def test_what_is_corrected_leaves_the_totals_on_both_sides(commands: Commands) -> None:
    wrong = commands.folder / "wrong.jsonl"
    [address] = [fact for fact in family() if fact.kind.stored == "address" and fact.subject == "p1"]
    line = json.loads(write_line(address)) | {"corrects": address.valid_from.isoformat()}
    line["value"]["text"] = "兵庫県明石市中崎一丁目６番２号"
    wrong.write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
    commands.run("apply", commands.make("1.jsonl", "--facts", wrong))
    commands.run("totals", "--out", commands.folder / "totals.jsonl")
    code, output = commands.run("reconcile", commands.folder / "totals.jsonl", "--json")
    assert (code, json.loads(output)["differing"]) == (0, [])
