"""Makes tables.json: ``python -m kofu.paper.dense.make_tables > tables.json``. The format is the file, not this recipe.

Columns of high degree come first; each takes the least loaded rows (ties in random order) and random shifts that close
no cycle of four with what is there (paper.md §2.4).
"""

from __future__ import annotations

import itertools
import json
import sys
from collections import defaultdict
from collections.abc import Iterator

from kofu.paper.dense import noise
from kofu.paper.dense.codes import parity_entries

CORE = (21, 42, 512, 1, 14, ((12, 7), (3, 14)))
"""Inputs, rows, size, blocks, scale, then degree × count"""
IMAGE = (
    (15, 45, 1065, 9, 15, ((12, 5), (3, 10))),
    (21, 42, 1014, 9, 14, ((12, 7), (3, 14))),
    (24, 36, 1065, 9, 14, ((12, 8), (3, 16))),
    (30, 30, 1065, 9, 14, ((8, 12), (3, 18))),
    (36, 24, 1065, 9, 13, ((12, 12), (3, 24))),
    (40, 20, 1065, 9, 13, ((13, 4), (3, 36))),
    (45, 15, 1065, 9, 13, ((12, 5), (3, 40))),
)
_ATTEMPTS = 200

Used = defaultdict[tuple[int, int], set[int]]


def _numbers(seed: int) -> Iterator[int]:
    for start in itertools.count():
        yield from (int(word) for word in noise.words(seed + (start << 32), 4096))


def make(inputs: int, rows: int, size: int, degrees: tuple[tuple[int, int], ...], seed: int) -> list[list[list[int]]]:
    """The entries of the inputs, row by row."""
    numbers = _numbers(seed)
    entries: list[list[list[int]]] = [[] for _ in range(rows)]
    used: Used = defaultdict(set)
    for column in range(rows):
        _use(used, {r: s for r in range(rows) for c, s in parity_entries(0, rows, r) if c == column}, size)
    wanted = [degree for degree, count in degrees for _ in range(count)]
    for column, degree in enumerate(wanted):
        shifts = None
        while shifts is None:
            shifts = _column(degree, [len(row) for row in entries], used, size, numbers)
        _use(used, shifts, size)
        for row, shift in sorted(shifts.items()):
            entries[row].append([column, shift])
    if len(wanted) != inputs:
        raise ValueError("the degrees do not add up to the inputs")
    return entries


def _column(degree: int, loads: list[int], used: Used, size: int, numbers: Iterator[int]) -> dict[int, int] | None:
    """Rows and shifts of one column, or None when a row found no shift."""
    rows = sorted(range(len(loads)), key=lambda row: (loads[row], next(numbers)))[:degree]
    shifts: dict[int, int] = {}
    for row in rows:
        for _ in range(_ATTEMPTS):
            shift = next(numbers) % size
            if all((shift - other) % size not in used[row, at] for at, other in shifts.items()):
                shifts[row] = shift
                break
        else:
            return None
    return shifts


def _use(used: Used, shifts: dict[int, int], size: int) -> None:
    for first, second in itertools.permutations(shifts, 2):
        used[first, second].add((shifts[first] - shifts[second]) % size)


def main() -> None:
    """Write the tables to the standard output."""
    tables = []
    for seed, (inputs, rows, size, blocks, scale, degrees) in enumerate((CORE, *IMAGE), start=1):
        head = {"inputs": inputs, "rows": rows, "size": size, "blocks": blocks, "scale": scale}
        tables.append(json.dumps(head)[:-1] + ', "entries": [\n' + _lines(make(inputs, rows, size, degrees, seed)))
    sys.stdout.write("[\n" + ",\n".join(tables) + "\n]\n")


def _lines(entries: list[list[list[int]]]) -> str:
    return ",\n".join(json.dumps(row) for row in entries) + "]}"


if __name__ == "__main__":
    main()
