"""Every way to break a rules file: one folder each, refused with file, key, line and remedy."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from kofu.rules.book import DATA, RuleBook
from kofu.rules.keeper import RuleKeeper
from kofu.rules.loading import errors
from kofu.rules.loading.errors import BrokenRules, NotInForce, UnknownMunicipality
from kofu.rules.tools.check import check

BROKEN = Path(__file__).parent / "broken"
FEES, HOURS, LIMITS = "282031_akashi/fees.toml", "282031_akashi/hours.toml", "282031_akashi/restrictions.toml"

Place = tuple[type[BrokenRules], str, str | None, int | None]

# folder → error, file, key, line
EXPECTED: dict[str, Place] = {
    "unknown_key": (errors.UnknownKey, FEES, "fees.seal", 6),
    "unknown_certificate_in_key": (errors.UnknownKey, FEES, "fee.passport", 6),
    "unknown_field": (errors.UnknownKey, FEES, "fee.seal", 10),
    "bare_value": (errors.UnknownKey, FEES, "fee_exemption", 1),
    "bare_value_after_a_table": (errors.UnknownKey, FEES, "fee.resident_record", 6),
    "misplaced_key": (errors.MisplacedKey, FEES, "hours.seal", 6),
    "overlap": (errors.Overlap, FEES, "fee.seal", 13),
    "overlap_without_end": (errors.Overlap, FEES, "fee.seal", 12),
    "gap": (errors.Gap, FEES, "fee.seal", 13),
    "bad_date": (errors.BadDate, FEES, None, 7),
    "date_as_text": (errors.BadDate, FEES, "fee.seal", 7),
    "moment_as_date": (errors.BadDate, FEES, "fee.seal", 7),
    "until_before_from": (errors.BadDate, FEES, "fee.seal", 9),
    "missing_source": (errors.MissingSource, FEES, "fee.seal", 6),
    "empty_source": (errors.MissingSource, FEES, "fee.seal", 8),
    "missing_value": (errors.MissingField, FEES, "fee.seal", 6),
    "missing_from": (errors.MissingField, FEES, "fee.seal", 6),
    "negative_fee": (errors.NegativeFee, FEES, "fee.seal", 9),
    "fraction_of_a_yen": (errors.NegativeFee, FEES, "fee.seal", 9),
    "truth_as_fee": (errors.NegativeFee, FEES, "fee.seal", 9),
    "bad_resolution": (errors.BadResolution, FEES, "fee.seal", 10),
    "empty_assumption": (errors.BadResolution, FEES, "fee.seal", 10),
    "not_toml": (errors.NotToml, FEES, None, 6),
    "same_table_twice": (errors.UnknownKey, FEES, "fee.seal.from", 7),
    "wrong_encoding": (errors.WrongEncoding, FEES, None, 6),
    "byte_order_mark": (errors.WrongEncoding, FEES, None, 1),
    "unknown_scope": (errors.UnknownScope, LIMITS, "refusal.adult_ward", 3),
    "unknown_certificate_in_scope": (errors.UnknownScope, LIMITS, "refusal.adult_ward", 3),
    "repeated_certificate_in_scope": (errors.UnknownScope, LIMITS, "refusal.adult_ward", 3),
    "hours_end_before_they_begin": (errors.BadValue, HOURS, "hours.seal", 3),
    "hours_unreadable": (errors.BadValue, HOURS, "hours.seal", 3),
    "closed_days_with_unknown_field": (errors.UnknownKey, HOURS, "closed.seal", 3),
    "year_end_not_a_day": (errors.BadDate, HOURS, "closed.seal", 3),
    "unknown_option": (errors.BadValue, "282031_akashi/certificates.toml", "options.resident_record", 3),
    "duplicate_folder_by_code": (errors.DuplicateFolder, "282031_akashi_shi", None, None),
    "duplicate_folder_by_name": (errors.DuplicateFolder, "282032_akashi", None, None),
    "unknown_folder": (errors.UnknownFolder, "akashi", None, None),
    "file_instead_of_folder": (errors.UnknownFolder, "fees.toml", None, None),
    "unknown_file": (errors.UnknownFile, "282031_akashi/prices.toml", None, None),
}


@pytest.mark.parametrize("folder", sorted(EXPECTED))
def test_broken_rules_are_refused_with_their_place_and_a_remedy(folder: str) -> None:
    error, file, key, line = EXPECTED[folder]
    problems = [problem for problem in check(BROKEN / folder) if type(problem) is error]
    assert [(problem.file, problem.key, problem.line) for problem in problems] == [(file, key, line)]
    told = str(problems[0])
    assert file in told
    assert f"remedy={type(problems[0]).remedy}" in told
    with pytest.raises(BrokenRules):
        RuleBook.load(BROKEN / folder)


def test_every_broken_folder_is_expected_and_every_error_has_one() -> None:
    assert {folder.name for folder in BROKEN.iterdir()} == set(EXPECTED)
    shown = {error for error, *_ in EXPECTED.values()}
    by_change = {errors.MissingKey, errors.UnknownDesk}
    assert shown | by_change == set(BrokenRules.__subclasses__())


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The committed rules, free to be broken."""
    return shutil.copytree(DATA, tmp_path / "municipalities")


def test_the_committed_rules_have_no_problem() -> None:
    assert check() == []


def test_a_missing_value_is_named_with_its_file_and_first_day(copied: Path) -> None:
    file = copied / "282031_akashi" / "fees.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("fee.seal]]", "fee.taxation]]", 1), encoding="utf-8")
    (problem,) = check(copied)
    assert isinstance(problem, errors.MissingKey)
    assert (problem.file, problem.key, problem.found) == ("282031_akashi/fees.toml", "fee.seal", "on 2022-10-01")


def test_a_desk_that_is_not_described_is_named(copied: Path) -> None:
    file = copied / "284815_kamigori" / "desks.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('value = "zeimu"', 'value = "kazei"'), encoding="utf-8")
    (problem,) = check(copied)
    assert isinstance(problem, errors.UnknownDesk)
    assert (problem.key, problem.found) == ("desk_for.tax", "kazei")
    assert problem.line is not None
    assert file.read_text(encoding="utf-8").splitlines()[problem.line - 1] == 'value = "kazei"'


def test_all_problems_are_listed_and_the_first_is_raised(copied: Path) -> None:
    for town in ("282031_akashi", "132276_hamura"):
        (copied / town / "places.toml").write_text("[[chains]]\nfrom = 2026-04-01\nvalue = []\n", encoding="utf-8")
    problems = check(copied)
    assert [(type(one), one.file) for one in problems] == [
        (errors.MissingSource, "132276_hamura/places.toml"),
        (errors.MissingSource, "282031_akashi/places.toml"),
    ]
    with pytest.raises(errors.MissingSource):
        RuleBook.load(copied)


def test_a_missing_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.UnknownFolder):
        RuleBook.load(tmp_path / "nowhere")


def test_a_value_that_has_ended_is_not_in_force(copied: Path) -> None:
    file = copied / "282031_akashi" / "fees.toml"
    text = file.read_text(encoding="utf-8").replace("value = 100", "until = 2027-03-31\nvalue = 100", 1)
    file.write_text(text, encoding="utf-8")
    rules = RuleBook.load(copied).municipality("akashi")
    assert rules.value("fee.resident_record", date(2027, 3, 31)) == 100
    with pytest.raises(NotInForce) as refused:
        rules.value("fee.resident_record", date(2027, 4, 1))
    assert refused.value.facts == {"municipality": "akashi", "key": "fee.resident_record", "day": "2027-04-01"}


def test_a_municipality_is_found_by_code_folder_name_and_official_name(book: RuleBook) -> None:
    assert {book.municipality(name).id for name in ("282031", "akashi", "明石市")} == {"akashi"}
    with pytest.raises(UnknownMunicipality):
        book.municipality("nowhere")


def test_the_fingerprint_is_stable_and_changes_with_any_value(book: RuleBook, copied: Path) -> None:
    again = RuleBook.load(copied)
    assert again.fingerprint() == book.fingerprint()
    file = copied / "282031_akashi" / "notices.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("24時間", "25時間"), encoding="utf-8")
    changed = RuleBook.load(copied)
    assert changed.fingerprint() != book.fingerprint()
    same = [
        old.code
        for old, new in zip(book.municipalities, changed.municipalities, strict=True)
        if old.fingerprint == new.fingerprint
    ]
    assert same == ["012076", "132276", "182109", "284815"]


def test_a_server_does_not_start_with_broken_rules() -> None:
    with pytest.raises(errors.NegativeFee):
        RuleKeeper(BROKEN / "negative_fee")


def test_a_server_keeps_the_last_good_rules_and_says_what_is_broken(copied: Path) -> None:
    keeper, file = RuleKeeper(copied), copied / "282031_akashi" / "fees.toml"
    before, good = keeper.book.fingerprint(), file.read_text(encoding="utf-8")
    file.write_text(good.replace("value = 100", "value = -100", 1), encoding="utf-8")
    assert [type(problem) for problem in keeper.reload()] == [errors.NegativeFee]
    assert keeper.book.fingerprint() == before
    file.write_text(good.replace("value = 100", "value = 150", 1), encoding="utf-8")
    assert keeper.reload() == []
    assert keeper.book.fingerprint() != before
