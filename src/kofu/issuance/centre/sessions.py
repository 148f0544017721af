"""Opening a session, burning its nonce, believing its proof, closing it (design §5, steps 1 to 4)."""

from __future__ import annotations

import hashlib
from datetime import datetime

from kofu.clock import unix_seconds
from kofu.issuance.canonical import Json
from kofu.issuance.centre.records import SessionRecord, SessionState, rebuild_statement, session_stream, to_text
from kofu.issuance.centre.vocabulary import (
    AskMunicipality,
    CentreEffect,
    CentreSettings,
    MunicipalityAnswered,
    ProofSpent,
    Then,
)
from kofu.issuance.messages import (
    AskOffer,
    CloseSession,
    Failed,
    OpenSession,
    Prove,
    SealedOffer,
    SessionClosed,
    SessionOpened,
)
from kofu.issuance.proof import require_proof
from kofu.issuance.refusals import (
    EnvelopeForAnotherSession,
    NonceSpent,
    SessionEnded,
    UnknownSession,
    WrongTerminal,
)
from kofu.issuance.step import Reply, Step, next_sequence
from kofu.issuance.store import Row, Work

CentreStep = Step[CentreEffect]


def require_session(record: SessionRecord | None, peer: str, at: datetime) -> SessionRecord:
    """The live session of this terminal. Raises UnknownSession, SessionEnded."""
    if record is None or record.terminal != peer:
        raise UnknownSession
    if record.state is SessionState.CLOSED or unix_seconds(at) >= record.expires:
        raise SessionEnded
    return record


def open_session(settings: CentreSettings, message: OpenSession, peer: str, at: datetime) -> CentreStep:
    """Give the terminal a session and a nonce; the channel is what the trust list says of this terminal."""
    if message.terminal != peer:
        raise WrongTerminal
    terminal = settings.trust.terminal(peer, at)
    issued = unix_seconds(at)
    opened = SessionOpened(
        session=settings.random(16).hex(),
        centre=settings.centre,
        channel=terminal.channel,
        nonce=settings.random(32),
        issued=issued,
        expires=issued + int(settings.session_life.total_seconds()),
    )
    data: dict[str, Json] = {
        "terminal": peer,
        "nonce": to_text(opened.nonce),
        "issued": opened.issued,
        "expires": opened.expires,
        "channel": opened.channel,
    }
    row = Row(session_stream(opened.session), 1, "open", SessionState.OPEN, at, data)
    return Step(Work(rows=(row,)), (Reply(opened),))


def spend_nonce(record: SessionRecord, message: Prove, peer: str, at: datetime) -> CentreStep:
    """Burn the nonce before looking at the proof, so that a wrong one spends it too (card.md §14, step 4)."""
    if record.state is not SessionState.OPEN:
        raise NonceSpent
    row = Row(
        session_stream(record.session),
        next_sequence(record.rows),
        "spend",
        SessionState.SPENT,
        at,
        {"municipality": message.municipality},
    )
    return Step(Work(rows=(row,)), (Then(ProofSpent(message, peer)),))


def believe_proof(settings: CentreSettings, record: SessionRecord, message: Prove, at: datetime) -> CentreStep:
    """Rebuild the statement from our own record, check the card's signature, and ask the municipality for an offer."""
    settings.trust.manifest_key(message.municipality, at)
    statement = rebuild_statement(
        record,
        settings.centre,
        hashlib.sha256(message.certificate).hexdigest(),
        message.signing_key,
        message.sealing_key,
    )
    valid = require_proof(settings.check, statement, message.certificate, message.signature, at)
    row = Row(
        session_stream(record.session),
        next_sequence(record.rows),
        "prove",
        SessionState.PROVED,
        at,
        {
            "card": valid.identity.fingerprint().hex(),
            "signing_key": to_text(message.signing_key),
            "statement": statement.digest(),
        },
    )
    ask = AskOffer(statement=statement.canonical_bytes(), certificate=message.certificate, signature=message.signature)
    return Step(Work(rows=(row,)), (AskMunicipality(message.municipality, ask, message),))


def pass_offer(record: SessionRecord, event: MunicipalityAnswered) -> CentreStep:
    """Hand the sealed offer on, unread."""
    match event.answer:
        case SealedOffer() as offer:
            if offer.session != record.session:
                raise EnvelopeForAnotherSession
            return Step(effects=(Reply(offer),))
        case Failed() as failed:
            return Step(effects=(Reply(failed),))
        case _:
            return Step(effects=(Reply(unexpected_answer()),))


def close_session(record: SessionRecord, message: CloseSession, at: datetime) -> CentreStep:
    """End the session; closing twice changes nothing."""
    closed = Reply(SessionClosed(session=message.session))
    if record.state is SessionState.CLOSED:
        return Step(effects=(closed,))
    row = Row(session_stream(record.session), next_sequence(record.rows), "close", SessionState.CLOSED, at)
    return Step(Work(rows=(row,)), (closed,))


def unexpected_answer() -> Failed:
    """What the kiosk is told when a municipality answers something else than it was asked."""
    return Failed(code="PROTOCOL_PEER_FAILED", facts={"peer_code": "PROTOCOL_MALFORMED_MESSAGE"})
