"""The resident systems of a demonstration: they number, chain and sign what they tell, and count it.

A file for each source keeps its private key, its place in the chain, and the totals of all it has told, but no facts.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kofu.registers.facts import Fact
from kofu.registers.feed.batch import GENESIS, Entry, write_batch
from kofu.registers.feed.reconciliation import write_totals
from kofu.registers.feed.sources import FeedSource
from kofu.registers.feed.totals import Total
from kofu.registers.kinds import RegisterName, kind_named
from kofu.registers.lines import counted_line

SOURCES: Mapping[str, frozenset[RegisterName]] = {
    "residents": frozenset({RegisterName.RESIDENTS, RegisterName.SEALS, RegisterName.CARDS, RegisterName.RESTRICTIONS}),
    "koseki": frozenset({RegisterName.KOSEKI, RegisterName.SUPPLEMENT, RegisterName.HONSEKI_REGISTRATIONS}),
    "taxes": frozenset({RegisterName.TAXES}),
}
"""Three systems feed a municipality of the demonstration."""


@dataclass(frozen=True, slots=True)
class ResidentSystem:
    """One source as it stands after its last batch."""

    municipality: str
    source: str
    private_key: str
    number: int
    digest: str
    totals: Mapping[str, tuple[int, str]]
    """Facts and sum by register, of what holds; kept as JSON does"""

    @classmethod
    def begin(
        cls,
        municipality: str,
        source: str,
        totals: Mapping[RegisterName, Total],
        random: Callable[[int], bytes],
    ) -> ResidentSystem:
        """A source that has sent nothing yet, whose registers were loaded in bulk."""
        counted = {register.value: (total.facts, total.hex) for register, total in totals.items()}
        return cls(municipality, source, random(32).hex(), 0, GENESIS, counted)

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.private_key))

    @property
    def public_key(self) -> bytes:
        """What the municipality's settings have to name."""
        return self._key.public_key().public_bytes_raw()

    @property
    def feed_source(self) -> FeedSource:
        """This source as the municipality knows it."""
        return FeedSource(self.source, frozenset(map(RegisterName, self.totals)), (self.public_key,))

    def tell(
        self, facts: Sequence[Fact], at: datetime, corrected: Sequence[bytes] = ()
    ) -> tuple[ResidentSystem, bytes]:
        """The next batch, and the system after it. ``corrected`` are the lines of facts that no longer count."""
        entry = self._entry(at, len(facts))
        data = write_batch(self.municipality, entry, facts, self.public_key, self._key.sign)
        digest = hashlib.sha256(data).hexdigest()
        return replace(self, number=entry.number, digest=digest, totals=self._counted(facts, corrected)), data

    def _entry(self, at: datetime, facts: int) -> Entry:
        registers = tuple(map(RegisterName, self.totals))
        return Entry(self.source, self.number + 1, "", self.digest, at, registers, facts)

    def _counted(self, facts: Sequence[Fact], corrected: Sequence[bytes]) -> dict[str, tuple[int, str]]:
        totals = {register.value: total for register, total in self.counted().items()}
        for fact in facts:
            name = fact.kind.register.value
            totals[name] = totals[name].plus([counted_line(fact)])
        for line in corrected:
            name = _register_of_line(line)
            totals[name] = totals[name].minus([line])
        return {name: (total.facts, total.hex) for name, total in totals.items()}

    def counted(self) -> dict[RegisterName, Total]:
        """Its totals by register."""
        return {RegisterName(name): Total(facts, int(digest, 16)) for name, (facts, digest) in self.totals.items()}

    def count(self, at: datetime) -> bytes:
        """Its totals document after its last batch."""
        entry = replace(self._entry(at, 0), number=self.number, digest=self.digest)
        return write_totals(self.municipality, entry, self.counted(), at, self.public_key, self._key.sign)

    def save(self, path: Path) -> None:
        """Write the file anew, readable by its owner alone."""
        beside = path.with_suffix(".new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(asdict(self), file)
        beside.replace(path)

    @classmethod
    def load(cls, path: Path) -> ResidentSystem:
        """Read what ``save`` wrote."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))


def _register_of_line(line: bytes) -> str:
    return kind_named(json.loads(line)["fact"]).register.value
