"""What the pages point at is there: files, anchors, commands, modules; and the glossary has the words of the code."""

import re
from pathlib import Path

import click
import pytest

from kofu.cli.main import kofu
from kofu.issuance.states import CopyState
from kofu.rules import Kind

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        found = (page.parent / path) if path else page
        assert found.exists(), target
        assert not anchor or anchor in anchors(found), target


def commands(text: str) -> list[str]:
    """The words after ``kofu`` in code spans and blocks."""
    blocks = "".join(re.findall(r"^```[a-z]*\n(.*?)^```", text, re.M | re.S))
    in_blocks: list[str] = re.findall(r"^(?:\$ )?kofu ([a-z]+(?: [a-z]+)?)", blocks, re.M)
    in_spans: list[str] = re.findall(r"`kofu ([a-z]+(?: [a-z]+)?)", text)
    return in_blocks + in_spans


@pytest.mark.parametrize("name", ["README.md", "docs/residents.md", "docs/operators.md", "docs/integrators.md"])
def test_commands_exist(name: str) -> None:
    context = click.Context(kofu)
    found = commands((ROOT / name).read_text(encoding="utf-8"))
    assert found
    for line in found:
        first, *rest = line.split()
        command = kofu.get_command(context, first)
        assert command is not None, line
        if rest and isinstance(command, click.Group):
            assert command.get_command(context, rest[0]) is not None, line


@pytest.mark.parametrize("name", ["architecture.md", "protocol.md", "integrators.md", "security.md", "operators.md"])
def test_files_named_exist(name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    for path in re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|json|toml|md))`", text):
        assert any((ROOT / base / path).exists() for base in ("", "src", "src/kofu", "docs")), path


def test_the_readmes_test_command_is_make_test() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "\nmake test " in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\ntest:" in makefile
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_readme_says_what_the_project_is_not() -> None:
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert "It is not the official service" in text
    assert "Every person, card and seal in it is invented" in text


def test_pictures_are_small() -> None:
    pictures = list((ROOT / "docs" / "pictures").glob("*.png"))
    assert pictures
    assert [path.name for path in pictures if path.stat().st_size > 150_000] == []


def test_the_glossary_has_the_kinds_and_fixes_each_word_once() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert [kind.code for kind in Kind if f"| `{kind.code}` |" not in text] == []
    words = [word for word in re.findall(r"^\| ([^|]+?) \|", text, re.M) if word not in {"word", "code", "---"}]
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_the_diagrams_have_every_state_of_a_copy() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert [state for state in CopyState if f"--> {state}" not in text] == []


def test_centre_is_spelt_so() -> None:
    for page in PAGES:
        assert "center" not in page.read_text(encoding="utf-8").lower(), page.name
