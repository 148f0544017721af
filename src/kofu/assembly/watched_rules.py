"""Rules that follow their files while a server runs, and never to broken ones (issue: the last good ones stay)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from kofu.rules.book import DATA, MunicipalityRules
from kofu.rules.keeper import RuleKeeper
from kofu.rules.loading.errors import BrokenRules

LOOK_EVERY_SECONDS = 2.0

Tell = Callable[[Sequence[BrokenRules]], None]
"""Hears after every change of the files: no problems, or all of those that keep the old rules in force"""

_Signs = frozenset[tuple[str, int, int]]


class WatchedRules:
    """Call it for a municipality's rules in force."""

    def __init__(self, municipality: str, directory: Path | None, ticks: Callable[[], float], tell: Tell) -> None:
        """Load the first rules. Raises BrokenRules: a server does not start with broken rules."""
        self._keeper = RuleKeeper(directory)
        self._directory = directory or DATA
        self._municipality = municipality
        self._ticks = ticks
        self._tell = tell
        self._looked_at = ticks()
        self._signs = self._look()

    def __call__(self) -> MunicipalityRules:
        """The rules; now and then after a look at the files."""
        if self._ticks() - self._looked_at >= LOOK_EVERY_SECONDS:
            self._looked_at = self._ticks()
            self._follow()
        return self._keeper.book.municipality(self._municipality)

    def _follow(self) -> None:
        signs = self._look()
        if signs != self._signs:
            self._signs = signs
            self._tell(self._keeper.reload())

    def _look(self) -> _Signs:
        files = (path for path in self._directory.rglob("*.toml"))
        return frozenset((str(path), (told := path.stat()).st_mtime_ns, told.st_size) for path in files)
