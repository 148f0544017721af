"""The certificate centre (証明書交付センター): routes and settles, and sees no resident's data.

``handle`` decides from recalled records; what it stores is ids, kinds, counts, yen, digests and times.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kofu.issuance.alarms import open_alarms
from kofu.issuance.centre import applications, payments, sessions
from kofu.issuance.centre.records import (
    IssuanceRecord,
    SessionRecord,
    issuance_stream,
    read_issuance,
    read_session,
    session_stream,
)
from kofu.issuance.centre.vocabulary import (
    CentreEffect,
    CentreEvent,
    CentreSettings,
    CentreState,
    MunicipalityAnswered,
    ProofSpent,
)
from kofu.issuance.messages import (
    Apply,
    CloseSession,
    OpenSession,
    Prove,
    Reserve,
    TellReport,
)
from kofu.issuance.refusals import UnknownSession
from kofu.issuance.states import EventNotAllowed
from kofu.issuance.step import Received, Step
from kofu.issuance.store import Store


@dataclass(frozen=True, slots=True)
class Centre:
    """One certificate centre."""

    settings: CentreSettings

    def recall(self, event: CentreEvent, store: Store) -> CentreState:
        """Read the session, the issuance and the alarms that an event concerns."""
        session = _session(_session_named(event), store)
        issuance = _issuance(_issuance_named(event), store)
        municipality = issuance.municipality if issuance else session.municipality if session else ""
        return CentreState(session, issuance, is_halted=bool(municipality and open_alarms(store, municipality)))

    def handle(self, state: CentreState, event: CentreEvent, at: datetime) -> Step[CentreEffect]:
        """Decide. Raises KofuError for what is refused; then nothing is written."""
        match event:
            case Received(message=OpenSession() as message, peer=peer):
                return sessions.open_session(self.settings, message, peer, at)
            case Received(message=TellReport() as message, peer=peer):
                report = payments.read_report(self.settings, message, peer, at)
                return payments.tell_report(state, report, at)
            case Received(message=message, peer=peer):
                return self._handle_in_session(state, message, peer, at)
            case ProofSpent(prove=prove, peer=peer):
                session = sessions.require_session(state.session, peer, at)
                return sessions.believe_proof(self.settings, session, prove, at)
            case MunicipalityAnswered():
                return self._handle_answer(state, event, at)

    def _handle_in_session(self, state: CentreState, message: object, peer: str, at: datetime) -> Step[CentreEffect]:
        if isinstance(message, CloseSession):
            if state.session is None or state.session.terminal != peer:
                raise UnknownSession
            return sessions.close_session(state.session, message, at)
        session = sessions.require_session(state.session, peer, at)
        match message:
            case Prove():
                return sessions.spend_nonce(session, message, peer, at)
            case Apply():
                return applications.apply(state, session, message, at)
            case Reserve():
                return payments.reserve(state, session, message, at)
            case _:
                raise EventNotAllowed(event=type(message).__name__)

    def _handle_answer(self, state: CentreState, event: MunicipalityAnswered, at: datetime) -> Step[CentreEffect]:
        if state.session is None:
            raise UnknownSession
        if isinstance(event.cause, Prove):
            return sessions.pass_offer(state.session, event)
        return applications.pass_answer(self.settings, state, state.session, event, at)


def _session(name: str | None, store: Store) -> SessionRecord | None:
    return read_session(name, store.rows(session_stream(name))) if name else None


def _issuance(name: str | None, store: Store) -> IssuanceRecord | None:
    return read_issuance(name, store.rows(issuance_stream(name))) if name else None


def _request(event: CentreEvent) -> object:
    match event:
        case Received(message=message):
            return message
        case ProofSpent(prove=prove):
            return prove
        case MunicipalityAnswered(cause=cause):
            return cause


def _session_named(event: CentreEvent) -> str | None:
    message = _request(event)
    return message.session if isinstance(message, Prove | Apply | Reserve | CloseSession) else None


def _issuance_named(event: CentreEvent) -> str | None:
    message = _request(event)
    return message.issuance if isinstance(message, Apply | Reserve | TellReport) else None
