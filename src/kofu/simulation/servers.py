"""The centre and municipal servers as machines that can be killed between any two steps of the real role code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kofu.errors import KofuError
from kofu.issuance.centre import tidying as centre_tidying
from kofu.issuance.centre.role import Centre
from kofu.issuance.centre.vocabulary import AskMunicipality, CentreEvent, MunicipalityAnswered, Then
from kofu.issuance.messages import Answer, Failed, Request, Settled, SettleNumbers
from kofu.issuance.municipality import tidying as municipal_tidying
from kofu.issuance.municipality.vocabulary import Draw, DrawingFailed, DrawJob, Drawn, MunicipalityEvent
from kofu.issuance.refusals import UnknownIssuance
from kofu.issuance.servers import MOST_TRIES, CentreServer, MunicipalServer, PeerUnreachable, failed
from kofu.issuance.step import Received, Reply
from kofu.issuance.store import AlreadyClaimed, Store, StreamMoved, Work
from kofu.simulation.faults import Fault
from kofu.simulation.keys import OLD_BUILD
from kofu.simulation.mistakes import PrecedingFile
from kofu.simulation.network import Respond
from kofu.simulation.node import Node
from kofu.simulation.paper import LightStudio, Studio
from kofu.simulation.scheduler import NodeClock

if TYPE_CHECKING:
    from kofu.simulation.world import World

CENTRE_WAITS_SECONDS = 15.0
"""How long the centre waits for a municipality."""
TIDY_SECONDS = 60.0
_STALL_SECONDS = (20.0, 45.0)


class CentreNode(Node):
    """The centre: one machine here; its store decides races between its workers."""

    killed_by = Fault.CENTRE_KILLED

    def __init__(self, world: World, role: Centre, store: Store) -> None:
        super().__init__(world, role.settings.centre)
        self.server = CentreServer(role, store, {}, self.clock)
        self._telling: set[str] = set()
        """Municipalities that are being told something"""

    def receive(self, message: Request, peer: str, respond: Respond) -> None:
        """See Answering."""
        self.later(0.001, lambda: self._run(Received(message, peer), respond))

    def _run(self, event: CentreEvent, respond: Respond) -> None:
        if self.is_killed():
            return
        try:
            effect = self.server.decide(event)
        except KofuError as error:
            respond(failed(error))
            return
        if isinstance(event, MunicipalityAnswered):
            self.world.observer.centre_compared(event)
        if self.is_killed():
            return
        match effect:
            case Reply(answer=answer):
                respond(answer)
            case Then(event=following):
                self.later(0.001, lambda: self._run(following, respond))
            case AskMunicipality(municipality=code, message=message, cause=cause):

                def answered(answer: Answer | None) -> None:
                    self._run(MunicipalityAnswered(cause, answer or failed(PeerUnreachable())), respond)

                self._ask(code, message, answered)
        self.flush()

    def _ask(self, code: str, message: Request, then: Callable[[Answer | None], None]) -> None:
        server = self.world.server_of(code)
        self.world.network.ask(self, server, message, then, CENTRE_WAITS_SECONDS)

    def flush(self) -> None:
        """Tell municipalities what they have to be told, each one thing at a time."""
        for outgoing in self.server.store.outbox():
            if outgoing.party in self._telling:
                continue
            self._telling.add(outgoing.party)
            key, party = outgoing.key, outgoing.party

            def told(answer: Answer | None, key: str = key, party: str = party) -> None:
                self._telling.discard(party)
                known = isinstance(answer, Failed) and answer.code == UnknownIssuance.code
                if isinstance(answer, Settled) or known:
                    self.server.store.commit(Work(posted=(key,)))
                    self.flush()

            self._ask(party, SettleNumbers.from_bytes(outgoing.body.encode()), told)

    def tidy(self) -> None:
        """What time alone ends."""
        if self.is_up:
            for work in centre_tidying.tidy(self.server.store, self.clock.now()):
                self.server.store.commit(work)
            self.flush()

    def recover(self) -> None:
        """See Node."""
        self._telling.clear()
        self.tidy()


class MunicipalNode(Node):
    """One of a municipality's servers; they share store and registers, and nothing else."""

    killed_by = Fault.MUNICIPALITY_KILLED

    def __init__(self, world: World, name: str, clock: NodeClock, server: MunicipalServer, studio: Studio) -> None:
        super().__init__(world, name, clock)
        self.server = server
        self.studio = studio
        self.code = server.registers.municipality
        self._honest = studio

    def run_build(self, build: str) -> None:
        """Draw as a build does: the old one has the mistake of 2019."""
        light = self._honest
        self.studio = PrecedingFile(light) if build == OLD_BUILD and isinstance(light, LightStudio) else light

    def receive(self, message: Request, peer: str, respond: Respond) -> None:
        """See Answering."""
        received = Received(message, peer)
        self.later(0.001, lambda: self._run(received, received, respond, 1))

    def _run(self, event: MunicipalityEvent, received: Received, respond: Respond, tries: int) -> None:
        if self.is_killed():
            return
        try:
            effect = self.server.decide(event)
        except (StreamMoved, AlreadyClaimed) as error:
            if tries >= MOST_TRIES:
                respond(failed(error))
            else:
                self.later(0.01, lambda: self._run(received, received, respond, tries + 1))
            return
        except KofuError as error:
            respond(failed(error))
            return
        if isinstance(event, DrawingFailed):
            self.world.observer.municipality_contradicted(event.job.order.issuance, self.code)
        if isinstance(effect, Reply):
            if not self.is_killed():
                respond(effect.answer)
        elif isinstance(effect, Draw):
            self._draw(effect.job, received, respond, tries)
        else:
            self.later(0.003, lambda: self._perform(effect, received, respond, tries))

    def _perform(self, effect: object, received: Received, respond: Respond, tries: int) -> None:
        try:
            event = self.server.perform(effect)  # type: ignore[arg-type]  # an effect of this server's own
        except KofuError as error:
            respond(failed(error))
            return
        self._run(event, received, respond, tries)

    def _draw(self, job: DrawJob, received: Received, respond: Respond, tries: int) -> None:
        faults = self.world.faults
        self.studio.begin(job)
        seconds = faults.dice.uniform(0.05, 0.4)
        if faults.strikes(Fault.RENDERER_STALLED):
            seconds = faults.dice.uniform(*_STALL_SECONDS)
            self.later(CENTRE_WAITS_SECONDS, lambda: self.studio.abandon(job))
        if faults.strikes(Fault.FEED_WHILE_DRAWING):
            self.world.feeds[self.code].change_at_once(job.snapshot.holder)
        self.later(seconds, lambda: self._drawn(job, received, respond, tries))

    def _drawn(self, job: DrawJob, received: Received, respond: Respond, tries: int) -> None:
        try:
            drawn = self.studio.draw(job)
        except KofuError as error:
            respond(failed(error))
            return
        self._run(self._damaged(drawn), received, respond, tries)

    def _damaged(self, drawn: Drawn | DrawingFailed) -> Drawn | DrawingFailed:
        """What a broken renderer would give: found by itself, or signed and found by the centre."""
        faults = self.world.faults
        if isinstance(drawn, DrawingFailed):
            return drawn
        if faults.strikes(Fault.PAGE_DAMAGED):
            return DrawingFailed(drawn.job, "PAPER_READ_BACK_MISMATCH", "page=1")
        if faults.strikes(Fault.MANIFEST_DAMAGED):
            self.world.observer.damaged_manifests.add(drawn.job.order.issuance)
            return Drawn(drawn.job, drawn.copies, drawn.holder_tag[::-1])
        return drawn

    def tidy(self) -> None:
        """What time alone ends."""
        if self.is_up:
            work = municipal_tidying.tidy(self.server.store, self.clock.now())
            if work.erase:
                self.server.store.commit(work)
