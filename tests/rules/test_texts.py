"""Every reason has a sentence for every reader in every language."""

from __future__ import annotations

import re

import pytest

from kofu.rules.reasons import Audience, Reason
from kofu.rules.texts import LANGUAGES, UnknownLanguage, catalogue, reason_table, sentence
from kofu.rules.values import Desk

DESK = Desk("shimin", "市民課", "Citizens' Division", phone="000-000")
PROTECTING = (Reason.SUPPORT_MEASURES, Reason.ADULT_WARD, Reason.ISSUANCE_RESTRICTED, Reason.ASK_AT_DESK)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_exactly_the_reasons_and_readers(language: str) -> None:
    texts = catalogue(language)
    assert list(texts) == [reason.value for reason in Reason]
    for readers in texts.values():
        assert set(readers) == {audience.value for audience in Audience}
        assert all(text.strip().endswith(("。", ".")) for text in readers.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_placeholder_but_the_desk_exists_and_none_is_left(language: str) -> None:
    for reason in Reason:
        for audience in Audience:
            assert set(re.findall(r"\{.*?\}", catalogue(language)[reason.value][audience.value])) <= {"{desk}"}
            assert "{" not in sentence(reason, language, audience, DESK)
            assert "{" not in sentence(reason, language, audience)


def test_both_languages_send_to_a_desk_for_the_same_reasons() -> None:
    desks = {
        language: {code for code, readers in catalogue(language).items() if "{desk}" in readers["resident"]}
        for language in LANGUAGES
    }
    assert desks["ja"] == desks["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_reasons_of_protection_read_alike_on_a_resident_screen(language: str) -> None:
    assert len({sentence(reason, language, Audience.RESIDENT, DESK) for reason in PROTECTING}) == 1
    assert len({sentence(reason, language, Audience.STAFF, DESK) for reason in PROTECTING}) == len(PROTECTING)


def test_the_desk_is_named_with_its_phone() -> None:
    assert sentence(Reason.PIN_LOCKED, "ja", Audience.RESIDENT, DESK) == (
        "暗証番号がロックされています。市民課 (000-000)で再設定してください。"
    )


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownLanguage):
        sentence(Reason.PIN_WRONG, "xx")


def test_the_reason_table_has_a_row_for_each_reason() -> None:
    rows = reason_table()
    assert [row[0] for row in rows] == [reason.value for reason in Reason]
    assert all(all(cell for cell in row) for row in rows)
