"""The files of a new municipality, ready to be filled in.

Every value stands there with an example and an empty source: ``check`` then names each line that still waits for a
person to look the value up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kofu.rules.kinds import Family, Kind
from kofu.rules.loading.errors import UnknownFolder
from kofu.rules.loading.schema import FILES, KEYS, Key, Needed
from kofu.rules.tools.meanings import meanings

STARTERS = (Kind.RESIDENT_RECORD, Kind.SEAL)
"""What a new municipality offers in the skeleton; further certificates are added by repeating their keys."""

_CODE = re.compile(r"^\d{6}$")
_NAME = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")


def skeleton(code: str, name: str, starts_on: date = date(2026, 4, 1)) -> dict[str, str]:
    """Path below the data directory → text. Raises UnknownFolder for a code or name that cannot be a folder's."""
    if not (_CODE.match(code) and _NAME.match(name)):
        raise UnknownFolder(file=f"{code}_{name}"[:60])
    return {f"{code}_{name}/{file}": _file(file, name, starts_on) for file in FILES}


def _file(file: str, name: str, starts_on: date) -> str:
    blocks = [block for key in KEYS.values() if key.file == file for block in _blocks(key, name, starts_on)]
    return "\n".join((_head(file), *blocks))


def _head(file: str) -> str:
    return (
        f"# {file}: look each value up, put it in, and say in source where it stands (page or rule, heading).\n"
        '# Where the page is silent: assumed = "why". A later change: close the value with until = DAY\n'
        "# and add a second [[…]] of the same key with from = the day after. See docs/rules.md.\n"
    )


def _blocks(key: Key, name: str, starts_on: date) -> Iterator[str]:
    waits = key.needed in {Needed.OPTIONAL, Needed.WITH_TAX, Needed.WITH_KOSEKI} and key.name != "desk.*"
    for concrete in _concrete(key):
        value = meanings()[key.name].example.replace("NAME", name).replace("STARTS", starts_on.isoformat())
        if key.name == "subjects.*" and concrete == "subjects.seal":
            value = '"self"'
        entry = f'[[{concrete}]]\nfrom = {starts_on}\nvalue = {value}\nsource = ""\n'
        if waits:
            entry = "".join(f"# {line}\n" for line in entry.splitlines())
        yield f"# {meanings()[key.name].meaning}\n# form: {key.form}\n{_needed(key)}{entry}"


def _needed(key: Key) -> str:
    return "" if key.needed is Needed.ALWAYS else f"# needed: {key.needed.value}\n"


def _concrete(key: Key) -> Iterator[str]:
    if not key.name.endswith("*"):
        yield key.name
    elif key.free:
        yield key.name.replace("*", "desk" if key.name == "desk.*" else "example")
    else:
        kinds = (kind for kind in STARTERS if key.needed is not Needed.RESIDENT_KIND or kind.family is Family.RESIDENT)
        yield from (key.name.replace("*", kind.code) for kind in kinds)
