"""A server follows its rules files, and never to broken ones."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from kofu.assembly.state import DEMO_START
from kofu.assembly.watched_rules import LOOK_EVERY_SECONDS, WatchedRules
from kofu.clock import ManualClock
from kofu.rules.book import DATA
from kofu.rules.loading.errors import BrokenRules

FEES = "282031_akashi/fees.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied = tmp_path / "rules"
    shutil.copytree(DATA, copied)
    return copied


def fee(rules: WatchedRules) -> object:
    return rules().value("fee.resident_record", DEMO_START.date())


def change(folder: Path, old: str, new: str) -> None:
    file = folder / FEES
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


def test_a_changed_fee_is_in_force_at_the_next_look(folder: Path) -> None:
    clock, told = ManualClock(DEMO_START), list[Sequence[BrokenRules]]()
    rules = WatchedRules("akashi", folder, clock.ticks, told.append)
    change(folder, "value = 100", "value = 150")
    assert fee(rules) == 100
    clock.advance(LOOK_EVERY_SECONDS)
    assert fee(rules) == 150
    assert told == [[]]


def test_broken_rules_are_told_and_the_last_good_ones_stay(folder: Path) -> None:
    clock, told = ManualClock(DEMO_START), list[Sequence[BrokenRules]]()
    rules = WatchedRules("akashi", folder, clock.ticks, told.append)
    before = rules().fingerprint
    change(folder, "value = 100", "value = -100")
    clock.advance(LOOK_EVERY_SECONDS)
    assert fee(rules) == 100
    assert rules().fingerprint == before
    assert [problem.code for problem in told[0]] == ["RULES_NEGATIVE_FEE"]
    change(folder, "value = -100", "value = 120")
    clock.advance(LOOK_EVERY_SECONDS)
    assert fee(rules) == 120


def test_a_server_does_not_start_with_broken_rules(folder: Path) -> None:
    change(folder, "value = 100", "value = -100")
    with pytest.raises(BrokenRules):
        WatchedRules("akashi", folder, ManualClock(DEMO_START).ticks, lambda _problems: None)
