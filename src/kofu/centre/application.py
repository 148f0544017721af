"""The centre's WSGI application."""

from __future__ import annotations

from kofu.wire.application import PartyApplication
from kofu.wire.deployment import Deployment
from kofu.wire.peers import find_terminal
from kofu.wire.table import CENTRE_ROUTES


def centre_application(deployment: Deployment) -> PartyApplication:
    """Answers terminals of the trust list, nobody else. Raises MixedMaterial, TestMaterialRefused."""
    return PartyApplication(deployment, CENTRE_ROUTES, find_terminal)
