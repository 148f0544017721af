"""The kiosk's words: complete, with the same blanks, in every language."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import kofu.kiosk
from kofu.kiosk.locale import FOLDER, Language, Texts, language_of, translations
from kofu.kiosk.locale.catalogue import BrokenCatalogue, read_catalogue
from kofu.kiosk.screens.failure import CARD, MESSAGES, OTHER
from kofu.kiosk.screens.titles import KINDS, OPTIONS
from kofu.rules import Kind, Option, Reason

FOREIGN = [language for language in Language if language is not Language.EN]
BLANK = re.compile(r"\{\w+\}")


def texts_in_code() -> set[str]:
    """Every literal that is said, and the tables of literals."""
    found = {*KINDS.values(), *OPTIONS.values(), *MESSAGES.values(), CARD, OTHER}
    for path in Path(str(kofu.kiosk.__file__)).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "say":
                found |= {
                    each.value
                    for each in ast.walk(node.args[0])
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                }
    return found


@pytest.mark.parametrize("language", FOREIGN, ids=lambda language: language.tag)
def test_every_text_is_translated_with_the_same_blanks(language: Language) -> None:
    catalogue = translations(language)
    for text in texts_in_code():
        told = catalogue.gettext(text)
        assert told != text or text in {"My Number"}, text
        assert sorted(BLANK.findall(told)) == sorted(BLANK.findall(text)), text


@pytest.mark.parametrize("language", list(Language), ids=lambda language: language.tag)
def test_every_reason_has_a_sentence_and_names_the_desk(language: Language) -> None:
    texts = Texts(language)
    for reason in Reason:
        told = texts.reason(reason, "市民課")
        assert told != reason.value
        assert "{desk}" not in told
    desk = "市民課" if language is Language.JA else texts.say("the desk below")
    assert desk in texts.reason(Reason.PIN_LOCKED, "市民課")


def test_reasons_of_protection_read_alike_in_every_language() -> None:
    for language in Language:
        alike = {
            Texts(language).reason(reason, None)
            for reason in (Reason.SUPPORT_MEASURES, Reason.ASK_AT_DESK, Reason.ADULT_WARD, Reason.ISSUANCE_RESTRICTED)
        }
        assert len(alike) == 1, language


def test_every_kind_and_option_has_a_name() -> None:
    assert set(KINDS) == {kind.code for kind in Kind}
    assert set(OPTIONS) == {option.value for option in Option}


def test_plural_forms_follow_the_language() -> None:
    assert [Texts(Language.PT).count("{n} copy", "{n} copies", n) for n in (1, 2)] == ["1 via", "2 vias"]
    assert [Texts(Language.EN).count("{n} copy", "{n} copies", n) for n in (1, 2)] == ["1 copy", "2 copies"]
    assert [Texts(Language.KO).count("{n} copy", "{n} copies", n) for n in (1, 2)] == ["1부", "2부"]


def test_gettexts_own_tool_agrees_with_the_catalogues() -> None:
    tool = shutil.which("msgfmt")
    if tool is None:
        pytest.skip("msgfmt is not installed (Debian: gettext)")
    for path in FOLDER.glob("*.po"):
        subprocess.run([tool, "--check-format", "-o", "/dev/null", str(path)], check=True, capture_output=True)


@pytest.mark.parametrize(
    "text",
    [
        'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n',
        'msgid "a"\nmsgstr ""\n',
        'msgid "a\nmsgstr "b"\n',
        'msgword "a"\nmsgstr "b"\n',
        'msgstr "b"\n',
    ],
    ids=["twice", "empty", "open quote", "unknown word", "no id"],
)
def test_a_broken_catalogue_is_refused_with_file_and_line(text: str) -> None:
    with pytest.raises(BrokenCatalogue) as caught:
        read_catalogue("xx.po", text)
    assert caught.value.facts["file"] == "xx.po"


def test_languages_are_found_by_tag() -> None:
    assert [language_of(language.tag) for language in Language] == list(Language)
