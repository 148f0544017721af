"""A municipality's issuing server (証明書発行サーバ): its registers, its rules, its signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kofu.issuance.alarms import open_alarms
from kofu.issuance.messages import AskOffer, Order, SettleNumbers, Statement
from kofu.issuance.municipality import numbers, orders, proofs
from kofu.issuance.municipality.records import answer_blob, issue_stream, read_issue, read_proof, session_stream
from kofu.issuance.municipality.vocabulary import (
    ApplicantRead,
    DrawingFailed,
    Drawn,
    HolderRead,
    MunicipalityEffect,
    MunicipalityEvent,
    MunicipalitySettings,
    MunicipalityState,
    RegistersMoved,
)
from kofu.issuance.states import EventNotAllowed
from kofu.issuance.step import Received, Step
from kofu.issuance.store import Store


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality; nothing in it is shared with another."""

    settings: MunicipalitySettings

    def recall(self, event: MunicipalityEvent, store: Store) -> MunicipalityState:
        """Read the proof, the issuance and the alarms that an event concerns."""
        match event:
            case Received(message=AskOffer() as ask):
                session = Statement.from_signed(ask.statement).session
                is_known = store.owner(proofs.PROOF_SPACE, proofs.proof_key(ask)) is not None
                proof = read_proof(session, store.rows(session_stream(session)))
                return MunicipalityState(proof=proof, is_proof_known=is_known or proof is not None)
            case Received(message=SettleNumbers() as message):
                return MunicipalityState(issue=read_issue(message.issuance, store.rows(issue_stream(message.issuance))))
            case HolderRead(session=session):
                return MunicipalityState(proof=read_proof(session, store.rows(session_stream(session))))
            case Received(message=Order() as order):
                return self._recall_order(order, store)
            case ApplicantRead(order=order) | RegistersMoved(order=order):
                return self._recall_order(order, store)
            case Drawn(job=job) | DrawingFailed(job=job):
                return self._recall_order(job.order, store)
            case _:
                raise EventNotAllowed(event=type(event).__name__)

    def handle(self, state: MunicipalityState, event: MunicipalityEvent, at: datetime) -> Step[MunicipalityEffect]:
        """Decide. Raises KofuError for what is refused; then nothing is written."""
        match event:
            case Received(message=AskOffer() as ask):
                return proofs.believe_proof(self.settings, state, ask, at)
            case HolderRead():
                return proofs.answer_offer(self.settings, state.proof, event, at)
            case Received(message=Order() as order):
                return orders.receive(self.settings, state, order, at)
            case ApplicantRead():
                return orders.decide(self.settings, state, event, at)
            case Drawn():
                return orders.sign_and_seal(self.settings, state, event, at)
            case DrawingFailed():
                return orders.halt(self.settings, state, event, at)
            case RegistersMoved():
                return orders.read_again(state, event)
            case Received(message=SettleNumbers() as message):
                return numbers.settle(state.issue, message, at)
            case _:
                raise EventNotAllowed(event=type(event).__name__)

    def _recall_order(self, order: Order, store: Store) -> MunicipalityState:
        return MunicipalityState(
            proof=read_proof(order.session, store.rows(session_stream(order.session))),
            issue=read_issue(order.issuance, store.rows(issue_stream(order.issuance))),
            kept_answer=store.blob(answer_blob(order.issuance)),
            is_halted=bool(open_alarms(store, self.settings.code)),
        )
