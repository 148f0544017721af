"""Lines between machines: delay, loss, duplication, reordering, garbling, partition."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from kofu.issuance.messages import Answer, Apply, Envelope, OrderAnswer, Prove, Request, Reserve, SealedOffer, Signed
from kofu.simulation.faults import Fault
from kofu.simulation.node import Node

if TYPE_CHECKING:
    from kofu.simulation.world import World

Respond = Callable[[Answer], None]


class Answering(Protocol):
    """A machine that answers requests."""

    @property
    def name(self) -> str:
        """The machine's name."""

    @property
    def is_up(self) -> bool:
        """Whether it runs."""

    def receive(self, message: Request, peer: str, respond: Respond) -> None:
        """A request arrived; ``respond`` sends the answer back."""


class Network:
    """Carries requests and answers; nobody is told what became of them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.cut_off: set[str] = set()
        """Machines that cannot be reached"""

    def ask(
        self,
        source: Node,
        target: Answering,
        message: Request,
        then: Callable[[Answer | None], None],
        timeout_seconds: float,
    ) -> None:
        """Send a request; ``then`` hears the first answer, or None when it takes too long."""
        is_done, life = False, source.life

        def finish(answer: Answer | None) -> None:
            nonlocal is_done
            if not is_done and source.life == life:
                is_done = True
                then(answer)

        def respond(answer: Answer) -> None:
            self._carry(source.name, target.name, lambda: arrived(answer), source)

        def arrived(answer: Answer) -> None:
            finish(garbled_answer(answer) if self._world.faults.strikes(Fault.LINE_GARBLED) else answer)

        def deliver() -> None:
            if target.is_up:
                target.receive(sent, source.name, respond)

        sent = garbled(message) if self._world.faults.strikes(Fault.LINE_GARBLED) else message
        self._carry(source.name, target.name, deliver)
        if self._world.faults.strikes(Fault.LINE_DUPLICATE):
            self._carry(source.name, target.name, deliver)
        source.later(timeout_seconds, lambda: finish(None))

    def _carry(self, one: str, other: str, action: Callable[[], None], receiver: Node | None = None) -> None:
        faults = self._world.faults
        if one in self.cut_off or other in self.cut_off or faults.strikes(Fault.LINE_LOSS):
            return
        seconds = 0.02 + faults.dice.random() * 0.06
        if faults.strikes(Fault.LINE_DELAY):
            seconds += faults.dice.uniform(5, 40)
        if faults.strikes(Fault.LINE_REORDER):
            seconds += faults.dice.uniform(0.1, 3)
        if receiver is None:
            self._world.scheduler.after(seconds, action)
        else:
            receiver.later(seconds, action)


def _flip(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def garbled(message: Request) -> Request:
    """The request with one bit of what it signs or seals turned; others pass as they are."""
    match message:
        case Prove(signature=signature):
            return message.model_copy(update={"signature": _flip(signature)})
        case Apply(application=signed):
            return message.model_copy(update={"application": _flipped(signed)})
        case Reserve(reservation=signed):
            return message.model_copy(update={"reservation": _flipped(signed)})
        case _:
            return message


def garbled_answer(answer: Answer) -> Answer:
    """The answer with one bit of what it seals turned; others pass as they are."""
    match answer:
        case SealedOffer(sealed=sealed):
            return answer.model_copy(update={"sealed": _flip(sealed)})
        case OrderAnswer(envelope=Envelope(sealed=sealed) as envelope):
            damaged = envelope.model_copy(update={"sealed": _flip(sealed)})
            return answer.model_copy(update={"envelope": damaged})
        case _:
            return answer


def _flipped(signed: Signed) -> Signed:
    return signed.model_copy(update={"signature": _flip(signed.signature)})
