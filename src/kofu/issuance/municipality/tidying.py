"""Envelopes whose session is over are erased, whether the centre said so or not (promise 4)."""

from __future__ import annotations

from datetime import datetime

from kofu.clock import unix_seconds
from kofu.issuance.municipality.records import issue_stream, read_proof, session_stream
from kofu.issuance.store import Store, Work


def tidy(store: Store, at: datetime) -> Work:
    """Erase what nobody can open any more: the key lived in the session's process."""
    return Work(erase=tuple(name for name in store.blobs() if _is_over(store, name, at)))


def _is_over(store: Store, blob: str, at: datetime) -> bool:
    rows = store.rows(issue_stream(blob.partition("/")[2]))
    session = str(rows[0].data.get("session", "")) if rows else ""
    proof = read_proof(session, store.rows(session_stream(session)))
    return proof is None or unix_seconds(at) >= proof.expires
