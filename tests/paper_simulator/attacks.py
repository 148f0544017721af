"""``python -m tests.paper_simulator.attacks --count 100000``: altered frames, each with a right check sum.

Every core is mutated, spliced, renumbered or signed again by a stranger; every image layer is mutated or taken from
another sheet. What a reader would do after decoding is done with each. Anything accepted ends in status 1.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections import Counter
from collections.abc import Callable

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.paper_simulator.sheets import AT, PUBLIC, sheet

from kofu.numbering import draw
from kofu.paper.dense.core import SignedCore, frame, open_core
from kofu.paper.dense.errors import BackForged, BackLocked, BackMalformed
from kofu.paper.dense.sealing import open_image

_SHEETS = [sheet(seed) for seed in range(1, 9)]
_STRANGER = Ed25519PrivateKey.from_private_bytes(b"stranger, whose key is no secret")
Random = np.random.Generator


def _used(core: bytes) -> int:
    """Bytes of the body without the signature."""
    return 147 + int.from_bytes(core[145:147], "big")


def _flipped(random: Random) -> bytes:
    core = bytearray(_chosen(random))
    for place in random.integers(0, _used(bytes(core)) + 64, random.integers(1, 9)):
        core[place] ^= int(random.integers(1, 256))
    return bytes(core)


def _spliced(random: Random) -> bytes:
    first, second = _chosen(random), _chosen(random)
    cut = int(random.integers(1, _used(first) + 63))
    return first[:cut] + second[cut:]


def _renumbered(random: Random) -> bytes:
    core, number = _chosen(random), draw("282031", 1, AT.date(), int(random.integers(0, 1 << 60)))
    return core[:7] + int(number).to_bytes(17, "big") + core[24:]


def _signed_again(random: Random) -> bytes:
    core = _renumbered(random)
    signed = core[: _used(core)]
    return frame(signed, _STRANGER.sign(b"kofu/back/v1\x00" + signed))


def _random_bytes(random: Random) -> bytes:
    return b"KB\x01" + random.bytes(1341)


def _chosen(random: Random) -> bytes:
    return _SHEETS[int(random.integers(0, len(_SHEETS)))].back.core


WAYS: tuple[Callable[[Random], bytes], ...] = (_flipped, _spliced, _renumbered, _signed_again, _random_bytes)


def core_outcome(core: bytes) -> str:
    """What a reader says of a decoded core; "accepted" only if it is none of those that were issued."""
    summed = core[:-4] + zlib.crc32(core[:-4]).to_bytes(4, "big")
    try:
        opened = open_core(summed, PUBLIC.ed25519)
    except BackForged:
        return "forged"
    except BackMalformed:
        return "malformed"
    issued = any(opened.signed == each.back.core[: len(opened.signed)] for each in _SHEETS)
    return "issued" if issued else "accepted"


def image_outcome(core: SignedCore, blob: bytes, key: bytes, true: bytes) -> str:
    """What a reader says of a decoded image layer."""
    if blob == true:
        return "issued"
    try:
        open_image(core, blob, key)
    except (BackLocked, BackForged, BackMalformed) as refusal:
        return type(refusal).__name__
    return "accepted"


def attack(count: int, seed: int) -> Counter[str]:
    """Outcomes of ``count`` altered cores and a fifth as many altered image layers."""
    random, outcomes = np.random.default_rng(seed), Counter[str]()
    for place in range(count):
        outcomes["core " + core_outcome(WAYS[place % len(WAYS)](random))] += 1
    for _ in range(count // 5):
        made, other = (_SHEETS[int(random.integers(0, len(_SHEETS)))] for _ in range(2))
        blob = bytearray(made.back.image if random.uniform() < 0.5 else other.back.image)
        if random.uniform() < 0.8:
            blob[int(random.integers(0, len(blob)))] ^= int(random.integers(1, 256))
        core = open_core(made.back.core, PUBLIC.ed25519)
        outcomes["image " + image_outcome(core, bytes(blob), made.sheet_key, made.back.image)] += 1
    return outcomes


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="paper_simulator.attacks")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    outcomes = attack(chosen.count, chosen.seed)
    for outcome, number in sorted(outcomes.items()):
        sys.stdout.write(f"{number:8} {outcome}\n")
    sys.exit(1 if any(outcome.endswith("accepted") for outcome in outcomes) else 0)


if __name__ == "__main__":
    main()
