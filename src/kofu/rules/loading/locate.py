"""Which line of a TOML text holds a key: tomllib does not say, so the text is scanned."""

from __future__ import annotations

import re

_HEADER = re.compile(r"^\s*\[\[?\s*([A-Za-z0-9_.\-]+)\s*\]\]?")
_FIELD = re.compile(r"^\s*([A-Za-z0-9_\-]+)\s*=")


def line_of(text: str, key: str, entry: int = 0, field: str | None = None) -> int | None:
    """The 1-based line of the ``entry``-th table headed ``key``, or of ``field`` inside it; None if not found."""
    seen = -1
    header_line = None
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            if inside:
                break
            inside = header[1] == key and (seen := seen + 1) == entry
            header_line = number if inside else header_line
        elif inside and field is not None and (found := _FIELD.match(line)) and found[1] == field:
            return number
    return header_line if header_line is not None else _bare(text, key)


def _bare(text: str, key: str) -> int | None:
    """The line of a header ``key``, or of the last part of ``key`` as a field under the rest of it."""
    parent, _, last = key.rpartition(".")
    under = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            under = header[1]
            if under == key:
                return number
        elif (field := _FIELD.match(line)) and field[1] == last and under == parent:
            return number
    return None
