"""Alarms: what contradicts itself inside municipality-signed data halts that municipality until people close it.

An alarm is a stream of its own. It is opened with the failing issuance and closed only by two operators with a cause;
nothing that works later closes it (promise 5).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kofu.errors import Fact
from kofu.issuance.canonical import Json
from kofu.issuance.store import Row, Store, Work

OPEN = "open"


def alarm_prefix(municipality: str) -> str:
    """What the streams of a municipality's alarms begin with."""
    return f"alarm/{municipality}/"


def raise_alarm(municipality: str, issuance: str, code: str, facts: Mapping[str, Fact], at: datetime) -> Work:
    """Open the alarm of an issuance; the same issuance opens it once."""
    data: dict[str, Json] = {"code": code, "facts": dict(facts)}
    return Work(rows=(Row(f"{alarm_prefix(municipality)}{issuance}", 1, "open", OPEN, at, data),))


def open_alarms(store: Store, municipality: str) -> tuple[str, ...]:
    """Streams of alarms that nobody has closed."""
    return store.streams(alarm_prefix(municipality), (OPEN,))
