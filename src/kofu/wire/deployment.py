"""What a server application is built from: the only thing it knows besides Django's settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kofu.clock import Clock
from kofu.issuance.messages import Answer, Request
from kofu.pki.certificates import TrustAnchor
from kofu.pki.errors import TestMaterialRefused
from kofu.pki.tls import Party
from kofu.pki.trust import Material, TrustList
from kofu.wire.errors import MixedMaterial


class Answering(Protocol):
    """A role's server: ``CentreServer`` or ``MunicipalServer``."""

    def answer(self, message: Request, peer: str) -> Answer:
        """Answer one request of the party ``peer``; refusals are ``Failed``."""


class Deployment(Protocol):
    """One party as it is set up here. Properties are asked for at each request, so that lists may be renewed."""

    @property
    def party(self) -> Party:
        """Who this is."""

    @property
    def server(self) -> Answering:
        """What answers."""

    @property
    def trust(self) -> TrustList:
        """The trust list in force."""

    @property
    def anchors(self) -> Sequence[TrustAnchor]:
        """The authorities whose cards it believes."""

    @property
    def clock(self) -> Clock:
        """Its clock."""


@dataclass(frozen=True, slots=True)
class FixedDeployment:
    """A deployment whose lists stay the same as long as it runs."""

    party: Party
    server: Answering
    trust: TrustList
    anchors: Sequence[TrustAnchor]
    clock: Clock


def require_material(deployment: Deployment, material: Material) -> None:
    """Raise MixedMaterial or TestMaterialRefused unless trust list and anchors are of the kind the settings want."""
    if deployment.trust.material is not material:
        raise MixedMaterial(stated=deployment.trust.material.value, wanted=material.value)
    for anchor in deployment.anchors:
        if anchor.is_test_material and material is Material.REAL:
            raise TestMaterialRefused
        if not anchor.is_test_material and material is Material.TEST:
            raise MixedMaterial(wanted=material.value)
