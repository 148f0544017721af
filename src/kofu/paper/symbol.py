"""The seal's bytes as a QR symbol (ISO/IEC 18004), drawn as vector squares on whole 600 dpi pixels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import segno

DOT_MILLIMETRES = 25.4 / 600
"""One printer pixel"""
SPACE_DOTS = 924
"""Side of the space for the symbol: 39.1 mm, 15-M with modules of 12 pixels (paper.md §4.2)"""

_MASK = 2
"""One mask for all symbols. The standard lets a writer choose by a penalty score, which takes 28 ms for each symbol;
the content is signatures, digests and keys, even enough under any mask, and every reader takes all eight."""


def matrix(data: bytes) -> Sequence[Sequence[int]]:
    """The modules, 1 for black, without quiet zone; error correction M, byte mode, smallest version."""
    symbol = segno.make(data, error="m", mode="byte", micro=False, boost_error=False, mask=_MASK)
    return [list(row) for row in symbol.matrix]


def module_dots(modules: int) -> int:
    """Printer pixels a module is wide, so that the symbol fills its space."""
    return SPACE_DOTS // modules


def as_svg(modules: Sequence[Sequence[int]]) -> str:
    """The symbol as one SVG path, one unit a module."""
    side = len(modules)
    path = "".join(
        f"M{start} {y}h{length}v1h-{length}z" for y, row in enumerate(modules) for start, length in _runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}" viewBox="0 0 {side} {side}">'
        f'<path d="{path}"/></svg>'
    )


def _runs(row: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for colour, cells in groupby(row):
        length = len(list(cells))
        if colour:
            yield start, length
        start += length
