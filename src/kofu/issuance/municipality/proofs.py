"""A municipality believes a proof for itself, once, and answers what its holder may take (design §5, step 4)."""

from __future__ import annotations

from datetime import datetime

from kofu.clock import unix_seconds
from kofu.issuance import canonical
from kofu.issuance.messages import AskOffer, SealedOffer, Signed, Statement
from kofu.issuance.municipality import offers
from kofu.issuance.municipality.records import ProofRecord, session_stream, to_text
from kofu.issuance.municipality.vocabulary import (
    HolderRead,
    MunicipalityEffect,
    MunicipalitySettings,
    MunicipalityState,
    ReadHolder,
)
from kofu.issuance.proof import require_proof
from kofu.issuance.refusals import ProofReplayed, UnknownSession, WrongTerminal
from kofu.issuance.step import Reply, Step
from kofu.issuance.store import Claim, Row, Work

MunicipalityStep = Step[MunicipalityEffect]

PROOF_SPACE = "proof"


def proof_key(ask: AskOffer) -> str:
    """What a proof is known by: each is accepted once."""
    return canonical.digest("kofu/proof/v1", ask.statement, ask.signature).hex()


def believe_proof(
    settings: MunicipalitySettings, state: MunicipalityState, ask: AskOffer, at: datetime
) -> MunicipalityStep:
    """Validate the whole proof again, whatever the centre says, and take it once."""
    if state.is_proof_known:
        raise ProofReplayed
    statement = Statement.from_signed(ask.statement)
    _require_channel(settings, statement, at)
    valid = require_proof(settings.check, statement, ask.certificate, ask.signature, at)
    data: dict[str, canonical.Json] = {
        "issuer": valid.identity.issuer_key,
        "serial": str(valid.identity.serial),
        "statement": statement.digest(),
        "terminal": statement.terminal,
        "policy": valid.policy,
        "certificate_from": unix_seconds(valid.not_before),
        "certificate_until": unix_seconds(valid.not_after),
        "expires": statement.expires,
        "signing_key": to_text(statement.signing_key),
        "sealing_key": to_text(statement.sealing_key),
    }
    row = Row(session_stream(statement.session), 1, "prove", "proved", at, data)
    claim = Claim(PROOF_SPACE, proof_key(ask), statement.session)
    return Step(Work(rows=(row,), claims=(claim,)), (ReadHolder(valid.identity, statement.session),))


def _require_channel(settings: MunicipalitySettings, statement: Statement, at: datetime) -> None:
    """The terminal exists, its channel is the one on the trust list, and so is the centre."""
    if settings.trust.terminal(statement.terminal, at).channel != statement.channel:
        raise WrongTerminal
    settings.trust.centre(statement.centre, at)


def answer_offer(
    settings: MunicipalitySettings, proof: ProofRecord | None, event: HolderRead, at: datetime
) -> MunicipalityStep:
    """Sign what may be taken, then seal it to the session's key."""
    if proof is None:
        raise UnknownSession
    offer = offers.offer_of(settings, proof, event.snapshot, at)
    payload = offer.canonical_bytes()
    signed = Signed(payload=payload, signature=settings.sign_manifest(offer.label.encode() + b"\0" + payload))
    sealed = seal_to_session(settings, proof, "offer", signed.canonical_bytes())
    return Step(effects=(Reply(SealedOffer(session=proof.session, sealed=sealed)),))


def seal_to_session(settings: MunicipalitySettings, proof: ProofRecord, purpose: str, plaintext: bytes) -> bytes:
    """Encrypt so that only this session's process at the kiosk can read it."""
    return settings.sealer.seal(proof.sealing_key, session_info(purpose, settings.code, proof.session), plaintext)


def session_info(purpose: str, municipality: str, session: str) -> bytes:
    """HPKE's ``info``: ties what is sealed to its purpose, its municipality and its session."""
    return f"kofu/{purpose}/v1|{municipality}|{session}".encode()
