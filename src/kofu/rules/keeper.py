"""A server's hold on its rules: it starts only with good ones and never switches to broken ones."""

from __future__ import annotations

from pathlib import Path

from kofu.rules.book import RuleBook
from kofu.rules.loading.errors import BrokenRules
from kofu.rules.tools.check import check


class RuleKeeper:
    """Keeps the last good rule book while the files below it change."""

    def __init__(self, directory: Path | None = None) -> None:
        """Load the first book. Raises BrokenRules: a server does not start with broken rules."""
        self._directory = directory
        self._book = RuleBook.load(directory)

    @property
    def book(self) -> RuleBook:
        """The rules in use."""
        return self._book

    def reload(self) -> list[BrokenRules]:
        """Switch to the rules as the files are now. With problems nothing changes, and all of them are returned."""
        try:
            self._book = RuleBook.load(self._directory)
        except BrokenRules as broken:
            return check(self._directory) or [broken]
        return []
