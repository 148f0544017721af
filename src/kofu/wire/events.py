"""What servers log: one line a request, with an event of this list. Never a body, a header or an exception's words."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass
from enum import StrEnum

LOGGER = logging.getLogger("kofu.http")


class Event(StrEnum):
    """How a request ended."""

    ANSWERED = "request_answered"
    REFUSED = "request_refused"
    MALFORMED = "request_malformed"
    PEER_REFUSED = "peer_refused"
    SERVED = "page_served"
    FAULT = "server_fault"


@dataclass(frozen=True, slots=True)
class Entry:
    """One request. ``path`` is a path of ours or ``?``: what a stranger typed is not repeated."""

    party: str
    event: Event
    path: str
    status: int
    milliseconds: float
    peer: str
    code: str


def log_request(entry: Entry) -> None:
    """One line of ``name=value`` pairs."""
    level = logging.ERROR if entry.event is Event.FAULT else logging.INFO
    LOGGER.log(
        level,
        "party=%s event=%s path=%s status=%d duration_ms=%.1f peer=%s code=%s",
        *(entry.party, entry.event.value, entry.path, entry.status, entry.milliseconds, entry.peer, entry.code),
    )


def log_fault(error: Exception) -> None:
    """Where an unforeseen error arose: its type and the innermost lines of code, without its words."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = " ".join(f"{frame.name}:{frame.lineno}" for frame in frames)
    LOGGER.error("event=%s type=%s places=%s", Event.FAULT.value, type(error).__name__, places)
