"""Alarms: what contradicts itself inside municipality-signed data halts that municipality until people close it.

An alarm is a stream of its own. It is opened with the failing issuance and closed only by two different operators, each
with a signature of their own and a cause; nothing that works later closes it (promise 5).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Annotated, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import StringConstraints

from kofu.clock import unix_seconds
from kofu.errors import Fact, KofuError
from kofu.issuance.canonical import Json
from kofu.issuance.messages import Name, Seconds, Signable, Signed
from kofu.issuance.sealing import Signer, require_signature
from kofu.issuance.store import Row, Store, Work

OPEN = "open"
CLOSED = "closed"
OPERATORS_NEEDED = 2


class UnknownAlarm(KofuError):
    """No alarm of this name stands open."""

    code = "ALARM_UNKNOWN"
    summary = "no such alarm stands open"


class UnknownOperator(KofuError):
    """The operator has no key here."""

    code = "ALARM_UNKNOWN_OPERATOR"
    summary = "nobody of this name may close alarms"


class SameOperator(KofuError):
    """One operator cannot be both of the two."""

    code = "ALARM_SAME_OPERATOR"
    summary = "the second decision must be another operator's"


class Standing(Enum):
    """Where an alarm stands."""

    OPEN = "open"
    HALF_CLOSED = "half closed"
    CLOSED = "closed"
    IMPROPER = "improper"
    """Closed by something else than two operators with a cause"""


class Closing(Signable):
    """One operator's decision that an alarm may be closed, and why."""

    label = "kofu/alarm-closing/v1"

    version: Literal[1]
    alarm: Annotated[str, StringConstraints(pattern=r"^alarm/[0-9]{6}/[0-9a-f]{32}$")]
    operator: Name
    cause: Annotated[str, StringConstraints(min_length=4, max_length=400)]
    at: Seconds


@dataclass(frozen=True, slots=True)
class OpenAlarm:
    """An alarm as operators see it."""

    stream: str
    municipality: str
    issuance: str
    code: str
    opened_at: datetime
    operators: tuple[str, ...]
    """Who has decided to close it so far"""


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


def read_alarm(store: Store, stream: str) -> OpenAlarm:
    """One open alarm. Raises UnknownAlarm."""
    rows = store.rows(stream)
    if not stream.startswith("alarm/") or not rows or rows[-1].state != OPEN:
        raise UnknownAlarm
    _, municipality, issuance = stream.split("/")
    return OpenAlarm(stream, municipality, issuance, str(rows[0].data["code"]), rows[0].at, _operators(rows))


def sign_closing(alarm: str, operator: str, cause: str, sign: Signer, at: datetime) -> Signed:
    """An operator's decision, signed with the operator's own key."""
    told = Closing(version=1, alarm=alarm, operator=operator, cause=cause, at=unix_seconds(at))
    payload = told.canonical_bytes()
    return Signed(payload=payload, signature=sign(Closing.label.encode() + b"\0" + payload))


def decide_closing(store: Store, signed: Signed, operators: Mapping[str, Ed25519PublicKey], at: datetime) -> Work:
    """Write one operator's decision; the second closes the alarm.

    Raises UnknownOperator, BadSignature, UnknownAlarm, SameOperator, MalformedMessage, NotCanonical.
    """
    claimed = Closing.from_signed(signed.payload)
    key = operators.get(claimed.operator)
    if key is None:
        raise UnknownOperator
    require_signature(Closing.label, signed.payload, signed.signature, key)
    alarm = read_alarm(store, claimed.alarm)
    if claimed.operator in alarm.operators:
        raise SameOperator
    state = CLOSED if len(alarm.operators) + 1 >= OPERATORS_NEEDED else OPEN
    sequence = store.rows(alarm.stream)[-1].sequence + 1
    data: dict[str, Json] = {
        "operator": claimed.operator,
        "cause": claimed.cause,
        "payload": base64.b64encode(signed.payload).decode(),
        "signature": base64.b64encode(signed.signature).decode(),
    }
    return Work(rows=(Row(alarm.stream, sequence, "decide", state, at, data),))


def standing_of_alarm(rows: Sequence[Row]) -> Standing:
    """What an alarm's rows add up to."""
    operators = _operators(rows)
    are_decisions = all(row.event == "decide" and row.data.get("cause") for row in rows[1:])
    if not are_decisions or len(set(operators)) < len(operators):
        return Standing.IMPROPER
    if rows[-1].state == CLOSED:
        return Standing.CLOSED if len(operators) >= OPERATORS_NEEDED else Standing.IMPROPER
    return Standing.HALF_CLOSED if operators else Standing.OPEN


def _operators(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(str(row.data.get("operator", "")) for row in rows if row.event == "decide")
