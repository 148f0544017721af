"""Operational state: loaded strictly, apart from the rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from kofu.clock import read_moment
from kofu.rules import BrokenRules, OperationalState, Window, load_operations
from kofu.rules.loading import errors

GOOD = """version = 3

[[maintenance]]
from = 2026-09-09T12:00:00+09:00
until = 2026-09-09T14:00:00+09:00
services = ["seal", "registration"]
source = "operator"
"""
BROKEN: dict[str, tuple[str, str, type[BrokenRules]]] = {
    "unknown table": ("[[maintenance]]", "[[repairs]]", errors.UnknownKey),
    "unknown field": ("services", "kinds", errors.UnknownKey),
    "unknown service": ('"registration"', '"passport"', errors.UnknownScope),
    "no service": ('["seal", "registration"]', "[]", errors.UnknownScope),
    "no zone": ("12:00:00+09:00", "12:00:00", errors.BadDate),
    "end before begin": ("T14:00", "T11:00", errors.BadDate),
    "no source": ('source = "operator"\n', "", errors.MissingSource),
    "no begin": ("from = 2026-09-09T12:00:00+09:00\n", "", errors.MissingField),
    "version in words": ("version = 3", 'version = "three"', errors.BadValue),
    "not toml": ("[[maintenance]]", "[[maintenance", errors.NotToml),
}


def _written(directory: Path, text: str) -> Path:
    (directory / "282031_akashi.toml").write_text(text, encoding="utf-8")
    return directory


def test_windows_are_half_open_and_bear_on_their_services_only(tmp_path: Path) -> None:
    state = load_operations("akashi", _written(tmp_path, GOOD))
    begins, ends = read_moment("2026-09-09T12:00"), read_moment("2026-09-09T14:00")
    assert state.version == 3
    assert state.under_maintenance("seal", begins)
    assert state.under_maintenance("seal", ends) is None
    assert state.under_maintenance("resident_record", begins) is None


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_broken_operational_data_is_refused(tmp_path: Path, name: str) -> None:
    old, new, error = BROKEN[name]
    assert old in GOOD
    with pytest.raises(error) as refused:
        load_operations("akashi", _written(tmp_path, GOOD.replace(old, new, 1)))
    assert refused.value.file == "282031_akashi.toml"


def test_wrong_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "282031_akashi.toml").write_bytes(GOOD.encode() + "# 保守".encode("shift_jis"))
    with pytest.raises(errors.WrongEncoding):
        load_operations("akashi", tmp_path)


def test_a_municipality_without_a_file_has_an_empty_state() -> None:
    assert load_operations("hamura") == OperationalState()


def test_obihiros_announced_stops_are_loaded() -> None:
    stops = load_operations("obihiro").maintenance
    assert [f"{window.begins:%m-%d %H:%M}" for window in stops] == [
        "10-04 17:30",
        "10-06 06:30",
        "10-17 17:30",
        "11-12 06:30",
    ]


def test_a_longer_window_inside_which_a_shorter_one_lies_decides_the_end() -> None:
    at, late = read_moment("2026-09-09T12:30"), read_moment("2026-09-09T18:00")
    short = Window(read_moment("2026-09-09T12:00"), read_moment("2026-09-09T13:00"))
    state = OperationalState().with_maintenance(short).with_maintenance(Window(short.begins, late))
    found = state.under_maintenance("seal", at)
    assert found is not None
    assert found.ends == late
    assert state.version == 2
