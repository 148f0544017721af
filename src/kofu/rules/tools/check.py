"""All that is wrong with a directory of rules, not only the first thing."""

from __future__ import annotations

from pathlib import Path

from kofu.rules.book import DATA
from kofu.rules.loading.errors import BrokenRules
from kofu.rules.loading.loader import read_directory


def check(directory: Path | None = None) -> list[BrokenRules]:
    """Every problem with file, key, line and remedy, in the order of reading; empty for good rules."""
    problems: list[BrokenRules] = []
    read_directory(directory or DATA, problems.append)
    return problems
