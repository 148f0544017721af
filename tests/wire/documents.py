"""The OpenAPI documents as served and as committed; ``python -m tests.wire.documents`` writes the latter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.wire.parties import call, centre, municipality

from kofu.settings import begin

DOCUMENTS = Path(__file__).parents[2] / "docs" / "openapi"


def served(name: str) -> Any:
    application, _ = centre() if name == "centre" else municipality()
    return call(application, "/openapi.json", peer=None, REQUEST_METHOD="GET").json


def read(name: str) -> Any:
    return json.loads((DOCUMENTS / f"{name}.json").read_text(encoding="utf-8"))


def write(name: str) -> None:
    DOCUMENTS.mkdir(exist_ok=True)
    text = json.dumps(served(name), ensure_ascii=False, indent=1)
    (DOCUMENTS / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    begin("demo")
    write("centre")
    write("municipality")
