"""Mermaid diagrams of the life of an issuance and of a copy, drawn from ``kofu.issuance.states``."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from kofu.issuance.states import COPY_FINAL, COPY_TABLE, FINAL, TABLE, CopyState


def markdown() -> str:
    """Both diagrams, each with its table's rows in order."""
    issuance = [(str(before) if before else "[*]", event, after) for (before, event), after in TABLE.items()]
    copies = [("[*]", "", str(CopyState.WAITING))]
    copies += [(before, event, after) for (before, event), after in COPY_TABLE.items()]
    return (
        f"An issuance, {len(TABLE)} rows:\n\n{_diagram(issuance, FINAL)}\n\n"
        f"A copy, {len(COPY_TABLE)} rows:\n\n{_diagram(copies, COPY_FINAL)}"
    )


def _diagram(rows: Iterable[tuple[str, str, str]], final: Iterable[StrEnum]) -> str:
    lines = [f"    {before} --> {after}" + (f": {event}" if event else "") for before, event, after in _merged(rows)]
    lines += [f"    {state} --> [*]" for state in sorted(final)]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])


def _merged(rows: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Rows that join the same two states share one arrow."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for before, event, after in rows:
        arrows.setdefault((before, after), []).append(event)
    return [(before, " or ".join(events), after) for (before, after), events in arrows.items()]
