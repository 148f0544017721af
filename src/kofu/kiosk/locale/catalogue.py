"""Reading gettext's .po text and making its .mo form (GNU gettext manual, 10.3), strictly."""

from __future__ import annotations

import ast
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from kofu.errors import KofuError

MAGIC = 0x950412DE
CONTEXT = "\x04"


class BrokenCatalogue(KofuError):
    """A .po file cannot be read: the fact names file and line."""

    code = "KIOSK_BROKEN_CATALOGUE"
    summary = "a catalogue of screen texts is not a gettext file"


@dataclass
class Entry:
    """One message: its id, plural id, context and translations."""

    context: str | None = None
    message: str | None = None
    plural: str | None = None
    translations: dict[int, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What gettext looks the message up by."""
        parts = [self.message or ""] + ([self.plural] if self.plural is not None else [])
        return (f"{self.context}{CONTEXT}" if self.context is not None else "") + "\0".join(parts)

    @property
    def value(self) -> str:
        """The translation, or the plural forms in order."""
        return "\0".join(self.translations[place] for place in sorted(self.translations))


def read_catalogue(file: str, text: str) -> dict[str, str]:
    """Messages by gettext's key. Raises BrokenCatalogue for bad syntax, doubles and missing translations."""
    messages: dict[str, str] = {}
    for line, entry in _entries(file, text):
        if entry.message is None or entry.key in messages or not all(entry.translations.values()):
            raise BrokenCatalogue(file=file, line=line)
        messages[entry.key] = entry.value
    return messages


def _entries(file: str, text: str) -> Iterator[tuple[int, Entry]]:
    entry, target = Entry(), ""
    line = 0
    for line, raw in enumerate(text.splitlines(), 1):
        told = raw.strip()
        if not told:
            if entry.translations:
                yield line, entry
                entry = Entry()
        elif not told.startswith("#"):
            keyword, _, quoted = told.partition('"')
            target = keyword.strip() or target
            _put(entry, target, _unquoted(f'"{quoted}', file, line), file, line)
    if entry.translations:
        yield line, entry


def _unquoted(quoted: str, file: str, line: int) -> str:
    try:
        value = ast.literal_eval(quoted)
    except (SyntaxError, ValueError):
        raise BrokenCatalogue(file=file, line=line) from None
    if not isinstance(value, str):
        raise BrokenCatalogue(file=file, line=line)
    return value


def _put(entry: Entry, target: str, text: str, file: str, line: int) -> None:
    """Add a piece of text to the part of the message it continues."""
    match target:
        case "msgctxt":
            entry.context = (entry.context or "") + text
        case "msgid":
            entry.message = (entry.message or "") + text
        case "msgid_plural":
            entry.plural = (entry.plural or "") + text
        case "msgstr":
            entry.translations[0] = entry.translations.get(0, "") + text
        case _ if target.startswith("msgstr[") and target[7:-1].isdigit():
            place = int(target[7:-1])
            entry.translations[place] = entry.translations.get(place, "") + text
        case _:
            raise BrokenCatalogue(file=file, line=line)


def compiled(messages: dict[str, str]) -> bytes:
    """The .mo form: header, two tables of lengths and offsets sorted by key, then the strings."""
    keys = sorted(messages, key=str.encode)
    begin = 7 * 4 + 16 * len(keys)
    strings, tables = b"", []
    for parts in (keys, [messages[key] for key in keys]):
        for part in parts:
            data = part.encode()
            tables.append(struct.pack("<II", len(data), begin + len(strings)))
            strings += data + b"\0"
    header = struct.pack("<7I", MAGIC, 0, len(keys), 28, 28 + 8 * len(keys), 0, 0)
    return header + b"".join(tables) + strings
