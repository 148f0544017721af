"""Who feeds which register, and whose signature shows it: settings of a municipality.

A TOML file: ``[sources.residents]`` with ``registers = ["residents", "seals"]`` and ``keys``, a list
of Ed25519 public keys of 64 hexadecimal digits each, two while they are exchanged. A register has one source.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kofu.registers.feed.errors import FeedSourcesInvalid, FeedUnknownKey
from kofu.registers.kinds import RegisterName


@dataclass(frozen=True, slots=True)
class FeedSource:
    """One system that tells facts: its name, the registers it carries, its public keys."""

    name: str
    registers: frozenset[RegisterName]
    keys: tuple[bytes, ...]


def key_id(public_key: bytes) -> str:
    """How a signature names its key: the first 16 hexadecimal digits of the key's SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class FeedSources:
    """The sources of one municipality."""

    municipality: str
    sources: tuple[FeedSource, ...]

    def __post_init__(self) -> None:
        carried = [register for source in self.sources for register in source.registers]
        if len(carried) != len(set(carried)):
            raise FeedSourcesInvalid(reason="a register has two sources")

    def signer(self, key: str) -> tuple[FeedSource, bytes]:
        """The source and public key of a key id. Raises FeedUnknownKey."""
        for source in self.sources:
            for public in source.keys:
                if key_id(public) == key:
                    return source, public
        raise FeedUnknownKey

    def of_register(self, register: RegisterName) -> FeedSource | None:
        """The source of a register, None for one that is not fed."""
        return next((source for source in self.sources if register in source.registers), None)


def is_signed(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the Ed25519 signature is this key's over the message."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def read_sources(municipality: str, text: str) -> FeedSources:
    """The sources a settings file names. Raises FeedSourcesInvalid."""
    try:
        told: Mapping[str, Any] = tomllib.loads(text)["sources"]
        sources = tuple(_source(name, entry) for name, entry in told.items())
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError):
        raise FeedSourcesInvalid(reason="not the form of docs/feed.md") from None
    return FeedSources(municipality, sources)


def _source(name: str, entry: Mapping[str, Any]) -> FeedSource:
    if entry.keys() != {"registers", "keys"} or not entry["keys"]:
        raise ValueError
    keys = tuple(bytes.fromhex(key) for key in entry["keys"])
    for key in keys:
        Ed25519PublicKey.from_public_bytes(key)
    return FeedSource(name, frozenset(map(RegisterName, entry["registers"])), keys)


def write_sources(sources: FeedSources) -> str:
    """The settings file of these sources."""
    parts = []
    for source in sources.sources:
        registers = ", ".join(f'"{name}"' for name in sorted(register.value for register in source.registers))
        keys = ", ".join(f'"{key.hex()}"' for key in source.keys)
        parts.append(f"[sources.{source.name}]\nregisters = [{registers}]\nkeys = [{keys}]\n")
    return "\n".join(parts)
