"""What the centre remembers, folded from its rows: sessions and issuances, and nothing of the resident's data."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from kofu.issuance.canonical import Json
from kofu.issuance.ledger import Books
from kofu.issuance.messages import Statement
from kofu.issuance.states import CopyEvent, CopyState, State, advance_copy
from kofu.issuance.store import Row
from kofu.issuance.transcript import UNPROVED, ChainHead
from kofu.money import Yen


class SessionState(StrEnum):
    """Where a session stands at the centre."""

    OPEN = "open"
    SPENT = "spent"
    PROVED = "proved"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One session: opened at one terminal, for one holder, once proved."""

    session: str
    rows: tuple[Row, ...]
    state: SessionState
    terminal: str
    nonce: bytes
    issued: int
    expires: int
    channel: str
    municipality: str = ""
    card: str = ""
    signing_key: bytes = b""
    chain: ChainHead = UNPROVED


@dataclass(frozen=True, slots=True)
class IssuanceRecord:
    """One issuance as the centre sees it: kind, copies and yen; never persons or options."""

    issuance: str
    rows: tuple[Row, ...]
    state: State
    session: str
    terminal: str
    municipality: str
    application: str
    kind: str
    fee: int
    received_at: int
    copies: tuple[CopyState, ...]
    manifest: str = ""
    numbers: tuple[str, ...] = ()

    @property
    def books(self) -> Books:
        """The accounts its money moves between."""
        return Books(self.issuance, self.terminal, self.municipality, Yen(self.fee // len(self.copies)))


def session_stream(session: str) -> str:
    """The stream of a session's rows."""
    return f"session/{session}"


def issuance_stream(issuance: str) -> str:
    """The stream of an issuance's rows."""
    return f"issuance/{issuance}"


def to_text(data: bytes) -> str:
    """Bytes as rows keep them."""
    return base64.b64encode(data).decode()


def _bytes(value: Json) -> bytes:
    return base64.b64decode(str(value))


def _number(value: Json) -> int:
    if not isinstance(value, int):
        raise TypeError("a row holds something else than was written")
    return value


def read_session(session: str, rows: tuple[Row, ...]) -> SessionRecord | None:
    """What a session's rows add up to; None when there are none."""
    if not rows:
        return None
    opened = rows[0].data
    record = SessionRecord(
        session=session,
        rows=rows,
        state=SessionState(rows[-1].state),
        terminal=str(opened["terminal"]),
        nonce=_bytes(opened["nonce"]),
        issued=_number(opened["issued"]),
        expires=_number(opened["expires"]),
        channel=str(opened["channel"]),
    )
    for row in rows[1:]:
        record = _follow(record, row)
    return record


def _follow(record: SessionRecord, row: Row) -> SessionRecord:
    match row.event:
        case "spend":
            return replace(record, municipality=str(row.data["municipality"]))
        case "prove":
            return replace(
                record,
                card=str(row.data["card"]),
                signing_key=_bytes(row.data["signing_key"]),
                chain=ChainHead(0, str(row.data["statement"])),
            )
        case "apply":
            return replace(record, chain=ChainHead(_number(row.data["sequence"]), str(row.data["application"])))
        case _:
            return record


def read_issuance(issuance: str, rows: tuple[Row, ...]) -> IssuanceRecord | None:
    """What an issuance's rows add up to; None when there are none."""
    if not rows:
        return None
    applied = rows[0].data
    if "session" not in applied:
        return _withdrawn_unheard(issuance, rows)
    record = IssuanceRecord(
        issuance=issuance,
        rows=rows,
        state=State(rows[-1].state),
        session=str(applied["session"]),
        terminal=str(applied["terminal"]),
        municipality=str(applied["municipality"]),
        application=str(applied["application"]),
        kind=str(applied["kind"]),
        fee=_number(applied["fee"]),
        received_at=_number(applied["received_at"]),
        copies=(CopyState.WAITING,) * _number(applied["copies"]),
    )
    prepared = next((row.data for row in rows if row.event == "prepare"), None)
    if prepared is not None:
        numbers = prepared["numbers"]
        record = replace(record, manifest=str(prepared["manifest"]), numbers=tuple(map(str, _list(numbers))))
    return replace(record, copies=_copies(record.copies, rows))


def _withdrawn_unheard(issuance: str, rows: tuple[Row, ...]) -> IssuanceRecord:
    """An issuance of which the centre knows nothing but that it is never to begin."""
    terminal = str(rows[0].data["terminal"])
    return IssuanceRecord(issuance, rows, State.WITHDRAWN, "", terminal, "", "", "", 0, 0, ())


def _list(value: Json) -> Iterable[Json]:
    return value if isinstance(value, list | tuple) else ()


def _copies(copies: tuple[CopyState, ...], rows: tuple[Row, ...]) -> tuple[CopyState, ...]:
    states = list(copies)
    for row in rows:
        if row.event in set(CopyEvent):
            index = _number(row.data["copy"])
            states[index] = advance_copy(states[index], CopyEvent(row.event))
    return tuple(states)


def rebuild_statement(
    record: SessionRecord, centre: str, certificate: str, signing_key: bytes, sealing_key: bytes
) -> Statement:
    """The statement the card must have signed: everything but keys and certificate is the centre's own."""
    return Statement.model_validate(
        {
            "version": 1,
            "purpose": "certificate-issuance",
            "centre": centre,
            "terminal": record.terminal,
            "channel": record.channel,
            "session": record.session,
            "nonce": record.nonce,
            "issued": record.issued,
            "expires": record.expires,
            "signing_key": signing_key,
            "sealing_key": sealing_key,
            "certificate": certificate,
        }
    )
