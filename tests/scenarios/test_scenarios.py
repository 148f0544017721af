"""Every committed case, through the roles that serve the kiosk; and what a case file may not say."""

from __future__ import annotations

import functools
import json
import random
from pathlib import Path

import pytest

from kofu.assembly.stage import Bench
from kofu.assembly.world import FONT_FOLDERS
from kofu.paper.characters import find_font
from kofu.paper.front.drawing import Front
from kofu.rules.book import RuleBook
from kofu.scenarios.case import Case, UnknownCaseVocabulary, UnreadableCases, read_case, read_cases
from kofu.scenarios.run import run_case

FILE = Path(__file__).parents[1] / "cases" / "scenarios.json"
MUNICIPALITIES = ("hamura", "sakai", "kamigori", "obihiro", "akashi")


@functools.cache
def bench() -> Bench:
    return Bench(RuleBook.load(), Front.load(find_font(FONT_FOLDERS)), random.Random(379).randbytes, "b" * 64)


@functools.cache
def cases() -> tuple[Case, ...]:
    return read_cases(FILE)


def test_there_are_379_cases() -> None:
    assert len(cases()) == 379


@pytest.mark.parametrize("municipality", MUNICIPALITIES)
def test_every_case_ends_as_its_page_says(municipality: str) -> None:
    verdicts = [run_case(bench(), case) for case in cases() if case.municipality == municipality]
    assert {verdict.case.id: verdict.differences for verdict in verdicts if not verdict.is_as_expected} == {}


def row(**changes: object) -> dict[str, object]:
    told: dict[str, object] = {
        "id": "T001",
        "municipality": "akashi",
        "given": {},
        "request": {"certificate": "resident_record", "at": "2026-07-08T10:00+09:00"},
        "expect": {"outcome": "issue", "reason": "ok", "fee": 100},
    }
    return told | changes


@pytest.mark.parametrize(
    ("expect", "differences"),
    [
        ({"outcome": "issue", "reason": "ok", "fee": 100}, ()),
        ({"outcome": "issue", "reason": "ok", "fee": 200}, ("fee 100 instead of 200",)),
        (
            {"outcome": "refuse", "reason": "under_15", "fee": None},
            ("issue/ok instead of refuse/under_15", "fee 100 although nothing is issued"),
        ),
        (
            {"outcome": "issue", "reason": "ok", "content": {"shows": ["my_number"], "omits": []}},
            ("my_number is missing",),
        ),
        (
            {"outcome": "issue", "reason": "ok", "content": {"shows": [], "omits": ["current_address"]}},
            ("current_address is on the page",),
        ),
        (
            {"outcome": "issue", "reason": "ok", "attempts_left": 2},
            ("None tries left instead of 2",),
        ),
    ],
)
def test_a_case_that_expects_something_else_fails_and_says_why(
    expect: dict[str, object], differences: tuple[str, ...]
) -> None:
    assert run_case(bench(), read_case(row(expect=expect))).differences == differences


@pytest.mark.parametrize(
    "changes",
    [
        {"surprise": 1},
        {"given": {"weather": "rain"}},
        {"given": {"user": {"shoe_size": 26}}},
        {"given": {"kiosk": {"chain": "corner_shop"}}},
        {"given": {"policy": {"festival": True}}},
        {"request": {"certificate": "diploma", "at": "2026-07-08T10:00+09:00"}},
        {"request": {"certificate": "seal", "at": "2026-07-08T10:00+09:00", "action": "dance"}},
        {"request": {"certificate": "seal"}},
        {"request": {"certificate": "seal", "at": "2026-07-08T10:00+09:00", "subjects": ["nobody"]}},
        {"request": {"certificate": "seal", "at": "2026-07-08T10:00+09:00", "options": {"photo": True}}},
        {"request": {"certificate": "seal", "at": "2026-07-08T10:00+09:00", "pin": ["lucky"]}},
        {"expect": {"outcome": "perhaps", "reason": "ok"}},
        {"expect": {"outcome": "refuse", "reason": "bad_mood"}},
        {"expect": {"outcome": "issue", "reason": "ok", "content": {"shows": ["photo"], "omits": []}}},
    ],
)
def test_an_unknown_word_is_an_error_and_never_a_skip(changes: dict[str, object]) -> None:
    with pytest.raises(Exception, match="UNKNOWN_VOCABULARY"):
        run_case(bench(), read_case(row(**changes)))


@pytest.mark.parametrize("text", ["", "no json", '{"cases": []}', '"text"'])
def test_a_file_without_cases_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "cases.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableCases):
        read_cases(file)


def test_the_same_id_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"scenarios": [row(), row()]}), encoding="utf-8")
    with pytest.raises(UnknownCaseVocabulary):
        read_cases(file)
