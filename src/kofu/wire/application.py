"""A party's WSGI application. Several may live in one process: each owns its paths, none is reached by a global."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path

from kofu.issuance.servers import failed
from kofu.pki.tls import Party
from kofu.wire.deployment import Deployment, require_material
from kofu.wire.endpoint import NOBODY, Told
from kofu.wire.errors import RequestRefused, ServerFault, UnknownPath
from kofu.wire.events import Entry, Event, log_request
from kofu.wire.peers import FindPeer
from kofu.wire.table import HEALTH_PATH, OPENAPI_PATH, Route

if TYPE_CHECKING:
    from kofu.wire.api import PartyApi


class PartyUrls:
    """The paths of one party, as Django wants them."""

    def __init__(self, api: PartyApi) -> None:
        self.urlpatterns = [path("", api.urls)]

    def handler400(self, request: HttpRequest, exception: Exception) -> Told:  # noqa: ARG002  # as Django calls it
        """Django refused the request."""
        return _told(RequestRefused(), Event.MALFORMED)

    def handler403(self, request: HttpRequest, exception: Exception) -> Told:  # noqa: ARG002  # as Django calls it
        """Django refused the peer."""
        return Told(failed(RequestRefused()), 403, Event.PEER_REFUSED)

    def handler404(self, request: HttpRequest, exception: Exception) -> Told:  # noqa: ARG002  # as Django calls it
        """No such path."""
        return _told(UnknownPath(), Event.MALFORMED)

    def handler500(self, request: HttpRequest) -> Told:  # noqa: ARG002  # as Django calls it
        """Something failed outside the endpoint."""
        return _told(ServerFault(), Event.FAULT)


class PartyApplication(WSGIHandler):
    """One party over HTTP. Raises MixedMaterial, TestMaterialRefused when it is built under the wrong settings."""

    def __init__(self, deployment: Deployment, routes: Sequence[Route], find_peer: FindPeer) -> None:
        from kofu.wire.api import PartyApi  # noqa: PLC0415  # ninja reads Django's settings when it is imported

        super().__init__()
        require_material(deployment, settings.KOFU_MATERIAL)
        self.api = PartyApi(deployment, routes, find_peer)
        self._urls = PartyUrls(self.api)
        self._party = deployment.party
        self._clock = deployment.clock
        self._paths = frozenset(route.path for route in routes) | {HEALTH_PATH, OPENAPI_PATH}

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Answer under this party's own paths, and write the log."""
        request.urlconf = self._urls  # type: ignore[assignment]  # Django takes any object with urlpatterns
        begun = self._clock.ticks()
        response = super().get_response(request)
        self._log(request, response, (self._clock.ticks() - begun) * 1000)
        return response

    def _log(self, request: HttpRequest, response: HttpResponseBase, milliseconds: float) -> None:
        told = response if isinstance(response, Told) else None
        log_request(
            Entry(
                party=_name(self._party),
                event=told.event if told else Event.SERVED,
                path=request.path if request.path in self._paths else "?",
                status=response.status_code,
                milliseconds=milliseconds,
                peer=told.peer if told else NOBODY,
                code=told.code if told else NOBODY,
            )
        )


def _told(error: RequestRefused, event: Event) -> Told:
    return Told(failed(error), error.status, event)


def _name(party: Party) -> str:
    return f"{party.kind.value}:{party.id}"
