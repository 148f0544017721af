"""The parties of a deployment in one process: real roles, real crypto, real paper, joined by direct calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kofu.assembly.keys import CENTRE, HPKE_BYTES, DeploymentKeys
from kofu.certificates import IssuerFacts
from kofu.clock import Clock
from kofu.issuance.centre.role import Centre
from kofu.issuance.centre.vocabulary import CentreSettings
from kofu.issuance.drawing import PaperRenderer
from kofu.issuance.kiosk.role import Kiosk
from kofu.issuance.kiosk.vocabulary import GiveReceipt, KioskSettings, SessionKeys
from kofu.issuance.municipality.role import Municipality
from kofu.issuance.municipality.vocabulary import MunicipalitySettings
from kofu.issuance.proof import CertificateCheck
from kofu.issuance.sealing import HpkeKey, HpkeSealer, public_bytes
from kofu.issuance.servers import CentreServer, DirectPeer, MunicipalServer, Peer, Renderer
from kofu.issuance.store import Store
from kofu.kiosk.terminal import Devices, Terminal
from kofu.paper.front.drawing import Front
from kofu.paper.seal import SealSigner
from kofu.pki.trust import TrustList
from kofu.registers.store import RegisterStore
from kofu.rules.book import MunicipalityRules
from kofu.rules.operations import OperationalState

Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Shared:
    """What every party of one deployment believes and runs on."""

    keys: DeploymentKeys
    trust: TrustList
    check: CertificateCheck
    clock: Clock
    random: Random
    build: str
    """SHA-256 of the running code, lower hex"""


@dataclass(frozen=True, slots=True)
class Town:
    """What one municipality brings: rules, registers, its name on paper, its store."""

    rules: Callable[[], MunicipalityRules]
    operations: Callable[[], OperationalState]
    registers: RegisterStore
    issuer: IssuerFacts
    store: Store


def municipal_server(shared: Shared, town: Town, front: Front) -> MunicipalServer:
    """A municipality's issuing server that draws real sheets."""
    keys = shared.keys.municipalities[town.registers.municipality]
    renderer = PaperRenderer(front, town.issuer, SealSigner(keys.seal_key_id, keys.seal.sign))
    return municipal_server_with(shared, town, renderer)


def municipal_server_with(shared: Shared, town: Town, renderer: Renderer) -> MunicipalServer:
    """A municipality's issuing server with a renderer of choice."""
    keys = shared.keys.municipalities[town.registers.municipality]
    settings = MunicipalitySettings(
        code=town.registers.municipality,
        issuer=town.issuer,
        trust=shared.trust,
        check=shared.check,
        rules=town.rules,
        operations=town.operations,
        sign_manifest=keys.manifest.sign,
        unseal=keys.hpke,
        sealer=HpkeSealer(),
        random=shared.random,
        build=shared.build,
    )
    return MunicipalServer(Municipality(settings), town.store, town.registers, renderer, shared.clock)


def centre_server(
    shared: Shared, store: Store, municipalities: Mapping[str, Peer], rules: Sequence[MunicipalityRules]
) -> CentreServer:
    """The certificate centre; it approves exactly this build and these rules."""
    settings = CentreSettings(
        centre=CENTRE,
        trust=shared.trust,
        check=shared.check,
        random=shared.random,
        approved_builds=frozenset({shared.build}),
        approved_rules={each.code: frozenset({each.fingerprint}) for each in rules},
    )
    return CentreServer(Centre(settings), store, municipalities, shared.clock)


def direct(servers: Mapping[str, MunicipalServer]) -> dict[str, Peer]:
    """Municipalities as the centre reaches them without a network."""
    return {code: DirectPeer(server.answer, CENTRE) for code, server in servers.items()}


def terminal(
    shared: Shared,
    name: str,
    journal: Store,
    centre: Peer,
    devices: Devices,
    make_receipt: Callable[[GiveReceipt, datetime], bytes],
) -> Terminal:
    """A kiosk with its devices, and a way to the centre."""
    settings = KioskSettings(
        terminal=name,
        trust=shared.trust,
        anchors=shared.check.anchors,
        sign_report=shared.keys.reports[name].sign,
        sealer=HpkeSealer(),
        random=shared.random,
        make_keys=lambda: _session_keys(shared.random),
    )
    return Terminal(
        Kiosk(settings), journal, centre, devices, shared.clock, lambda told: make_receipt(told, shared.clock.now())
    )


def _session_keys(random: Random) -> SessionKeys:
    signing = Ed25519PrivateKey.from_private_bytes(random(32))
    hpke = HpkeKey.from_private_bytes(random(HPKE_BYTES))
    return SessionKeys(sign=signing.sign, signing_public=public_bytes(signing), unseal=hpke)
