"""``docs/failure-codes.md``: every failure code with its meaning and remedy, and every reason of the rules."""

from __future__ import annotations

import importlib
import pkgutil
import tomllib
from collections import Counter
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

import kofu
from kofu.errors import KofuError, error_types
from kofu.rules.texts import reason_table
from kofu.settings import begin

GROUPS = {
    "ALARM": "Contradictions that halt a municipality",
    "APPLICATION": "Applications",
    "CARD": "Cards and readers",
    "CENTRE": "What the centre refuses",
    "CERTIFICATE": "What a page says",
    "CLOCK": "Moments",
    "COMMAND": "The command line",
    "FEED": "The feed of the resident system",
    "ISSUANCE": "Issuances",
    "KIOSK": "The kiosk",
    "MONEY": "Money",
    "NUMBER": "Document numbers",
    "PAPER": "Drawing and reading back",
    "PKI": "Certificates of cards and parties",
    "PRINTER": "Printers",
    "PROOF": "Proofs",
    "PROTOCOL": "Messages",
    "REGISTER": "Registers",
    "RULES": "Rules",
    "SCENARIO": "Scenario cases",
    "SESSION": "Sessions",
    "SETTINGS": "Settings",
    "SIMULATION": "Simulation",
    "STATE": "The demonstration's folder",
    "STORE": "Stores and databases",
    "TEXT": "Characters and dates",
    "TOWNS": "Synthetic towns",
    "TRUST": "The trust list",
    "VERIFY": "Verification of sheets",
}
"""A heading for each prefix; a new prefix is added here."""

_HEAD = """\
# Failure codes

This page is made by `python -m tools.make_docs`; the remedies stand in `failure-remedies.toml`. Do not edit it by hand.

Every error that kofu raises on purpose has a code. It is shown on screens and in commands, logged, and sent to
the other party in `Failed`. Facts that go with it are numbers, dates, ids and codes, never a PIN, a name or content.

The second part lists the *reasons* for which the rules refuse a request. They are no errors: a refusal is an ordinary
answer.
"""

_REASONS = """
## Reasons of refusals

In the order in which several reasons are told. What would betray another person's protection is told to the resident as
`ask_at_desk`; staff read the true one. `{desk}` is the desk that the municipality's rules name for the reason.

| reason | outcome | meaning, for staff | what the resident reads |
|---|---|---|---|
"""


def types() -> list[type[KofuError]]:
    """Every error type of the package that has a code, by code. Imports every module of the package."""
    begin("demo")  # Django's modules want settings before they can be imported
    for module in pkgutil.walk_packages(kofu.__path__, "kofu."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found = {kind for kind in error_types() if kind.__module__.startswith("kofu.")}
    return sorted(found, key=lambda kind: (kind.code, kind.__qualname__))


def shared_codes(kinds: list[type[KofuError]]) -> list[str]:
    """Codes that more than one type claims."""
    return [code for code, count in Counter(kind.code for kind in kinds).items() if count > 1]


def remedies(path: Path) -> Mapping[str, str]:
    """What to do, by code."""
    loaded: Mapping[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))
    return loaded


def markdown(path: Path) -> str:
    """The page."""
    told = remedies(path)
    parts = [_HEAD]
    for prefix, kinds in groupby(types(), key=lambda kind: kind.code.partition("_")[0]):
        rows = "".join(_row(kind, told.get(kind.code, "")) for kind in kinds)
        parts.append(f"\n## {GROUPS.get(prefix, prefix)}\n\n| code | meaning | what to do |\n|---|---|---|\n{rows}")
    parts.append(_REASONS)
    parts += [_cells(f"`{code}`", outcome, staff, resident) for code, outcome, staff, resident in reason_table()]
    return "".join(parts)


def _row(kind: type[KofuError], remedy: str) -> str:
    first = (kind.__doc__ or "").strip().partition("\n")[0].replace("``", "`")
    return _cells(f"`{kind.code}`", f"{kind.summary}. {first}", remedy)


def _cells(*texts: str) -> str:
    return "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |\n"
