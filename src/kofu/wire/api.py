"""A party's API by django-ninja: its paths, who may use them, and an OpenAPI document made from the messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.schema import NinjaGenerateJsonSchema
from ninja.security.base import AuthBase
from pydantic.json_schema import models_json_schema

from kofu.errors import KofuError
from kofu.issuance.messages import PROTOCOL_VERSION, Failed
from kofu.wire.deployment import Deployment
from kofu.wire.endpoint import identify, refuse_peer, respond
from kofu.wire.peers import FindPeer
from kofu.wire.table import HEALTH_PATH, JSON, OPENAPI_PATH, REFUSALS, Route


class PeerOnTrustList(AuthBase):
    """The peer's name by its client certificate and the trust list; what it raises becomes status 403."""

    openapi_type = "mutualTLS"
    openapi_description = "The SHA-256 of the client's certificate stands on the trust list."

    def __init__(self, deployment: Deployment, find_peer: FindPeer) -> None:
        super().__init__()
        self._deployment = deployment
        self._find_peer = find_peer

    def __call__(self, request: HttpRequest) -> str:
        """The peer's id. Raises NoClientCertificate, TrustError."""
        return identify(self._deployment, self._find_peer, request)


class PartyApi(NinjaAPI):
    """The paths of one party. Requests are parsed by the messages themselves, strictly, not by ninja."""

    def __init__(self, deployment: Deployment, routes: Sequence[Route], find_peer: FindPeer) -> None:
        kind = deployment.party.kind.value
        super().__init__(
            title=f"kofu {kind}",
            version=str(PROTOCOL_VERSION),
            description=f"What a {kind} answers. Specification: docs/protocol.md, docs/protocol-http.md.",
            openapi_url=OPENAPI_PATH,
            docs_url=None,
            urls_namespace=f"kofu-{kind}",
        )
        self._requests = tuple(route.request for route in routes)
        self.add_exception_handler(KofuError, lambda _, error: refuse_peer(cast(KofuError, error)))
        for route in routes:
            self._add(route, deployment, PeerOnTrustList(deployment, find_peer))
        self.get(HEALTH_PATH, response={204: None}, summary="Alive", operation_id="health")(_health)

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:  # ninja's own options
        """The document, with the requests' schemas, which ninja does not see, and our words for statuses."""
        document = super().get_openapi_schema(**options)
        _, schemas = models_json_schema(
            [(request, "serialization") for request in self._requests],
            ref_template=REF_TEMPLATE,
            schema_generator=NinjaGenerateJsonSchema,
        )
        document["components"]["schemas"].update(schemas["$defs"])
        for operations in document["paths"].values():
            for status, told in next(iter(operations.values()))["responses"].items():
                told["description"] = REFUSALS.get(status, "Done.")
        return document

    def _add(self, route: Route, deployment: Deployment, peer: PeerOnTrustList) -> None:
        def endpoint(request: HttpRequest) -> HttpResponse:
            return respond(deployment, route, request, request.auth)  # type: ignore[attr-defined]  # set by ninja

        name = route.request.__name__
        schema = {"$ref": REF_TEMPLATE.format(model=name)}
        self.post(
            route.path,
            auth=peer,
            response={200: route.answer} | dict.fromkeys(REFUSALS, Failed),
            operation_id=name,
            summary=(route.request.__doc__ or name).splitlines()[0],
            openapi_extra={"requestBody": {"required": True, "content": {JSON: {"schema": schema}}}},
        )(endpoint)


def _health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # the same for everybody
    return HttpResponse(status=204)
