"""The code tables: quasi-cyclic repeat–accumulate LDPC codes of our own making, committed as data.

A code has ``rows`` × (``inputs`` + ``rows``) circulants of size ``size``. Row r, z = 0 … size − 1: the bits
``x[column][(z + shift) mod size]`` over the row's entries add up to 0. tables.json holds the entries of the inputs;
the parity columns are the same for every code: the first has shift 1 in the first and last row and 0 in row
``rows div 2``, each further one shift 0 in two neighbouring rows, so that encoding is a running sum (paper.md §2.4).
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kofu.paper.dense.errors import BackTooLarge, TablesBroken

Entry = tuple[int, int]
"""Column, shift"""

CORE_REPEATS = 3
"""How often the core's word stands on the page"""


@dataclass(frozen=True, slots=True)
class Code:
    """One code of the format."""

    index: int
    """What a back calls it; 0 is the core's"""
    inputs: int
    rows: int
    size: int
    blocks: int
    scale: int
    """Sixteenths by which the reader weakens messages; not part of the format"""
    entries: tuple[tuple[Entry, ...], ...]
    """Per row, inputs only"""

    @property
    def columns(self) -> int:
        """Circulant columns of a word."""
        return self.inputs + self.rows

    @property
    def capacity_bytes(self) -> int:
        """Whole bytes that all blocks carry."""
        return self.inputs * self.size * self.blocks // 8

    @property
    def channel_bits(self) -> int:
        """Bits of all blocks."""
        return self.columns * self.size * self.blocks

    def row(self, row: int) -> tuple[Entry, ...]:
        """Every entry of a row, parity included."""
        return self.entries[row] + parity_entries(self.inputs, self.rows, row)


def parity_entries(inputs: int, rows: int, row: int) -> tuple[Entry, ...]:
    """The parity columns that a row touches."""
    first = {0: 1, rows // 2: 0, rows - 1: 1}
    found = [(inputs, first[row])] if row in first else []
    found += [(inputs + i, 0) for i in (row, row + 1) if 1 <= i < rows]
    return tuple(found)


@cache
def codes() -> tuple[Code, ...]:
    """The core's code, then the image codes from the most robust to the densest. Raises TablesBroken."""
    data = json.loads((files("kofu.paper.dense") / "tables.json").read_text(encoding="utf-8"))
    read = tuple(
        Code(
            index=index,
            inputs=table["inputs"],
            rows=table["rows"],
            size=table["size"],
            blocks=table["blocks"],
            scale=table["scale"],
            entries=tuple(tuple((column, shift) for column, shift in row) for row in table["entries"]),
        )
        for index, table in enumerate(data)
    )
    for code in read:
        check(code)
    return read


def core_code() -> Code:
    """The code of the core layer."""
    return codes()[0]


def image_code(index: int) -> Code | None:
    """The image code that a back names, or None if the format has no such code."""
    return codes()[index] if 1 <= index < len(codes()) else None


def smallest_fitting(length: int) -> Code:
    """The most robust image code that holds this many bytes. Raises BackTooLarge."""
    for code in codes()[1:]:
        if length <= code.capacity_bytes:
            return code
    raise BackTooLarge(bytes=length, most=codes()[-1].capacity_bytes)


def check(code: Code) -> None:
    """Shape, degrees and girth. Raises TablesBroken.

    Full rank needs no computation: the sum of all rows leaves the first parity column alone, and each row then
    gives the next one, so the parity part is invertible whenever ``parity_entries`` is followed.
    """
    if len(code.entries) != code.rows or not 1 <= code.blocks <= 16 or code.rows < 3:
        raise TablesBroken(code=code.index, rule="shape")
    flat = [entry for row in code.entries for entry in row]
    degrees = [sum(column == each for column, _ in flat) for each in range(code.inputs)]
    within = all(0 <= column < code.inputs and 0 <= shift < code.size for column, shift in flat)
    if not within or min(degrees) < 3 or any(len({c for c, _ in row}) != len(row) for row in code.entries):
        raise TablesBroken(code=code.index, rule="degrees")
    if _has_short_cycle(code):
        raise TablesBroken(code=code.index, rule="girth")


def _has_short_cycle(code: Code) -> bool:
    """Whether two columns meet two rows at the same distance: a cycle of four, which weakens decoding."""
    full = [dict(code.row(row)) for row in range(code.rows)]
    for upper, lower in itertools.combinations(full, 2):
        shared = upper.keys() & lower.keys()
        if len({(upper[column] - lower[column]) % code.size for column in shared}) < len(shared):
            return True
    return False
