"""A municipality's WSGI application: one process serves one municipality, the one its deployment is."""

from __future__ import annotations

from kofu.wire.application import PartyApplication
from kofu.wire.deployment import Deployment
from kofu.wire.peers import find_centre
from kofu.wire.table import MUNICIPALITY_ROUTES


def municipality_application(deployment: Deployment) -> PartyApplication:
    """Answers the centre of the trust list, nobody else. Raises MixedMaterial, TestMaterialRefused."""
    return PartyApplication(deployment, MUNICIPALITY_ROUTES, find_centre)
