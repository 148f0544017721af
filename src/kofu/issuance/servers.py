"""Running the centre and a municipality: commit what a role decided, then perform what it asked for.

The same servers stand behind HTTP and behind the direct calls of the demo; a ``Peer`` is whoever answers a request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Protocol, TypeVar

from kofu.clock import Clock
from kofu.errors import KofuError
from kofu.issuance.centre.role import Centre
from kofu.issuance.centre.vocabulary import AskMunicipality, CentreEffect, CentreEvent, MunicipalityAnswered, Then
from kofu.issuance.messages import Answer, Failed, Message, Request, Settled, SettleNumbers
from kofu.issuance.municipality.role import Municipality
from kofu.issuance.municipality.vocabulary import (
    ApplicantRead,
    Draw,
    DrawingFailed,
    DrawJob,
    Drawn,
    HolderRead,
    MunicipalityEffect,
    MunicipalityEvent,
    ReadApplicant,
    ReadHolder,
    RegistersMoved,
)
from kofu.issuance.refusals import MunicipalityNotServed, UnknownIssuance
from kofu.issuance.step import Received, Reply, Step
from kofu.issuance.store import AlreadyClaimed, Store, StreamMoved, Work
from kofu.pki.identity import CardIdentity
from kofu.registers.errors import UnknownCard
from kofu.registers.kinds import RegisterName
from kofu.registers.model import Snapshot
from kofu.registers.store import RegisterStore

MOST_TRIES = 5
"""How often a decision is made anew when another worker was faster."""
MOST_STEPS = 16
"""Steps of one request, redrawing included, before it is given up."""
STALE_AFTER = timedelta(minutes=15)
"""How long a register may be silent before it issues nothing (promise 2)."""


class Peer(Protocol):
    """Whoever answers requests: another server in this process, or one at the end of a TLS connection."""

    def ask(self, message: Request) -> Answer:
        """The answer, ``Failed`` included. Raises PeerUnreachable when there was none."""


class PeerUnreachable(KofuError):
    """No answer came: whether the request was acted on is unknown."""

    code = "PROTOCOL_PEER_UNREACHABLE"
    summary = "the other party gave no answer"


class Renderer(Protocol):
    """Draws and checks: see ``drawing.PaperRenderer``."""

    def draw(self, job: DrawJob) -> Drawn | DrawingFailed:
        """The copies, or the contradiction found in them. Raises KofuError where nothing can be drawn."""


class CentreServer:
    """The centre over its store, with a way to each municipality."""

    def __init__(self, role: Centre, store: Store, municipalities: Mapping[str, Peer], clock: Clock) -> None:
        self.role = role
        self.store = store
        self._municipalities = municipalities
        self._clock = clock

    def answer(self, message: Request, peer: str) -> Answer:
        """Handle one request of an authenticated terminal. Errors become ``Failed`` with their code."""
        try:
            answer = self._run(Received(message, peer))
        except KofuError as error:
            answer = failed(error)
        self.flush()
        return answer

    def _run(self, event: CentreEvent) -> Answer:
        while True:
            effect = self.decide(event)
            match effect:
                case Reply(answer=answer):
                    return answer
                case Then(event=following):
                    event = following
                case AskMunicipality(municipality=code, message=message, cause=cause):
                    event = MunicipalityAnswered(cause, self._ask(code, message))

    def decide(self, event: CentreEvent) -> CentreEffect:
        """Decide, commit, and say what is to be done; anew from the rows when another worker was faster."""
        for _ in range(MOST_TRIES):
            step = self.role.handle(self.role.recall(event, self.store), event, self._clock.now())
            try:
                self.store.commit(step.work)
            except StreamMoved:
                continue
            (effect,) = step.effects
            return effect
        raise StreamMoved

    def _ask(self, municipality: str, message: Request) -> Answer:
        peer = self._municipalities.get(municipality)
        if peer is None:
            return failed(MunicipalityNotServed(municipality=municipality))
        try:
            return peer.ask(message)
        except KofuError as error:
            return failed(error)

    def flush(self) -> None:
        """Deliver what municipalities still have to be told; what cannot be delivered now stays for the next time.

        Of a municipality that does not answer nothing more is asked in this round.
        """
        silent: set[str] = set()
        for outgoing in self.store.outbox():
            if outgoing.party in silent:
                continue
            answer = self._ask(outgoing.party, SettleNumbers.from_bytes(outgoing.body.encode()))
            if isinstance(answer, Settled) or (isinstance(answer, Failed) and answer.code == UnknownIssuance.code):
                self.store.commit(Work(posted=(outgoing.key,)))
            else:
                silent.add(outgoing.party)


class MunicipalServer:
    """A municipality over its store, its registers and its renderer. Both stores lie in one database."""

    def __init__(
        self, role: Municipality, store: Store, registers: RegisterStore, renderer: Renderer, clock: Clock
    ) -> None:
        self.role = role
        self.store = store
        self.registers = registers
        self._renderer = renderer
        self._clock = clock

    def answer(self, message: Request, peer: str) -> Answer:
        """Handle one request of the centre. Errors become ``Failed`` with their code."""
        for _ in range(MOST_TRIES):
            try:
                return self._run(Received(message, peer))
            except (StreamMoved, AlreadyClaimed):
                continue
            except KofuError as error:
                return failed(error)
        return failed(StreamMoved())

    def _run(self, event: MunicipalityEvent) -> Answer:
        for _ in range(MOST_STEPS):
            effect = self.decide(event)
            if isinstance(effect, Reply):
                return effect.answer
            event = self.perform(effect)
        raise StreamMoved

    def decide(self, event: MunicipalityEvent) -> MunicipalityEffect:
        """Decide, commit, and say what is to be done. Raises StreamMoved, AlreadyClaimed: then begin anew."""
        step = self._sign(event) if isinstance(event, Drawn) else self._step(event)
        (effect,) = step.effects
        return effect

    def _step(self, event: MunicipalityEvent) -> Step[MunicipalityEffect]:
        state = self.role.recall(event, self.store)
        step = self.role.handle(state, event, self._clock.now())
        self.store.commit(step.work)
        return step

    def _sign(self, event: Drawn) -> Step[MunicipalityEffect]:
        """Sign only while the rows it was drawn from are still the newest; the feed waits meanwhile (promise 2)."""
        with self.registers.locked_versions(event.job.snapshot) as versions:
            if versions == event.job.snapshot.versions:
                return self._step(event)
        return self._step(RegistersMoved(event.job.order))

    def perform(self, effect: MunicipalityEffect) -> MunicipalityEvent:
        """Read or draw what was decided; the event that follows. Raises RegisterStale and what drawing raises."""
        match effect:
            case ReadHolder(identity=identity, session=session):
                return HolderRead(session, self._snapshot(identity))
            case ReadApplicant(identity=identity, order=order):
                return ApplicantRead(order, self._snapshot(identity))
            case Draw(job=job):
                return self._renderer.draw(job)
            case Reply():
                raise AssertionError("a reply ends the handling")

    def _snapshot(self, identity: CardIdentity) -> Snapshot | None:
        """One consistent read from registers that can prove they are current. Raises RegisterStale."""
        now = self._clock.now()
        self.registers.freshness(STALE_AFTER).require(RegisterName, now)
        try:
            return self.registers.snapshot(identity, now)
        except UnknownCard:
            return None


class DirectPeer:
    """Another server in this process. Messages still pass as bytes, so that nothing unsent can slip through."""

    def __init__(self, answer: Callable[[Request, str], Answer], name: str) -> None:
        self._answer = answer
        self._name = name

    def ask(self, message: Request) -> Answer:
        """Hand the request over as its bytes would arrive, under this peer's name."""
        return copied(self._answer(copied(message), self._name))


MessageType = TypeVar("MessageType", bound=Message)


def copied(message: MessageType) -> MessageType:
    """The message as the other side reads it from its bytes."""
    return type(message).from_bytes(message.model_dump_json().encode())


def failed(error: KofuError) -> Failed:
    """An error as an answer."""
    return Failed(code=error.code, facts=error.facts)
