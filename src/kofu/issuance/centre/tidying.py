"""What no message will end any more, ended by time: applications whose session is over before anybody paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kofu.clock import unix_seconds
from kofu.issuance.centre.applications import erasure
from kofu.issuance.centre.records import issuance_stream, read_issuance, read_session, session_stream
from kofu.issuance.states import Event, State, advance
from kofu.issuance.step import next_sequence
from kofu.issuance.store import Row, Store, Work

_UNPAID = (State.APPLIED, State.PREPARED, State.DELIVERED)


def tidy(store: Store, at: datetime) -> Iterator[Work]:
    """One work for each issuance to be withdrawn. A paid one is never ended here: only its kiosk knows of the paper."""
    for stream in store.streams(issuance_stream(""), _UNPAID):
        record = read_issuance(stream.partition("/")[2], store.rows(stream))
        session = read_session(record.session, store.rows(session_stream(record.session))) if record else None
        if record is None or session is None or unix_seconds(at) < session.expires:
            continue
        state = advance(record.state, Event.WITHDRAW)
        row = Row(stream, next_sequence(record.rows), Event.WITHDRAW, state, at, {"cause": "session over"})
        yield Work(rows=(row,), post=(erasure(record, row),))
