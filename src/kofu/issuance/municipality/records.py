"""What a municipality's issue register remembers: proofs, applications, numbers. Content stands nowhere here."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from kofu.issuance.canonical import Json
from kofu.issuance.states import State
from kofu.issuance.store import Row
from kofu.issuance.transcript import ChainHead
from kofu.pki.identity import CardIdentity


@dataclass(frozen=True, slots=True)
class ProofRecord:
    """One session's proof, as this municipality validated it."""

    session: str
    rows: tuple[Row, ...]
    identity: CardIdentity
    terminal: str
    policy: str
    """The certificate's policy, which tells a phone from a card"""
    certificate_from: int
    certificate_until: int
    statement: str
    expires: int
    signing_key: bytes
    sealing_key: bytes
    chain: ChainHead


@dataclass(frozen=True, slots=True)
class IssueRecord:
    """One application and the numbers drawn for it (発行記録)."""

    issuance: str
    rows: tuple[Row, ...]
    state: State
    application: str
    numbers: tuple[str, ...]


def session_stream(session: str) -> str:
    """The stream of a session's proof and applications."""
    return f"proof/{session}"


def issue_stream(issuance: str) -> str:
    """The stream of an issuance."""
    return f"issuance/{issuance}"


def answer_blob(issuance: str) -> str:
    """The name under which the sealed answer waits for its kiosk."""
    return f"answer/{issuance}"


def to_text(data: bytes) -> str:
    """Bytes as rows keep them."""
    return base64.b64encode(data).decode()


def _bytes(value: Json) -> bytes:
    return base64.b64decode(str(value))


def read_proof(session: str, rows: tuple[Row, ...]) -> ProofRecord | None:
    """What a session's rows add up to; None when there are none."""
    if not rows:
        return None
    proved = rows[0].data
    applied = [row.data for row in rows if row.event == "apply"]
    head = ChainHead(len(applied), str(applied[-1]["application"] if applied else proved["statement"]))
    return ProofRecord(
        session=session,
        rows=rows,
        identity=CardIdentity(str(proved["issuer"]), int(str(proved["serial"]))),
        terminal=str(proved["terminal"]),
        policy=str(proved["policy"]),
        certificate_from=int(str(proved["certificate_from"])),
        certificate_until=int(str(proved["certificate_until"])),
        statement=str(proved["statement"]),
        expires=int(str(proved["expires"])),
        signing_key=_bytes(proved["signing_key"]),
        sealing_key=_bytes(proved["sealing_key"]),
        chain=head,
    )


def read_issue(issuance: str, rows: tuple[Row, ...]) -> IssueRecord | None:
    """What an issuance's rows add up to; None when there are none."""
    if not rows:
        return None
    prepared = next((row.data for row in rows if row.event == "prepare"), {})
    numbers = prepared.get("numbers", ())
    listed = tuple(map(str, numbers)) if isinstance(numbers, list | tuple) else ()
    return IssueRecord(issuance, rows, State(rows[-1].state), str(rows[0].data.get("application", "")), listed)
