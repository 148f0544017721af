"""The keys of a test deployment: made from given randomness, kept in files that only their owner may read.

Everything here is test material: the trust list says so, and production settings refuse it.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kofu.clock import JAPAN
from kofu.issuance.sealing import HpkeKey, public_bytes
from kofu.pki.tls import Party, PartyKind, TlsAuthority, Validity, channel_of
from kofu.pki.trust import (
    Centre,
    Chain,
    KeyUse,
    Material,
    MunicipalKey,
    Period,
    Terminal,
    TrustList,
)
from kofu.pki.trust.entries import key_id_of

Random = Callable[[int], bytes]

CENTRE = "centre.demo"
BEGINS = datetime(2017, 1, 1, tzinfo=JAPAN)
ENDS = datetime(2045, 1, 1, tzinfo=JAPAN)
"""Wide enough for every case's moment, and for the machine's own clock, which judges TLS certificates."""
HPKE_BYTES = 96


def terminal_of(chain: Chain) -> str:
    """The id of the one terminal that each chain has in a test deployment."""
    return f"{chain.value}-0001"


@dataclass(frozen=True, slots=True)
class MunicipalKeys:
    """What one municipality alone holds."""

    manifest: Ed25519PrivateKey
    hpke: HpkeKey
    seal: Ed25519PrivateKey

    @property
    def seal_key_id(self) -> bytes:
        """The four bytes by which a sheet names its key."""
        return bytes.fromhex(key_id_of(public_bytes(self.seal)))


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """A party's TLS certificate and key, as PEM and DER."""

    certificate_pem: bytes
    key_pem: bytes
    der: bytes


@dataclass(frozen=True, slots=True)
class DeploymentKeys:
    """The keys of all parties of a test deployment. In production each party holds its own, and the root is offline."""

    root: Ed25519PrivateKey
    centre: Ed25519PrivateKey
    municipalities: Mapping[str, MunicipalKeys]
    reports: Mapping[str, Ed25519PrivateKey]
    """By terminal"""
    chains: Mapping[str, Chain]
    """By terminal"""
    tls_authority_pem: bytes
    tls: Mapping[str, TlsFiles]
    """By party: centre, terminal ids, municipality codes"""

    def trust_list(self, issued_at: datetime) -> TrustList:
        """The list that the root signs for these keys."""
        period = Period(BEGINS, ENDS)
        return TrustList(
            material=Material.TEST,
            number=1,
            issued_at=issued_at,
            expires_at=ENDS,
            keys=tuple(key for code, keys in self.municipalities.items() for key in _listed(code, keys, period)),
            terminals=tuple(self._terminal(terminal, period) for terminal in self.reports),
            centres=(Centre(CENTRE, self.channel(CENTRE), public_bytes(self.centre), period),),
        )

    def channel(self, party: str) -> str:
        """SHA-256 of the party's TLS certificate."""
        return channel_of(self.tls[party].der)

    def _terminal(self, terminal: str, period: Period) -> Terminal:
        report = public_bytes(self.reports[terminal])
        return Terminal(terminal, self.channel(terminal), report, self.chains[terminal], "見本の店舗", period)


def _listed(code: str, keys: MunicipalKeys, period: Period) -> Iterable[MunicipalKey]:
    material = (
        (KeyUse.MANIFEST, public_bytes(keys.manifest)),
        (KeyUse.HPKE, keys.hpke.public),
        (KeyUse.SEAL, public_bytes(keys.seal)),
    )
    for use, key in material:
        yield MunicipalKey(code, use, key_id_of(key), key, period)


def make_keys(municipalities: Iterable[str], random: Random) -> DeploymentKeys:
    """Fresh keys for a centre, municipalities (by code) and one terminal of each chain."""
    codes = tuple(municipalities)
    terminals = {terminal_of(chain): chain for chain in Chain}
    authority = TlsAuthority(random, Validity(BEGINS, ENDS))
    parties = [Party(PartyKind.CENTRE, CENTRE)]
    parties += [Party(PartyKind.TERMINAL, terminal) for terminal in terminals]
    parties += [Party(PartyKind.MUNICIPALITY, code) for code in codes]
    return DeploymentKeys(
        root=_ed25519(random),
        centre=_ed25519(random),
        municipalities={code: _municipal(random) for code in codes},
        reports={terminal: _ed25519(random) for terminal in terminals},
        chains=terminals,
        tls_authority_pem=authority.certificate_pem,
        tls={party.id: _tls(authority, party) for party in parties},
    )


def _ed25519(random: Random) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(random(32))


def _municipal(random: Random) -> MunicipalKeys:
    return MunicipalKeys(_ed25519(random), HpkeKey.from_private_bytes(random(HPKE_BYTES)), _ed25519(random))


def _tls(authority: TlsAuthority, party: Party) -> TlsFiles:
    identity = authority.issue(party, Validity(BEGINS, ENDS), hosts=("localhost", "127.0.0.1"))
    return TlsFiles(identity.certificate_pem, identity.key_pem, identity.der)


def save_keys(keys: DeploymentKeys, path: Path) -> None:
    """Write all keys into one file that only its owner may read."""
    told = {
        "root": _text(keys.root.private_bytes_raw()),
        "centre": _text(keys.centre.private_bytes_raw()),
        "municipalities": {code: _told(held) for code, held in keys.municipalities.items()},
        "reports": {terminal: _text(key.private_bytes_raw()) for terminal, key in keys.reports.items()},
        "chains": {terminal: chain.value for terminal, chain in keys.chains.items()},
        "tls_authority": keys.tls_authority_pem.decode(),
        "tls": {
            party: [files.certificate_pem.decode(), files.key_pem.decode(), _text(files.der)]
            for party, files in keys.tls.items()
        },
    }
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(told, file, indent=1)


def load_keys(path: Path) -> DeploymentKeys:
    """Read what ``save_keys`` wrote."""
    told = json.loads(path.read_text(encoding="utf-8"))
    return DeploymentKeys(
        root=_private(told["root"]),
        centre=_private(told["centre"]),
        municipalities={code: _read(held) for code, held in told["municipalities"].items()},
        reports={terminal: _private(key) for terminal, key in told["reports"].items()},
        chains={terminal: Chain(chain) for terminal, chain in told["chains"].items()},
        tls_authority_pem=told["tls_authority"].encode(),
        tls={
            party: TlsFiles(certificate.encode(), key.encode(), base64.b64decode(der))
            for party, (certificate, key, der) in told["tls"].items()
        },
    )


def _told(keys: MunicipalKeys) -> list[str]:
    held = (keys.manifest.private_bytes_raw(), keys.hpke.private_bytes(), keys.seal.private_bytes_raw())
    return [_text(key) for key in held]


def _read(told: list[str]) -> MunicipalKeys:
    manifest, hpke, seal = told
    return MunicipalKeys(_private(manifest), HpkeKey.from_private_bytes(base64.b64decode(hpke)), _private(seal))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _private(text: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(text))
