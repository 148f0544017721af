"""What stands between kiosk and centre in these tests: it alters, overhears or answers for the other side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from tests.issuance.people import RECORD, Meddle

from kofu.issuance.kiosk.vocabulary import Chosen
from kofu.issuance.messages import (
    Answer,
    Offer,
    Request,
)
from kofu.kiosk.simulated import SimulatedReader
from kofu.kiosk.terminal import Account
from kofu.money import Yen
from kofu.scenarios.script import Script

PassOn = Callable[[Request], Answer]
RequestType = TypeVar("RequestType", bound=Request)


def reasons(account: Account) -> list[str]:
    """What went wrong: failure codes, the other party's where it said no, and reasons of the rules."""
    told = [str(error.facts.get("peer_code") or error.code) for error in account.failures]
    return told + [cause.reason.value for refusal in account.refusals for cause in refusal.causes]


def alter(kind: type[Request], change: Callable[[Request], Request]) -> Meddle:
    """Changes every request of a kind on its way."""

    def meddle(message: Request, pass_on: PassOn) -> Answer:
        return pass_on(change(message) if isinstance(message, kind) else message)

    return meddle


def overhear(kind: type[RequestType], heard: list[RequestType]) -> Meddle:
    """Keeps every request of a kind and passes it on."""

    def meddle(message: Request, pass_on: PassOn) -> Answer:
        if isinstance(message, kind):
            heard.append(message)
        return pass_on(message)

    return meddle


def flip(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def change_answer(kind: type[Answer], change: Callable[[Answer], Answer]) -> Meddle:
    """Changes every answer of a kind on its way back."""

    def meddle(message: Request, pass_on: PassOn) -> Answer:
        answer = pass_on(message)
        return change(answer) if isinstance(answer, kind) else answer

    return meddle


@dataclass
class Line:
    pass_on: PassOn
    meddle: Meddle

    def ask(self, message: Request) -> Answer:
        return self.meddle(message, self.pass_on)


def script(reader: SimulatedReader) -> Script:
    return Script(reader, iter((b"1234",)), RECORD)


class Cheap(Script):
    """Confirms less than the fee."""

    def choose(self, offer: Offer) -> Chosen | None:
        chosen = super().choose(offer)
        return replace(chosen, fee=Yen(10)) if chosen else None
