"""Keys of a simulated deployment: seeded, worthless, and marked as test material on the trust list."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kofu.assembly.keys import BEGINS, ENDS
from kofu.issuance.sealing import public_bytes
from kofu.pki.trust import Centre, Chain, KeyUse, Material, MunicipalKey, Period, Terminal, TrustList
from kofu.pki.trust.entries import key_id_of
from kofu.simulation.sealing import KeyPool, SimulatedKey

CENTRE = "centre.simulated"
BUILD = "b" * 64
OLD_BUILD = "0" * 64
"""A build that no centre has approved"""


@dataclass(frozen=True, slots=True)
class TownKeys:
    """What one municipality holds."""

    manifest: Ed25519PrivateKey
    hpke: SimulatedKey
    seal: Ed25519PrivateKey
    light_seal: bytes


@dataclass(frozen=True, slots=True)
class SimulatedKeys:
    """What all parties hold."""

    pool: KeyPool
    centre: Ed25519PrivateKey
    municipalities: Mapping[str, TownKeys]
    reports: Mapping[str, Ed25519PrivateKey]

    @classmethod
    def make(
        cls, random: Callable[[int], bytes], municipalities: Iterable[str], terminals: Iterable[str]
    ) -> SimulatedKeys:
        """Keys from seeded bytes."""
        pool = KeyPool(random)
        centre = _ed25519(random)
        towns = {code: TownKeys(_ed25519(random), pool.make(), _ed25519(random), random(32)) for code in municipalities}
        return cls(pool, centre, towns, {terminal: _ed25519(random) for terminal in terminals})

    def trust_list(self, at: datetime) -> TrustList:
        """The list everybody checks against."""
        period = Period(BEGINS, ENDS)
        keys = [key for code, held in self.municipalities.items() for key in _listed(code, held, period)]
        chains = list(Chain)
        terminals = tuple(
            Terminal(name, _channel(name), public_bytes(key), chains[place % len(chains)], "見本の店舗", period)
            for place, (name, key) in enumerate(self.reports.items())
        )
        centre = Centre(CENTRE, _channel(CENTRE), public_bytes(self.centre), period)
        return TrustList(Material.TEST, 1, at, ENDS, tuple(keys), terminals, (centre,))


def _ed25519(random: Callable[[int], bytes]) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(random(32))


def _channel(name: str) -> str:
    """There is no TLS here; a channel is still one terminal's own."""
    return hashlib.sha256(f"simulated channel of {name}".encode()).hexdigest()


def _listed(code: str, keys: TownKeys, period: Period) -> Iterable[MunicipalKey]:
    material = (
        (KeyUse.MANIFEST, public_bytes(keys.manifest)),
        (KeyUse.HPKE, keys.hpke.public),
        (KeyUse.SEAL, public_bytes(keys.seal)),
    )
    for use, key in material:
        yield MunicipalKey(code, use, key_id_of(key), key, period)
