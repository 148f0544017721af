"""A kiosk as a machine: the real role, a journal, a coin unit whose counters survive, a printer that may forget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kofu.card.errors import CardRemoved, PinBlocked, WrongPin
from kofu.issuance.kiosk.journal import note_refusal
from kofu.issuance.kiosk.recovery import job_name, recover
from kofu.issuance.kiosk.refunds import copies_of, refund, resolve
from kofu.issuance.kiosk.role import Kiosk
from kofu.issuance.kiosk.vocabulary import (
    Applying,
    AskCentre,
    Begun,
    CallStaff,
    Cancelled,
    CardProved,
    CardRefused,
    CentreAnswered,
    CentreSilent,
    Chosen,
    CoinsHeld,
    CollectCoins,
    CopyCameOut,
    CopyInDoubt,
    CopySpoilt,
    Ended,
    Erase,
    Idle,
    KeepFee,
    KioskEffect,
    KioskEvent,
    KioskState,
    PrintCopy,
    ReadCard,
    ReturnCoins,
    ShowOffer,
)
from kofu.issuance.messages import Answer, Failed, TellReport
from kofu.issuance.states import CopyEvent, CopyState
from kofu.issuance.store import Store, Work
from kofu.kiosk.simulated import SimulatedCashUnit, coins_for
from kofu.money import Yen
from kofu.simulation.faults import Fault
from kofu.simulation.node import Node
from kofu.simulation.resident import Visit

if TYPE_CHECKING:
    from kofu.simulation.world import World

KIOSK_WAITS_SECONDS = 30.0
"""How long a kiosk waits for the centre; longer than the centre waits for a municipality."""
_PRINT_SECONDS = (3.0, 7.0)
_FLOAT = {Yen(1000): 0, Yen(500): 400, Yen(100): 4000, Yen(50): 1000, Yen(10): 4000}


class KioskNode(Node):
    """One terminal in one shop."""

    killed_by = Fault.KIOSK_KILLED
    down_seconds = (60.0, 240.0)

    def __init__(self, world: World, role: Kiosk, journal: Store) -> None:
        super().__init__(world, role.settings.terminal)
        self.role = role
        self.journal = journal
        self.cash = SimulatedCashUnit(coins_for, box=dict(_FLOAT))
        self.history: dict[str, CopyEvent] = {}
        """What the printer remembers of its jobs"""
        self.spool: dict[str, bytes] = {}
        """Jobs handed to the printer and not yet purged"""
        self.state: KioskState = Idle()
        self.visit: Visit | None = None
        self._is_telling = False

    # One resident after another

    def wait_for_resident(self) -> None:
        """The next one comes after a while."""
        self.later(self.world.pause(), self.begin)

    def begin(self) -> None:
        """Somebody touches the screen."""
        if self.visit is not None or not isinstance(self.state, Idle):
            return
        self.visit = self.world.next_visit(self)
        if self.visit is None:
            self.wait_for_resident()
            return
        self.handle(Begun(self.visit.citizen.municipality))

    def handle(self, event: KioskEvent) -> None:
        """One step of the role: decide, commit, act."""
        if self.is_killed():
            return
        state, step = self.role.handle(self.state, event, self.clock.now())
        if step.work.rows or step.work.post:
            self.journal.commit(step.work)
        if isinstance(event, Chosen) and isinstance(state, Applying) and self.visit:
            self.visit.applied(state.application.issuance)
        if self.is_killed():
            return
        self.state = state
        for effect in step.effects:
            self._perform(effect)
            if self.is_killed():
                return

    def _perform(self, effect: KioskEffect) -> None:
        """Begin what was decided; whatever takes time comes back as an event."""
        visit = self.visit
        if visit is None:
            return
        match effect:
            case AskCentre():
                self._ask(effect)
            case ReadCard():
                self.later(self.world.dice.uniform(4, 9), lambda: self.handle(self._read_card(visit, effect)))
            case ShowOffer(offer=offer):
                self.later(visit.thinks_seconds(), lambda: self.handle(visit.choose(offer) or Cancelled()))
            case CollectCoins(amount=amount):
                self.later(self.world.dice.uniform(4, 15), lambda: self._collect(visit, amount))
            case ReturnCoins():
                self.cash.return_all()
            case KeepFee(amount=amount):
                self.cash.keep(amount)
                self.world.observer.fee_kept(visit.issuance, amount)
            case PrintCopy():
                self.print(effect)
            case CallStaff(issuance=issuance):
                self.world.call_staff(self, issuance)
            case Erase():
                self._leave()
            case _:
                return

    def _leave(self) -> None:
        self._end_visit()
        self.flush()
        self.wait_for_resident()

    def _end_visit(self) -> None:
        if self.visit is not None:
            self.world.visit_over(self.visit)
        self.visit, self.state = None, Idle()

    def _ask(self, effect: AskCentre) -> None:
        self.flush()

        def answered(answer: Answer | None) -> None:
            self.handle(CentreSilent() if answer is None else CentreAnswered(answer))
            self._skip_ended()

        self.world.network.ask(self, self.world.centre, effect.message, answered, KIOSK_WAITS_SECONDS)

    def _skip_ended(self) -> None:
        """A session that failed while opening ends without effects that would say so."""
        if isinstance(self.state, Ended) and self.visit is not None:
            self._leave()

    def _read_card(self, visit: Visit, effect: ReadCard) -> KioskEvent:
        citizen, faults = visit.citizen, self.world.faults
        if faults.strikes(Fault.CARD_REMOVED):
            return CardRefused(CardRemoved())
        if citizen.tries_left == 0:
            return CardRefused(PinBlocked())
        if visit.types_wrong_pin:
            citizen.tries_left -= 1
            return CardRefused(WrongPin(attempts_remaining=citizen.tries_left))
        citizen.tries_left = 3
        return CardProved(citizen.prove(effect.make_statement(citizen.certificate)))

    def _collect(self, visit: Visit, amount: Yen) -> None:
        if visit.gives_up:
            for piece in list(coins_for(amount))[:-1]:
                self.cash.drop(piece, amount)
            self.handle(Cancelled())
            return
        held = self.cash.collect(amount)
        self.handle(Cancelled() if held is None else CoinsHeld(held, self.cash.kept))

    # Printing

    def print(self, effect: PrintCopy) -> None:
        """The printer takes the job; what it reports later may be wrong only by being unknown."""
        self.spool[effect.job] = effect.pdf
        seconds = self.world.dice.uniform(*_PRINT_SECONDS)
        comes_out = self.world.dice.uniform(0.3, 0.9) * seconds
        is_jammed = self.world.faults.strikes(Fault.PRINTER_JAM)
        if not is_jammed:
            self.later(comes_out, lambda: self.put_out(effect))
        self.later(seconds, lambda: self._printed(effect, is_jammed=is_jammed))

    def put_out(self, effect: PrintCopy) -> None:
        """The paper falls into the tray."""
        self.history[effect.job] = CopyEvent.PRINTED
        self.world.observer.paper_out(self, effect.job, effect.pdf)

    def _printed(self, effect: PrintCopy, *, is_jammed: bool) -> None:
        self.purge()
        if self.world.faults.strikes(Fault.PRINTER_FORGETS):
            self.history.clear()
            self.world.observer.history_lost(self, effect.job)
            self.handle(CopyInDoubt(effect.index))
        elif is_jammed:
            self.history[effect.job] = CopyEvent.FAILED
            self.handle(CopySpoilt(effect.index))
        else:
            self.handle(CopyCameOut(effect.index))

    def purge(self) -> None:
        """Nothing of a job stays once it is over."""
        self.spool.clear()

    # After a power cut

    def kill(self) -> None:
        """See Node; a copy just leaving the printer may or may not have come out."""
        super().kill()
        self.purge()
        self._is_telling = False
        if self.world.faults.strikes(Fault.PRINTER_FORGETS):
            self.history.clear()
            self.has_forgotten = True
        self._end_visit()

    has_forgotten = False

    def recover(self) -> None:
        """Finish or reverse from the journal's rows, then give back whatever lies in escrow."""
        recovery = recover(self.role.settings, self.journal, self.cash.kept, self.outcome_of, self.clock.now())
        self.journal.commit(recovery.work)
        self.has_forgotten = False
        self.cash.return_all()
        for issuance in recovery.needs_staff:
            self.world.call_staff(self, issuance)
        self.flush()
        self.wait_for_resident()

    def outcome_of(self, job: str) -> CopyEvent:
        """What the printer says of a job."""
        if job in self.history:
            return self.history[job]
        if self.has_forgotten:
            self.world.observer.history_lost(self, job)
            return CopyEvent.UNKNOWN
        return CopyEvent.FAILED

    # Staff

    def settle_with_staff(self, issuance: str) -> bool:
        """Somebody of the shop looks at the tray and pays back; whether it could be done now."""
        if not self.is_up or self.visit is not None:
            return False
        at = self.clock.now()
        rows = self.journal.rows(f"issuance/{issuance}")
        for index, copy in enumerate(copies_of(rows)):
            if copy is CopyState.UNRESOLVED:
                lies_there = self.world.observer.lies_in_tray(job_name(issuance, index))
                self.journal.commit(resolve(self.role.settings, self.journal, issuance, index, lies_there, at))
        if CopyState.FAILED in copies_of(self.journal.rows(f"issuance/{issuance}")):
            amount, work = refund(self.role.settings, self.journal, issuance, at)
            self.journal.commit(work)
            self.cash.pay_out(amount)
            self.world.observer.paid_back(issuance, amount)
        self.flush()
        return True

    # Telling the centre

    def flush(self) -> None:
        """Tell the centre one thing after another."""
        outbox = self.journal.outbox()
        if self._is_telling or not outbox or not self.is_up:
            return
        self._is_telling = True
        outgoing = outbox[0]

        def told(answer: Answer | None) -> None:
            self._is_telling = False
            if answer is None:
                return
            refused = note_refusal(outgoing, answer.code, self.clock.now()) if isinstance(answer, Failed) else Work()
            self.journal.commit(Work(posted=(outgoing.key,)).and_also(refused))
            self.flush()

        message = TellReport.from_bytes(outgoing.body.encode())
        self.world.network.ask(self, self.world.centre, message, told, KIOSK_WAITS_SECONDS)

    @property
    def is_busy(self) -> bool:
        """Whether somebody stands here, or something is still to be told."""
        return not self.is_up or self.visit is not None or bool(self.journal.outbox())
