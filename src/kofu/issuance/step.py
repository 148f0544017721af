"""What a role answers to an event: ``handle(state, event, at) → Step(work, effects)``.

A driver commits the work and then performs the effects in order. Roles see no clock, socket, database or device:
whatever may take time or fail is an effect, so the simulator can delay, drop, double or kill between any two steps.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from kofu.issuance.messages import Answer, Request
from kofu.issuance.store import Row, Work

EffectType = TypeVar("EffectType", covariant=True)


@dataclass(frozen=True, slots=True)
class Received:
    """A request arrived from a peer that mutual TLS has named: a terminal, or the centre."""

    message: Request
    peer: str


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer the request in hand; ends its handling."""

    answer: Answer


@dataclass(frozen=True)
class Step(Generic[EffectType]):
    """One decision: what to write, then what to do."""

    work: Work = field(default_factory=Work)
    effects: tuple[EffectType, ...] = ()


def next_sequence(rows: tuple[Row, ...]) -> int:
    """The place of the row that follows these."""
    return len(rows) + 1
