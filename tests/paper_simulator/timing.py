"""``python -m tests.paper_simulator.timing``: CPU milliseconds of writing one sheet, warm, and memory of reading."""

from __future__ import annotations

import hashlib
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from tests.certificates.rows import AKASHI, FAMILY, HOLDER_CARD, ISSUED_AT, snapshot
from tests.paper.desk import SIGNER as SEAL_SIGNER
from tests.paper.desk import binding_for, front
from tests.paper_simulator.capturing import Scan, scan
from tests.paper_simulator.printing import Printer, print_page
from tests.paper_simulator.sheets import SIGNER, keys, sheet

from kofu.certificates.resident_record import compose
from kofu.paper.background.page import back_margins, put_under
from kofu.paper.dense.drawing import append_backs, draw_back
from kofu.paper.dense.format import encode_back
from kofu.paper.dense.front_image import compress, front_of
from kofu.paper.dense.reading import read_back_page
from kofu.paper.dense.sealing import seal_back
from kofu.rules import Option


class Stopwatch:
    """CPU time by step."""

    def __init__(self) -> None:
        self.milliseconds: dict[str, list[float]] = {}

    def run(self, step: str, work: Callable[[], Any]) -> Any:
        started = time.process_time()
        result = work()
        self.milliseconds.setdefault(step, []).append(1000 * (time.process_time() - started))
        return result


def write(watch: Stopwatch, number: int) -> bytes:
    """One sheet from content to the file that is printed."""
    content = compose(snapshot(*FAMILY[:4]), "household", frozenset(Option), AKASHI, ISSUED_AT)
    binding, made = binding_for(content, str(number)), sheet(number)
    pdf = watch.run("front, sealed", lambda: front().draw(content, binding, HOLDER_CARD, SEAL_SIGNER).pdf)
    plain = watch.run("front, plain", lambda: front().draw_plain(content, binding))
    bitmap = watch.run("plain front to 200 dpi", lambda: front_of(plain, 0))
    packed = watch.run("compress", lambda: compress(bitmap))
    key, nonce = binding.sheet_key, hashlib.sha256(binding.nonce).digest()[:12]
    back = watch.run("seal and sign", lambda: seal_back(made.body, made.content, packed, key, nonce, SIGNER))
    cells = watch.run("cells", lambda: encode_back(back))
    raster = watch.run("draw", lambda: draw_back(cells, back_margins()))
    under = watch.run("background", lambda: put_under(pdf, ()))
    finished: bytes = watch.run("append", lambda: append_backs(under, [raster]))
    return finished


def main() -> None:
    """The table."""
    cv2.setNumThreads(1)
    watch = Stopwatch()
    write(watch, 0)
    watch.milliseconds.clear()
    sizes = [len(write(watch, number)) for number in range(1, 13)]
    total = 0.0
    for step, taken in watch.milliseconds.items():
        total += statistics.median(taken)
        sys.stdout.write(f"{step:24} {statistics.median(taken):6.1f} ms, best {min(taken):5.1f}\n")
    sys.stdout.write(f"{'sum':24} {total:6.1f} ms; the file {max(sizes) / 1000:.0f} kB at most\n")
    _reading()


def _reading() -> None:
    made = sheet(1)
    page = print_page(made.bitmap, Printer(0.3, 0.03, 0.16, 0.87), np.random.default_rng(1))
    for dpi in (200, 300, 600):
        picture = scan(page, Scan(dpi), np.random.default_rng(2))
        taken = []
        for _ in range(6):
            started = time.process_time()
            read_back_page(picture, keys, made.sheet_key)
            taken.append(time.process_time() - started)
        sys.stdout.write(f"read {dpi} dpi: median {statistics.median(taken):.2f} s, best {min(taken):.2f} s\n")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"largest memory of this process, the simulator's included: {peak:.0f} MB\n")


if __name__ == "__main__":
    main()
