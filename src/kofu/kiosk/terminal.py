"""Runs the kiosk's role on real or simulated devices, one session at a time, and says what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kofu.card.authenticate import authenticate, survey
from kofu.card.deadline import DeadlineConnection
from kofu.card.errors import NoAuthenticationCertificate, NotThisCard, PinBlocked, WrongPin
from kofu.clock import Clock
from kofu.errors import KofuError
from kofu.issuance.kiosk.journal import note_refusal
from kofu.issuance.kiosk.recovery import recover
from kofu.issuance.kiosk.refunds import RefundReason, refund, resolve
from kofu.issuance.kiosk.role import Kiosk
from kofu.issuance.kiosk.vocabulary import (
    AskCentre,
    Begun,
    CallStaff,
    Cancelled,
    CardProved,
    CardRefused,
    CentreAnswered,
    CentreSilent,
    CoinsHeld,
    CollectCoins,
    CopyCameOut,
    CopyInDoubt,
    CopySpoilt,
    Ended,
    Erase,
    GiveReceipt,
    Idle,
    KeepFee,
    KioskEffect,
    KioskEvent,
    KioskState,
    PrintCopy,
    ReadCard,
    ReturnCoins,
    ShowFailure,
    ShowOffer,
    ShowRefusal,
)
from kofu.issuance.messages import Failed, TellReport
from kofu.issuance.servers import Peer, PeerUnreachable
from kofu.issuance.states import CopyEvent
from kofu.issuance.store import Store, Work
from kofu.kiosk.devices import CardReader, CashUnit, CoinCounter, JobHistory, Person, Printer, PrintOutcome
from kofu.money import NOTHING, Yen

CARD_DEADLINE_SECONDS = 8.0
"""Longest wait for one answer of the card; a contactless one takes about two seconds for everything."""


_COPY_EVENTS = {
    PrintOutcome.PRINTED: CopyEvent.PRINTED,
    PrintOutcome.SPOILT: CopyEvent.FAILED,
    PrintOutcome.UNKNOWN: CopyEvent.UNKNOWN,
}


class CardLeftBehind(KofuError):
    """The card was not taken off the reader: there is no further screen (facts F-07, F-19)."""

    code = "KIOSK_REMOVE_CARD_FIRST"
    summary = "take the card off the reader first"


@dataclass
class Account:
    """What came of one session, for whoever watches: outcome, paper, money, time by step. No content."""

    failures: list[KofuError] = field(default_factory=list)
    refusals: list[ShowRefusal] = field(default_factory=list)
    printed: list[tuple[str, int]] = field(default_factory=list)
    """Document number and pages of each copy that came out"""
    fee: Yen = NOTHING
    returned: Yen = NOTHING
    receipt: GiveReceipt | None = None
    needs_staff: bool = False
    issuance: str | None = None
    """The issuance that money or paper was moved for"""
    steps_milliseconds: dict[str, float] = field(default_factory=dict)


@dataclass
class Devices:
    """The devices of one terminal."""

    reader: CardReader
    cash: CashUnit
    printer: Printer


class Terminal:
    """One kiosk: its role, its journal, its way to the centre, its devices."""

    def __init__(
        self,
        role: Kiosk,
        journal: Store,
        centre: Peer,
        devices: Devices,
        clock: Clock,
        make_receipt: Callable[[GiveReceipt], bytes],
    ) -> None:
        self.role = role
        self.journal = journal
        self.devices = devices
        self.centre = centre
        self._clock = clock
        self._make_receipt = make_receipt

    def serve(self, municipality: str, person: Person) -> Account:
        """One session from the first touch to the last, whatever happens in between."""
        account = Account()
        state: KioskState = Idle()
        event: KioskEvent | None = Begun(municipality)
        while event is not None:
            state, step = self.role.handle(state, event, self._clock.now())
            self.journal.commit(step.work)
            event = None
            for effect in step.effects:
                event = self._timed(effect, person, account) or event
        if not isinstance(state, Ended):
            raise AssertionError("a session ends with Erase")
        self.flush()
        return account

    def recover(self) -> tuple[str, ...]:
        """After a restart, before the first resident: finish or reverse from the journal, then empty the escrow.

        Returns the issuances that staff have to settle.
        """
        recovery = recover(self.role.settings, self.journal, self._kept(), self._outcome_of, self._clock.now())
        self.journal.commit(recovery.work)
        self.devices.cash.return_all()
        self.flush()
        return recovery.needs_staff

    def _kept(self) -> Yen | None:
        return self.devices.cash.kept if isinstance(self.devices.cash, CoinCounter) else None

    def _outcome_of(self, job: str) -> CopyEvent:
        """What the printer says of a job; one that cannot be asked leaves it in doubt."""
        printer = self.devices.printer
        outcome = printer.outcome_of(job) if isinstance(printer, JobHistory) else PrintOutcome.UNKNOWN
        return _COPY_EVENTS[outcome]

    def resolve(self, issuance: str, index: int, *, came_out: bool) -> None:
        """Store staff looked for a copy in doubt. Raises EventNotAllowed."""
        at = self._clock.now()
        self.journal.commit(resolve(self.role.settings, self.journal, issuance, index, came_out, at))
        self.flush()

    def refund(self, issuance: str, reason: RefundReason = RefundReason.JAM) -> Yen:
        """Store staff pay back the failed copies of an issuance. Raises NothingToRefund, NoChange."""
        amount, work = refund(self.role.settings, self.journal, issuance, self._clock.now(), reason)
        self.journal.commit(work)
        self.devices.cash.pay_out(amount)
        self.flush()
        return amount

    def flush(self) -> None:
        """Tell the centre what it still has to be told; what does not get through stays for the next time.

        A report the centre refuses is not sent for ever: it goes into the journal, for staff.
        """
        for outgoing in self.journal.outbox():
            try:
                answer = self.centre.ask(TellReport.from_bytes(outgoing.body.encode()))
            except PeerUnreachable:
                return
            refused = note_refusal(outgoing, answer.code, self._clock.now()) if isinstance(answer, Failed) else Work()
            self.journal.commit(Work(posted=(outgoing.key,)).and_also(refused))

    def _timed(self, effect: KioskEffect, person: Person, account: Account) -> KioskEvent | None:
        begun = self._clock.ticks()
        event = self._perform(effect, person, account)
        name = type(effect.message).__name__ if isinstance(effect, AskCentre) else type(effect).__name__
        milliseconds = (self._clock.ticks() - begun) * 1000
        account.steps_milliseconds[name] = account.steps_milliseconds.get(name, 0.0) + milliseconds
        return event

    def _perform(self, effect: KioskEffect, person: Person, account: Account) -> KioskEvent | None:
        match effect:
            case AskCentre():
                return self._ask(effect)
            case ReadCard():
                return self._read_card(effect, person)
            case ShowOffer(offer=offer):
                return person.choose(offer) or Cancelled()
            case CollectCoins(amount=amount):
                held = self.devices.cash.collect(amount)
                return Cancelled() if held is None else CoinsHeld(held, self._kept())
            case PrintCopy():
                return self._print(effect, account)
            case _:
                self._do(effect, person, account)
                return None

    def _do(self, effect: KioskEffect, person: Person, account: Account) -> None:
        """Effects that nothing comes back from."""
        match effect:
            case ShowRefusal():
                account.refusals.append(effect)
                person.read_refusal(effect)
            case ShowFailure(error=error):
                account.failures.append(error)
                person.read_failure(error)
            case ReturnCoins():
                account.returned = Yen(account.returned + self.devices.cash.return_all())
            case KeepFee(amount=amount):
                self.devices.cash.keep(amount)
                account.fee = amount
            case GiveReceipt():
                account.receipt = effect
                account.issuance = effect.issuance
                self.devices.printer.print_receipt(f"{effect.issuance}-receipt", self._make_receipt(effect))
            case CallStaff(issuance=issuance):
                account.needs_staff = True
                account.issuance = issuance
            case Erase():
                self.flush()
            case _:
                raise AssertionError("an effect that no kiosk asks for")

    def _ask(self, effect: AskCentre) -> KioskEvent:
        self.flush()
        try:
            return CentreAnswered(self.centre.ask(effect.message))
        except PeerUnreachable:
            return CentreSilent()

    def _read_card(self, effect: ReadCard, person: Person) -> KioskEvent:
        """PIN and signature; a wrong PIN may be entered again while tries are left. Never tried again by itself."""
        try:
            tries_left = self._look_at_card()
        except KofuError as error:
            return CardRefused(error)
        refused: KofuError | None = None
        while True:
            entry = person.enter_pin(tries_left)
            if entry is None:
                return CardRefused(refused) if refused else Cancelled()
            try:
                proof = authenticate(self._connect(), entry.digits, effect.make_statement)
            except WrongPin as error:
                refused, tries_left = error, error.attempts_remaining
            except KofuError as error:
                return CardRefused(error)
            else:
                person.take_card()
                return CardRefused(CardLeftBehind()) if self.devices.reader.has_card() else CardProved(proof)

    def _look_at_card(self) -> int | None:
        """Tries left, after saying before any PIN is asked what no PIN can help."""
        connection = self._connect()
        try:
            found = survey(connection)
        finally:
            connection.close()
        if not found.token.is_accepted:
            raise NotThisCard(token=found.token.value)
        if not found.has_user_certificate:
            raise NoAuthenticationCertificate
        if found.tries_left == 0 and not found.token.verifies_holder_itself:
            raise PinBlocked
        return found.tries_left

    def _connect(self) -> DeadlineConnection:
        return DeadlineConnection(self.devices.reader.connect, CARD_DEADLINE_SECONDS)

    def _print(self, effect: PrintCopy, account: Account) -> KioskEvent:
        match self.devices.printer.print_copy(effect.job, effect.pdf):
            case PrintOutcome.PRINTED:
                account.printed.append((effect.number, effect.pages))
                return CopyCameOut(effect.index)
            case PrintOutcome.SPOILT:
                return CopySpoilt(effect.index)
            case PrintOutcome.UNKNOWN:
                return CopyInDoubt(effect.index)
