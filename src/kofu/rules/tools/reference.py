"""The list of keys as it stands in docs/rules.md."""

from __future__ import annotations

from kofu.rules.loading.schema import FILES, KEYS, Key
from kofu.rules.tools.meanings import meanings


def key_reference() -> str:
    """Every key by topic file, as Markdown; a test compares it with the page."""
    return "\n".join(_topic(file) for file in FILES)


def _topic(file: str) -> str:
    rows = "".join(_row(key) for key in KEYS.values() if key.file == file)
    return f"### `{file}`\n\n| key | form | needed | meaning |\n|---|---|---|---|\n{rows}"


def _row(key: Key) -> str:
    return f"| `{key.name}` | {key.form} | {key.needed.value} | {meanings()[key.name].meaning} |\n"
