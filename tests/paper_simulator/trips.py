"""One trip of one sheet: printed, harmed, captured, turned, read. A trip is a pure function of its seed and name."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from tests.paper_simulator.capturing import PHOTO_5, PHOTO_8, PHOTO_12, Photo, Picture, Scan, photograph, scan
from tests.paper_simulator.copying import Copier, Mode, copy
from tests.paper_simulator.damage import cut_away, damage
from tests.paper_simulator.printing import Light, Printer, Random, print_page
from tests.paper_simulator.sheets import Sheet, keys, sheet

from kofu.paper.dense.reading import BackFinding, BackVerdict, ContentState, read_back_page

Capture = Callable[[Light, Random], Picture]


@dataclass(frozen=True, slots=True)
class Trip:
    """What came of one picture."""

    seed: int
    capture: str
    damage: float
    turn: int
    core: bool
    restored: bool
    false_accept: bool
    """Something accepted that was not printed: must never be"""
    doubt: str
    state: str
    bits_a_cell: float
    guesses: int
    rounds: int
    seconds: float
    """CPU time of reading"""


def _scanned(settings: Scan) -> Capture:
    return lambda page, random: scan(page, settings, random)


def _photographed(settings: Photo) -> Capture:
    return lambda page, random: photograph(page, settings, random)


def _copied(dpi: int, mode: Mode, times: int = 1) -> Capture:
    def capture(page: Light, random: Random) -> Picture:
        for _ in range(times):
            page = copy(page, Copier.drawn(dpi, mode, random), random)
        return scan(page, Scan(300), random)

    return capture


def _halved(side: str) -> Capture:
    return lambda page, random: scan(cut_away(page, side), Scan(300), random)


ORDINARY: Mapping[str, Capture] = {
    "100 dpi": _scanned(Scan(100)),
    "150 dpi": _scanned(Scan(150)),
    "200 dpi": _scanned(Scan(200)),
    "300 dpi": _scanned(Scan(300)),
    "400 dpi": _scanned(Scan(400)),
    "600 dpi": _scanned(Scan(600)),
    "200 dpi, 1-bit": _scanned(Scan(200, one_bit=True)),
    "300 dpi, 1-bit": _scanned(Scan(300, one_bit=True)),
    "photo 12 MP": _photographed(PHOTO_12),
    "photo 8 MP": _photographed(PHOTO_8),
    "photo 5 MP": _photographed(PHOTO_5),
}
"""Damage 0 to 10 %"""

HARD: Mapping[str, Capture] = {
    "stress 300 dpi": _scanned(Scan(300)),
    "stress photo 12 MP": _photographed(PHOTO_12),
    "left half missing": _halved("left"),
    "right half missing": _halved("right"),
    "upper half missing": _halved("top"),
    "lower half missing": _halved("bottom"),
    "copy, text 300": _copied(300, Mode.TEXT),
    "copy, photo 600": _copied(600, Mode.PHOTO),
    "copy of a copy, text 400": _copied(400, Mode.TEXT, 2),
    "200 dpi, JPEG 30": _scanned(Scan(200, quality=30)),
    "300 dpi, printed at 94 %": _scanned(Scan(300, scale=0.94)),
    "300 dpi, printed at 103 %": _scanned(Scan(300, scale=1.03)),
    "150 dpi, 1-bit": _scanned(Scan(150, one_bit=True)),
}
"""Stress captures are damaged by 10 to 65 %, the others by 0 to 10 %"""

_STRESS = "stress"


def printed(seed: int) -> tuple[Sheet, Light]:
    """A sheet as it leaves a printer drawn from the model."""
    made = sheet(seed, persons=1 + seed % 5)
    random = np.random.default_rng([seed, 0])
    behind = print_page(np.kron(made.front, np.ones((3, 3), np.uint8)), Printer.drawn(random), random)
    return made, print_page(made.bitmap, Printer.drawn(random), random, _fitted(behind, made.bitmap.shape))


def _fitted(behind: Light, shape: tuple[int, ...]) -> Light:
    fitted = np.full(shape, 220, np.uint8)
    height, width = min(shape[0], behind.shape[0]), min(shape[1], behind.shape[1])
    fitted[:height, :width] = behind[:height, :width]
    return fitted


def travel(made: Sheet, paper: Light, seed: int, name: str) -> Trip:
    """One capture of a printed sheet, in one of four orientations, read back."""
    random = np.random.default_rng([seed, *name.encode()])
    share = _share(name, random)
    capture = {**ORDINARY, **HARD}[name]
    turn = int(random.integers(0, 4))
    picture = np.ascontiguousarray(np.rot90(capture(damage(paper, share, random), random), turn))
    started = time.process_time()
    found = read_back_page(picture, keys, made.sheet_key)
    return _trip(made, found, (seed, name, share, turn), time.process_time() - started)


def _share(name: str, random: Random) -> float:
    if name.startswith(_STRESS):
        return float(random.uniform(0.10, 0.65))
    return 0.0 if random.uniform() < 0.15 else float(random.uniform(0.01, 0.10))


def _trip(made: Sheet, found: BackFinding, which: tuple[int, str, float, int], seconds: float) -> Trip:
    core = found.verdict is BackVerdict.GENUINE
    restored = found.content_state is ContentState.RESTORED
    same_core = found.body == made.body
    same_page = found.front is not None and found.content == made.content and np.array_equal(found.front, made.front)
    return Trip(
        *which,
        core=core and same_core,
        restored=restored and same_page and found.post_quantum_checked,
        false_accept=(core and not same_core) or (restored and not same_page),
        doubt=found.doubt.value if found.doubt else "",
        state=found.content_state.value,
        bits_a_cell=round(found.quality.bits_a_cell, 3),
        guesses=found.quality.guesses,
        rounds=found.quality.image_rounds,
        seconds=round(seconds, 3),
    )
