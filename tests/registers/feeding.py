"""A resident system for tests: two sources with keys, and batches made as they would make them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.registers.people import NOW

from kofu.registers.facts import Fact
from kofu.registers.feed.batch import GENESIS, Entry, write_batch
from kofu.registers.feed.reconciliation import write_totals
from kofu.registers.feed.sources import FeedSource, FeedSources
from kofu.registers.feed.totals import Total
from kofu.registers.kinds import RegisterName
from kofu.registers.lines import counted_line

AKASHI = "282031"
TAXES = frozenset({RegisterName.TAXES})
OTHERS = frozenset(RegisterName) - TAXES
SECOND = timedelta(seconds=1)


@dataclass
class ResidentSystem:
    """One source: what it told, and the batches it made."""

    name: str
    registers: frozenset[RegisterName]
    seed: int
    municipality: str = AKASHI
    batches: list[bytes] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    told: list[Fact] = field(default_factory=list)

    @property
    def key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(bytes([self.seed]) * 32)

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    @property
    def source(self) -> FeedSource:
        return FeedSource(self.name, self.registers, (self.public,))

    def batch(self, facts: Sequence[Fact] = (), made_at: datetime = NOW) -> bytes:
        """The next batch."""
        last = self.entries[-1] if self.entries else None
        entry = Entry(
            source=self.name,
            number=last.number + 1 if last else 1,
            digest="",
            previous=last.digest if last else GENESIS,
            made_at=made_at,
            registers=tuple(self.registers),
            facts=len(facts),
        )
        return self.send(entry, facts)

    def send(self, entry: Entry, facts: Sequence[Fact] = ()) -> bytes:
        """A batch with any entry, kept as the last one."""
        data = self.bytes_of(entry, facts)
        self.batches.append(data)
        self.entries.append(replace(entry, digest=hashlib.sha256(data).hexdigest()))
        self.told += facts
        return data

    def bytes_of(self, entry: Entry, facts: Sequence[Fact] = ()) -> bytes:
        """A batch that is not kept."""
        return write_batch(self.municipality, entry, facts, self.public, self.key.sign)

    def totals(self, made_at: datetime = NOW, others: Sequence[Fact] = ()) -> bytes:
        """The totals of everything told, after the last batch; ``others`` came another way."""
        return self.totals_of(self.counted(others), made_at)

    def totals_of(self, totals: Mapping[RegisterName, Total], made_at: datetime = NOW) -> bytes:
        """A totals document after the last batch."""
        return write_totals(self.municipality, self.entries[-1], totals, made_at, self.public, self.key.sign)

    def counted(self, others: Sequence[Fact] = ()) -> dict[RegisterName, Total]:
        """Totals by the sender's own count: facts that were corrected later do not count."""
        facts = [*others, *self.told]
        corrected = {(fact.subject, fact.kind, fact.key, fact.corrects) for fact in facts if fact.corrects}
        totals = {}
        for register in sorted(self.registers, key=lambda name: name.value):
            mine = [
                fact
                for fact in facts
                if fact.kind.register is register
                and (fact.corrects or (fact.subject, fact.kind, fact.key, fact.valid_from) not in corrected)
            ]
            totals[register] = Total().plus(counted_line(fact) for fact in mine)
        return totals


def residents() -> ResidentSystem:
    return ResidentSystem("residents", OTHERS, 1)


def taxes() -> ResidentSystem:
    return ResidentSystem("taxes", TAXES, 2)


def sources() -> FeedSources:
    return FeedSources(AKASHI, (residents().source, taxes().source))
