"""The kiosk (キオスク端末): reads the card, lets the holder choose, checks what comes back, takes money, prints.

Its state is one session in memory. What it writes down is the journal: ids and yen.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from kofu.card.authenticate import CardProof
from kofu.errors import KofuError
from kofu.issuance import canonical
from kofu.issuance.kiosk import checks
from kofu.issuance.kiosk.journal import note, report
from kofu.issuance.kiosk.recovery import job_name
from kofu.issuance.kiosk.vocabulary import (
    Applying,
    AskCentre,
    AwaitingOffer,
    Begun,
    CallStaff,
    Cancelled,
    CardProved,
    CardRefused,
    CentreAnswered,
    CentreSilent,
    Choosing,
    Chosen,
    Closing,
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
    KioskSettings,
    KioskState,
    Live,
    Opening,
    Paying,
    PrintCopy,
    Printing,
    Proving,
    ReadCard,
    Reserving,
    ReturnCoins,
    ShowFailure,
    ShowOffer,
    ShowRefusal,
)
from kofu.issuance.messages import (
    Application,
    Apply,
    CloseSession,
    Envelope,
    Failed,
    OpenSession,
    OrderAnswer,
    Permission,
    Prove,
    Reservation,
    Reserve,
    SealedOffer,
    SealedRefusal,
    SessionOpened,
    Signed,
    Statement,
)
from kofu.issuance.municipality.proofs import session_info
from kofu.issuance.refusals import CentreUnreachable, FeeDiffers, PeerFailed
from kofu.issuance.states import CopyEvent, CopyState, Event, EventNotAllowed, State, advance_copy, all_copies_ended
from kofu.issuance.step import Step
from kofu.issuance.store import Work
from kofu.issuance.transcript import ChainHead
from kofu.money import Yen, yen

KioskStep = tuple[KioskState, Step[KioskEffect]]


@dataclass(frozen=True, slots=True)
class Kiosk:
    """One terminal; ``handle`` gives the next state beside what to write and do."""

    settings: KioskSettings

    def handle(self, state: KioskState, event: KioskEvent, at: datetime) -> KioskStep:
        """Decide. Raises EventNotAllowed for what cannot happen here; the state is then unchanged."""
        match state:
            case Idle():
                return self._idle(event)
            case Opening():
                return self._opening(state, event)
            case Proving():
                return self._proving(state, event)
            case AwaitingOffer():
                return self._awaiting_offer(state, event, at)
            case Choosing():
                return self._choosing(state, event, at)
            case Applying():
                return self._applying(state, event, at)
            case Paying():
                return self._paying(state, event, at)
            case Reserving():
                return self._reserving(state, event, at)
            case Printing():
                return self._printing(state, event, at)
            case Closing():
                return Ended(), Step(effects=(Erase(),))
            case Ended():
                raise EventNotAllowed(state="ended", event=type(event).__name__)

    # Opening and proving

    def _idle(self, event: KioskEvent) -> KioskStep:
        if not isinstance(event, Begun):
            raise _not_allowed("idle", event)
        return Opening(event.municipality), Step(effects=(AskCentre(OpenSession(terminal=self.settings.terminal)),))

    def _opening(self, state: Opening, event: KioskEvent) -> KioskStep:
        match event:
            case CentreAnswered(answer=SessionOpened() as opened):
                proving = Proving(state.municipality, opened, self.settings.make_keys())
                return proving, Step(effects=(ReadCard(lambda certificate: _statement(self, proving, certificate)),))
            case _:
                return _failed(event)

    def statement(self, state: Proving, certificate: bytes) -> Statement:
        """What the card is asked to sign, once its certificate is known."""
        opened = state.opened
        return Statement(
            version=1,
            purpose="certificate-issuance",
            centre=opened.centre,
            terminal=self.settings.terminal,
            channel=opened.channel,
            session=opened.session,
            nonce=opened.nonce,
            issued=opened.issued,
            expires=opened.expires,
            signing_key=state.keys.signing_public,
            sealing_key=state.keys.unseal.public,
            certificate=hashlib.sha256(certificate).hexdigest(),
        )

    def _proving(self, state: Proving, event: KioskEvent) -> KioskStep:
        match event:
            case CardProved(proof=proof):
                return self._prove(state, proof)
            case CardRefused(error=error):
                return self._close(state.opened.session, ShowFailure(error))
            case Cancelled():
                return self._close(state.opened.session)
            case _:
                raise _not_allowed("proving", event)

    def _prove(self, state: Proving, proof: CardProof) -> KioskStep:
        try:
            card = checks.identify(proof.certificate, self.settings.anchors).fingerprint()
        except KofuError as error:
            return self._close(state.opened.session, ShowFailure(error))
        chain = ChainHead(0, self.statement(state, proof.certificate).digest())
        live = Live(state.municipality, state.opened.session, state.keys, card, chain)
        prove = Prove(
            session=live.session,
            municipality=live.municipality,
            certificate=proof.certificate,
            signature=proof.signature,
            signing_key=state.keys.signing_public,
            sealing_key=state.keys.unseal.public,
        )
        return AwaitingOffer(live), Step(effects=(AskCentre(prove),))

    def _awaiting_offer(self, state: AwaitingOffer, event: KioskEvent, at: datetime) -> KioskStep:
        match event:
            case CentreAnswered(answer=SealedOffer() as sealed):
                try:
                    offer = checks.open_offer(self.settings, state.live, sealed.sealed, at)
                except KofuError as error:
                    return self._close(state.live.session, ShowFailure(error))
                return Choosing(state.live, offer), Step(effects=(ShowOffer(offer),))
            case CentreAnswered() | CentreSilent():
                return self._close(state.live.session, ShowFailure(_failure(event)))
            case _:
                raise _not_allowed("awaiting offer", event)

    # Choosing and applying

    def _choosing(self, state: Choosing, event: KioskEvent, at: datetime) -> KioskStep:
        match event:
            case Chosen():
                return self._apply(state, event, at)
            case Cancelled():
                return self._close(state.live.session)
            case _:
                raise _not_allowed("choosing", event)

    def _apply(self, state: Choosing, event: Chosen, at: datetime) -> KioskStep:
        live = state.live
        info = session_info("choices", live.municipality, live.session)
        public = self.settings.trust.hpke_key(live.municipality, at).key
        sealed = self.settings.sealer.seal(public, info, event.choices.canonical_bytes())
        application = Application(
            version=1,
            issuance=self.settings.random(16).hex(),
            session=live.session,
            sequence=live.chain.sequence + 1,
            previous=live.chain.digest,
            municipality=live.municipality,
            kind=event.choices.kind,
            copies=event.copies,
            fee=event.fee,
            choices=canonical.digest("kofu/choices/v1", sealed).hex(),
        )
        payload = application.canonical_bytes()
        signed = Signed(payload=payload, signature=live.keys.sign(application.label.encode() + b"\0" + payload))
        live = replace(live, chain=ChainHead(application.sequence, signed.digest()))
        message = Apply(session=live.session, issuance=application.issuance, application=signed, choices=sealed)
        work = note(application.issuance, 1, Event.APPLY, State.APPLIED, at, fee=event.fee, copies=event.copies)
        return Applying(live, state.offer, application, signed), Step(work, (AskCentre(message),))

    def _applying(self, state: Applying, event: KioskEvent, at: datetime) -> KioskStep:
        match event:
            case CentreAnswered(answer=OrderAnswer(envelope=Envelope() as envelope, refusal=None)):
                return self._check_envelope(state, envelope, at)
            case CentreAnswered(answer=OrderAnswer(envelope=None, refusal=SealedRefusal() as sealed)):
                return self._read_refusal(state, sealed, at)
            case CentreAnswered() | CentreSilent():
                return self._withdraw(state.live, state.application.issuance, 2, _failure(event), at)
            case _:
                raise _not_allowed("applying", event)

    def _read_refusal(self, state: Applying, sealed: SealedRefusal, at: datetime) -> KioskStep:
        try:
            refusal = checks.open_refusal(self.settings, state, sealed, at)
        except KofuError as error:
            return self._withdraw(state.live, state.application.issuance, 2, error, at)
        work = note(state.application.issuance, 2, Event.REFUSE, State.REFUSED, at)
        shown = ShowRefusal(refusal.causes, refusal.succeeds_at)
        return Choosing(state.live, state.offer), Step(work, (shown, ShowOffer(state.offer)))

    def _check_envelope(self, state: Applying, envelope: Envelope, at: datetime) -> KioskStep:
        """Every check comes before the first coin; a certificate that fails one is never printed."""
        issuance = state.application.issuance
        try:
            prepared = checks.open_envelope(self.settings, state, envelope, at)
        except KofuError as error:
            return self._withdraw(state.live, issuance, 2, error, at)
        work = note(issuance, 2, Event.DELIVER, State.DELIVERED, at)
        collect = CollectCoins(yen(state.application.fee))
        return Paying(state.live, state.offer, prepared), Step(work, (collect,))

    # Paying

    def _paying(self, state: Paying, event: KioskEvent, at: datetime) -> KioskStep:
        application = state.prepared.application
        match event:
            case CoinsHeld(amount=amount) if amount >= application.fee:
                held: dict[str, canonical.Json] = {"amount": amount, "counter": event.counter}
                work = note(application.issuance, 3, "coins_held", State.DELIVERED, at, **held)
                return Reserving(state.live, state.offer, state.prepared), Step(work, (self._reserve(state),))
            case CoinsHeld(amount=amount):
                raise FeeDiffers(expected=application.fee, received=amount)
            case Cancelled():
                return self._withdraw(state.live, application.issuance, 3, None, at)
            case _:
                raise _not_allowed("paying", event)

    def _reserve(self, state: Paying) -> AskCentre:
        application = state.prepared.application
        reservation = Reservation(
            version=1,
            session=state.live.session,
            issuance=application.issuance,
            amount=application.fee,
            manifest=state.prepared.manifest_digest,
        )
        payload = reservation.canonical_bytes()
        signed = Signed(payload=payload, signature=state.live.keys.sign(reservation.label.encode() + b"\0" + payload))
        return AskCentre(Reserve(session=state.live.session, issuance=application.issuance, reservation=signed))

    def _reserving(self, state: Reserving, event: KioskEvent, at: datetime) -> KioskStep:
        """Only the centre's permission moves money and paper; anything else gives the coins back."""
        application = state.prepared.application
        match event:
            case CentreAnswered(answer=Permission(issuance=issuance, amount=amount)) if (issuance, amount) == (
                application.issuance,
                application.fee,
            ):
                return self._begin_printing(state, at)
            case CentreAnswered() | CentreSilent():
                return self._withdraw(state.live, application.issuance, 4, _failure(event), at)
            case _:
                raise _not_allowed("reserving", event)

    # Printing

    def _begin_printing(self, state: Reserving, at: datetime) -> KioskStep:
        application = state.prepared.application
        copies = (CopyState.WAITING,) * application.copies
        printing = Printing(state.live, state.prepared, copies)
        paid = note(application.issuance, 4, Event.PAY, State.PAID, at, amount=application.fee)
        printing, step = self._start_copy(printing, 0, at)
        return printing, Step(paid.and_also(step.work), (KeepFee(Yen(application.fee)), *step.effects))

    def _start_copy(self, state: Printing, index: int, at: datetime) -> tuple[Printing, Step[KioskEffect]]:
        """The intent is written before the printer is told, so that a power cut leaves a trace."""
        application, documents = state.prepared.application, state.prepared.manifest.documents
        state, work = self._move(state, index, CopyEvent.STARTED, at)
        job = job_name(application.issuance, index)
        document = documents[index]
        effect = PrintCopy(index, job, document.number, document.pages, state.prepared.files[index])
        return state, Step(work, (effect,))

    def _printing(self, state: Printing, event: KioskEvent, at: datetime) -> KioskStep:
        match event:
            case CopyCameOut(index=index):
                return self._copy_came_out(state, index, at)
            case CopySpoilt(index=index):
                return self._copy_stopped(state, index, CopyEvent.FAILED, at)
            case CopyInDoubt(index=index):
                return self._copy_stopped(state, index, CopyEvent.UNKNOWN, at)
            case _:
                raise _not_allowed("printing", event)

    def _copy_came_out(self, state: Printing, index: int, at: datetime) -> KioskStep:
        state, work = self._move(state, index, CopyEvent.PRINTED, at)
        if index + 1 < len(state.copies):
            state, step = self._start_copy(state, index + 1, at)
            return state, Step(work.and_also(step.work), step.effects)
        return self._finish(state, work)

    def _copy_stopped(self, state: Printing, index: int, event: CopyEvent, at: datetime) -> KioskStep:
        """Nothing is reprinted by itself: copies not begun fail with it, and staff settle what is left."""
        state, work = self._move(state, index, event, at)
        for later in range(index + 1, len(state.copies)):
            state, also = self._move(state, later, CopyEvent.FAILED, at)
            work = work.and_also(also)
        closing, step = self._finish(state, work)
        call = CallStaff(state.prepared.application.issuance)
        return closing, Step(step.work, (call, *step.effects))

    def _finish(self, state: Printing, work: Work) -> KioskStep:
        printed = [index for index, copy in enumerate(state.copies) if copy is CopyState.PRINTED]
        receipt = self._receipt(state, printed)
        close = AskCentre(CloseSession(session=state.live.session))
        return Closing(), Step(work, (receipt, close) if printed else (close,))

    def _receipt(self, state: Printing, printed: list[int]) -> GiveReceipt:
        application, documents = state.prepared.application, state.prepared.manifest.documents
        return GiveReceipt(
            terminal=self.settings.terminal,
            municipality=application.municipality,
            kind=application.kind,
            amount=Yen(application.fee // application.copies * len(printed)),
            copies=len(printed),
            issuance=application.issuance,
            numbers=tuple(documents[index].number for index in printed),
        )

    def _move(self, state: Printing, index: int, event: CopyEvent, at: datetime) -> tuple[Printing, Work]:
        issuance = state.prepared.application.issuance
        moved = advance_copy(state.copies[index], event)
        copies = (*state.copies[:index], moved, *state.copies[index + 1 :])
        stands = State.FINISHED if all_copies_ended(copies) else State.PRINTING
        work = note(issuance, state.next_row, event, stands, at, copy=index)
        work = work.and_also(report(self.settings, issuance, event, index, at))
        return replace(state, copies=copies, next_row=state.next_row + 1), work

    # Ending

    def _withdraw(self, live: Live, issuance: str, sequence: int, error: KofuError | None, at: datetime) -> KioskStep:
        """Give everything back and tell the centre, however it stands there."""
        work = note(issuance, sequence, Event.WITHDRAW, State.WITHDRAWN, at, code=error.code if error else None)
        work = work.and_also(report(self.settings, issuance, "withdrawn", None, at))
        shown = (ShowFailure(error),) if error else ()
        close = AskCentre(CloseSession(session=live.session))
        return Closing(), Step(work, (ReturnCoins(), *shown, close))

    def _close(self, session: str, *shown: ShowFailure) -> KioskStep:
        return Closing(), Step(effects=(*shown, AskCentre(CloseSession(session=session))))


def _statement(kiosk: Kiosk, state: Proving, certificate: bytes) -> bytes:
    return kiosk.statement(state, certificate).signed_bytes()


def _failed(event: KioskEvent) -> KioskStep:
    return Ended(), Step(effects=(ShowFailure(_failure(event)), Erase()))


def _failure(event: KioskEvent) -> KofuError:
    match event:
        case CentreAnswered(answer=Failed(code=code)):
            return PeerFailed(peer_code=code)
        case CentreAnswered(answer=answer):
            return PeerFailed(peer_code="PROTOCOL_MALFORMED_MESSAGE", answer=type(answer).__name__)
        case _:
            return CentreUnreachable()


def _not_allowed(state: str, event: KioskEvent) -> EventNotAllowed:
    return EventNotAllowed(state=state, event=type(event).__name__)
