"""The kiosk's journal: what it did, in ids and yen, written before and after each act. No names, no content."""

from __future__ import annotations

from datetime import datetime

from kofu.clock import unix_seconds
from kofu.issuance.canonical import Json
from kofu.issuance.kiosk.vocabulary import KioskSettings
from kofu.issuance.messages import Report, Signed, TellReport
from kofu.issuance.store import Outgoing, Row, Work

CENTRE = "centre"


def journal_stream(issuance: str) -> str:
    """The stream of one issuance at this kiosk."""
    return f"issuance/{issuance}"


def note(issuance: str, sequence: int, event: str, state: str, at: datetime, **data: Json) -> Work:
    """One journal row."""
    return Work(rows=(Row(journal_stream(issuance), sequence, event, state, at, data),))


def report(settings: KioskSettings, issuance: str, event: str, index: int | None, at: datetime) -> Work:
    """A signed report for the centre, kept until acknowledged."""
    told = Report.model_validate(
        {
            "version": 1,
            "terminal": settings.terminal,
            "issuance": issuance,
            "event": event,
            "copy_index": index,
            "at": unix_seconds(at),
        }
    )
    payload = told.canonical_bytes()
    signed = Signed(payload=payload, signature=settings.sign_report(Report.label.encode() + b"\0" + payload))
    message = TellReport(issuance=issuance, report=signed)
    key = f"{issuance}/{event}" + ("" if index is None else f"/{index}")
    return Work(post=(Outgoing(key, CENTRE, message.model_dump_json()),))


def note_refusal(outgoing: Outgoing, code: str, at: datetime) -> Work:
    """A report that the centre refused for good, as a stream of its own that staff can list."""
    return Work(rows=(Row(f"refused_report/{outgoing.key}", 1, "refused", "open", at, {"code": code}),))
