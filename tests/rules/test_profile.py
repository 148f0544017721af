"""Who a municipality is, and where the kiosk finds it."""

from __future__ import annotations

from datetime import date

import pytest

from kofu.rules import NotInForce, RuleBook, profile
from kofu.rules.in_force import in_force
from kofu.rules.profile import kana_row

DAY = date(2026, 7, 8)


def test_the_way_to_obihiro_is_four_choices(book: RuleBook) -> None:
    found = profile(book.municipality("obihiro"), DAY)
    assert (found.region, found.prefecture, found.kana_row, found.name) == ("北海道・東北", "北海道", "あ", "帯広市")


@pytest.mark.parametrize(
    ("reading", "row"),
    [
        ("はむら", "は"),
        ("さかい", "さ"),
        ("かみごおり", "か"),
        ("ぎふ", "か"),
        ("わっかない", "わ"),
        ("ヴ", "ヴ"),
        ("", ""),
    ],
)
def test_a_reading_falls_into_its_kana_row(reading: str, row: str) -> None:
    assert kana_row(reading) == row


def test_every_mayor_is_marked_as_invented(book: RuleBook) -> None:
    for rules in book.municipalities:
        assert profile(rules, DAY).mayor_name.startswith("架空")
        assert "invented" in (rules.source("mayor.name", DAY).assumed or "")


def test_contacts_carry_phones_where_the_page_states_them(book: RuleBook) -> None:
    phones = {desk.phone for rules in book.municipalities for desk in profile(rules, DAY).desks}
    assert {"0155-65-4144", "0155-65-4234", "078-918-5020", "078-918-5014", "078-918-5266", "0776-50-3035"} <= phones


def test_before_the_start_the_first_day_is_told(book: RuleBook) -> None:
    assert profile(book.municipality("akashi"), date(2020, 1, 1)).name == "明石市"


def test_a_day_without_rules_is_named_as_asked(book: RuleBook) -> None:
    with pytest.raises(NotInForce) as refused:
        in_force(book.municipality("akashi"), date(2022, 9, 29))
    assert refused.value.facts["day"] == "2022-09-29"
