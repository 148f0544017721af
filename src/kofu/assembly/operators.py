"""The two invented operators of the demonstration, who may close alarms together. In production each has a token."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

OPERATORS = ("mori", "ueda")
_FILE = "operators.json"


def demo_operators(folder: Path, random: Callable[[int], bytes]) -> Mapping[str, Ed25519PrivateKey]:
    """Their keys, made when first needed, in a file that only its owner may read."""
    path = folder / _FILE
    if not path.exists():
        told = {name: random(32).hex() for name in OPERATORS}
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(told, file)
    told = json.loads(path.read_text(encoding="utf-8"))
    return {name: Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key)) for name, key in told.items()}
