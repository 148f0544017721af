"""Writes the parts of the documents that come from the code: ``python -m tools.make_docs [--check | --pictures]``.

Without an option every generated page is written; with ``--check`` nothing is, and the exit status is 1 when a page is
stale. ``--pictures`` runs the demonstration and keeps small pictures of its sheets (docs/pictures/).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tools import failure_codes, message_tables, pictures, protocol_vectors, state_diagrams

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


class MissingMark(Exception):
    """A page lacks the pair of comments between which a generated part stands."""


def between_marks(page: str, name: str, part: str) -> str:
    """The page with ``part`` between ``<!-- made: name -->`` and ``<!-- end: name -->``. Raises MissingMark."""
    begin, end = f"<!-- made: {name} -->", f"<!-- end: {name} -->"
    before, found_begin, rest = page.partition(begin)
    _, found_end, after = rest.partition(end)
    if not (found_begin and found_end):
        raise MissingMark(name)
    return f"{before}{begin}\n\n{part.strip()}\n\n{end}{after}"


def architecture() -> str:
    """The page on architecture with its diagrams drawn from the state table."""
    return between_marks(_text("architecture.md"), "states", state_diagrams.markdown())


def protocol() -> str:
    """The specification with its message tables made from the message types."""
    return between_marks(_text("protocol.md"), "messages", message_tables.markdown(DOCS / "protocol-fields.toml"))


def _text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


PAGES: dict[str, Callable[[], str]] = {
    "architecture.md": architecture,
    "protocol.md": protocol,
    "failure-codes.md": lambda: failure_codes.markdown(DOCS / "failure-remedies.toml"),
    "protocol-vectors.json": lambda: protocol_vectors.document(DOCS / "protocol-vectors.json"),
}


def stale() -> list[str]:
    """Names of pages that differ from what the code gives."""
    return [name for name, make in PAGES.items() if not (DOCS / name).exists() or _text(name) != make()]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.make_docs", description=__doc__)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--check", action="store_true", help="write nothing; exit status 1 when a page is stale")
    choice.add_argument("--pictures", action="store_true", help="make docs/pictures/ from a run of the demonstration")
    options = parser.parse_args(arguments)
    if options.pictures:
        with tempfile.TemporaryDirectory(prefix="kofu-pictures") as folder:
            for path in pictures.make(Path(folder), DOCS / "pictures"):
                _say(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} kB")
        return 0
    if options.check:
        names = stale()
        for name in names:
            _say(f"docs/{name} is stale; run: python -m tools.make_docs")
        return 1 if names else 0
    for name, make in PAGES.items():
        (DOCS / name).write_text(make(), encoding="utf-8")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
