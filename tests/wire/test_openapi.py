from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from tests.wire.documents import DOCUMENTS, read, served

from kofu.wire.table import CENTRE_ROUTES, MUNICIPALITY_ROUTES, Route

PARTIES = [("centre", CENTRE_ROUTES), ("municipality", MUNICIPALITY_ROUTES)]


def references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


@pytest.mark.parametrize(("name", "routes"), PARTIES)
def test_each_party_describes_all_its_messages_and_only_those(name: str, routes: tuple[Route, ...]) -> None:
    document = served(name)
    assert set(document["paths"]) == {route.path for route in routes} | {"/health"}
    assert {route.request.__name__ for route in routes} <= set(document["components"]["schemas"])


@pytest.mark.parametrize(("name", "routes"), PARTIES)
def test_every_reference_in_a_document_leads_somewhere(name: str, routes: tuple[Route, ...]) -> None:
    document = served(name)
    schemas = {f"#/components/schemas/{each}" for each in document["components"]["schemas"]}
    assert set(references(document)) <= schemas
    assert document["components"]["securitySchemes"]["PeerOnTrustList"]["type"] == "mutualTLS"


@pytest.mark.parametrize(("name", "routes"), PARTIES)
def test_the_committed_document_is_the_served_one(name: str, routes: tuple[Route, ...]) -> None:
    assert read(name) == served(name), "write it anew: python -m tests.wire.documents"


def test_the_specification_names_every_path_and_status() -> None:
    text = (DOCUMENTS.parent / "protocol-http.md").read_text(encoding="utf-8")
    assert {route.path for route in CENTRE_ROUTES + MUNICIPALITY_ROUTES} <= set(re.findall(r"`(/v1/[a-z-]+)`", text))
