"""The test vector of docs/feed.md, checked with nothing of kofu, and then read by kofu."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.registers.feeding import sources
from tests.registers.people import NOW

from kofu.registers.feed.batch import read_batch
from kofu.registers.feed.reconciliation import read_totals

PAGE = (Path(__file__).parents[2] / "docs" / "feed.md").read_text(encoding="utf-8")
FIRST, HEARTBEAT, TOTALS = (
    found.encode() for found in re.findall(r"^```\n(.*?)^```$", PAGE.partition("## 8.")[2], re.MULTILINE | re.DOTALL)
)


@pytest.mark.parametrize("data", [FIRST, HEARTBEAT, TOTALS], ids=["first", "heartbeat", "totals"])
def test_signatures_fit_the_lines_before_them(data: bytes) -> None:
    *lines, last = data.splitlines(keepends=True)
    told = json.loads(last)
    public = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32).public_key()
    assert told["key"] == hashlib.sha256(public.public_bytes_raw()).hexdigest()[:16]
    message = b"kofu/feed/v1\0" + hashlib.sha256(b"".join(lines)).digest()
    public.verify(base64.b64decode(told["signature"]), message)


def test_the_chain_and_the_totals_fit() -> None:
    header, fact, trailer, _ = FIRST.splitlines(keepends=True)
    assert json.loads(header)["previous"] == "0" * 64
    total = hashlib.sha256(fact).hexdigest()
    assert json.loads(trailer)["total"] == total
    following = json.loads(HEARTBEAT.splitlines()[0])
    assert following["previous"] == hashlib.sha256(FIRST).hexdigest()
    assert hashlib.sha256(FIRST).hexdigest() in PAGE
    counted = json.loads(TOTALS.splitlines()[0])
    assert counted["batch"] == hashlib.sha256(HEARTBEAT).hexdigest()
    assert counted["registers"]["restrictions"] == {"facts": 1, "total": total}


def test_kofu_reads_them() -> None:
    assert [fact.kind.stored for fact in read_batch(FIRST, sources()).facts] == ["measure"]
    assert read_batch(HEARTBEAT, sources()).entry.made_at == NOW + timedelta(minutes=5)
    assert read_totals(TOTALS, sources()).number == 2
