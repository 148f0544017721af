"""``python -m tests.paper_simulator.report``: the table of success by capture, one line of JSON a trip.

A run goes on where the file ends, so that a long table can be gathered in pieces; ``--table`` only prints it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import cv2
from tests.paper_simulator.trips import HARD, ORDINARY, Trip, printed, travel

KEPT = Path("out/paper-trips.jsonl")


def run(pages: Iterable[int], captures: Iterable[str], kept: Path) -> None:
    """Make the trips that the file does not hold yet."""
    names = list(captures)
    done = {(trip.seed, trip.capture) for trip in trips(kept)}
    kept.parent.mkdir(parents=True, exist_ok=True)
    for seed in pages:
        missing = [name for name in names if (seed, name) not in done]
        if not missing:
            continue
        made, paper = printed(seed)
        with kept.open("a", encoding="utf-8") as target:
            for name in missing:
                target.write(json.dumps(asdict(travel(made, paper, seed, name))) + "\n")


def trips(kept: Path) -> list[Trip]:
    """What the file holds."""
    if not kept.exists():
        return []
    return [Trip(**json.loads(line)) for line in kept.read_text(encoding="utf-8").splitlines()]


def table(made: Iterable[Trip]) -> str:
    """Success by capture, as Markdown."""
    lines = [
        "| capture | pages | core | restored | bits a cell, median and worst | CPU s, median and 95 % |",
        "|---|--:|--:|--:|---|---|",
    ]
    by_name: dict[str, list[Trip]] = {}
    for trip in made:
        by_name.setdefault(_row(trip), []).append(trip)
    for name in sorted(by_name, key=_place):
        group = by_name[name]
        bits = sorted(trip.bits_a_cell for trip in group)
        seconds = sorted(trip.seconds for trip in group)
        count = len(group)
        lines.append(
            f"| {name} | {count} | {sum(t.core for t in group)} | {sum(t.restored for t in group)} "
            f"| {bits[count // 2]:.2f}, {bits[0]:.2f} | {seconds[count // 2]:.2f}, {seconds[int(count * 0.95)]:.2f} |"
        )
    return "\n".join(lines)


def _row(trip: Trip) -> str:
    if not trip.capture.startswith("stress"):
        return trip.capture
    for low, high in ((0.1, 0.3), (0.3, 0.4), (0.4, 0.5), (0.5, 0.65)):
        if trip.damage < high:
            return f"{trip.capture}, {low:.0%} to {high:.0%} destroyed"
    return trip.capture


def _place(row: str) -> tuple[int, str]:
    names = [*ORDINARY, *HARD]
    return next(
        place
        for place, name in enumerate(names)
        if row == name or (row.startswith(name + ", ") and name.startswith("stress"))
    ), row


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="paper_simulator.report")
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--captures", choices=("ordinary", "hard", "all"), default="ordinary")
    parser.add_argument("--kept", type=Path, default=KEPT)
    parser.add_argument("--table", action="store_true")
    chosen = parser.parse_args()
    names = {"ordinary": list(ORDINARY), "hard": list(HARD), "all": [*ORDINARY, *HARD]}[chosen.captures]
    cv2.setNumThreads(1)
    if not chosen.table:
        run(range(chosen.first, chosen.first + chosen.pages), names, chosen.kept)
    made = trips(chosen.kept)
    false = sum(trip.false_accept for trip in made)
    sys.stdout.write(table(made) + f"\n\n{len(made)} pictures, {false} accepted with other content.\n")


if __name__ == "__main__":
    main()
