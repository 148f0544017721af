"""The root of every error kofu raises on purpose.

An error is a type that carries facts, has one failure code, and is explained in ``docs/failure-codes.md``.
Facts are numbers, dates, identifiers and codes: never a PIN, a name, a My Number or page content.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

Fact = str | int | bool | None


class KofuError(Exception):
    """Something kofu refuses or cannot do.

    A subclass sets ``code`` (unique, upper case, prefixed by the step that failed) and ``summary`` (one English
    sentence without personal data). Keyword arguments become ``facts`` and read as ``code: summary (name=value)``.
    """

    code: ClassVar[str] = ""
    summary: ClassVar[str] = ""

    def __init__(self, **facts: Fact) -> None:
        super().__init__()
        self.facts: dict[str, Fact] = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.facts.items() if value is not None)
        return f"{self.code}: {self.summary}" + (f" ({told})" if told else "")


def error_types(root: type[KofuError] = KofuError) -> Iterator[type[KofuError]]:
    """Every imported error type that has a code of its own, root first; for documentation and its test."""
    if "code" in vars(root) and root.code:
        yield root
    for child in root.__subclasses__():
        yield from error_types(child)
