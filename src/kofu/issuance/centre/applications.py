"""An application on its way to the municipality and back (design §5, step 5)."""

from __future__ import annotations

from datetime import datetime

from kofu.clock import unix_seconds
from kofu.errors import KofuError
from kofu.issuance import canonical
from kofu.issuance.alarms import raise_alarm
from kofu.issuance.centre.records import (
    IssuanceRecord,
    SessionRecord,
    SessionState,
    issuance_stream,
    session_stream,
)
from kofu.issuance.centre.sessions import CentreStep, unexpected_answer
from kofu.issuance.centre.vocabulary import AskMunicipality, CentreSettings, CentreState, MunicipalityAnswered
from kofu.issuance.messages import Application, Apply, Envelope, Failed, Manifest, Order, OrderAnswer, SettleNumbers
from kofu.issuance.refusals import (
    DrawingContradicts,
    FingerprintNotApproved,
    KeyReused,
    ManifestContradicts,
    MunicipalityHalted,
    NotProved,
    UnknownIssuance,
    UnknownSession,
)
from kofu.issuance.sealing import CannotUnseal, require_signature, signing_key
from kofu.issuance.states import Event, State, advance
from kofu.issuance.step import Reply, Step, next_sequence
from kofu.issuance.store import Outgoing, Row, Work
from kofu.paper.binding import holder_tag_of


def read_application(message: Apply, record: SessionRecord) -> Application:
    """The application, after its signature by this session's key. Raises NotProved, BadSignature, UnknownSession."""
    if record.state is not SessionState.PROVED:
        raise NotProved
    signed = message.application
    require_signature(Application.label, signed.payload, signed.signature, signing_key(record.signing_key))
    application = Application.from_signed(signed.payload)
    named = (application.session, application.issuance, application.municipality)
    if named != (record.session, message.issuance, record.municipality):
        raise UnknownSession
    return application


def apply(state: CentreState, record: SessionRecord, message: Apply, at: datetime) -> CentreStep:
    """Stamp the moment that decides, write the intent, and pass the application on."""
    application = read_application(message, record)
    if state.issuance is not None:
        return _apply_again(state.issuance, application, message)
    if state.is_halted:
        raise MunicipalityHalted
    record.chain.require_next(application)
    digest = message.application.digest()
    received_at = unix_seconds(at)
    rows = (
        Row(
            issuance_stream(application.issuance),
            1,
            Event.APPLY,
            advance(None, Event.APPLY),
            at,
            {
                "session": record.session,
                "terminal": record.terminal,
                "municipality": application.municipality,
                "application": digest,
                "kind": application.kind,
                "copies": application.copies,
                "fee": application.fee,
                "received_at": received_at,
            },
        ),
        Row(
            session_stream(record.session),
            next_sequence(record.rows),
            "apply",
            SessionState.PROVED,
            at,
            {"issuance": application.issuance, "sequence": application.sequence, "application": digest},
        ),
    )
    return Step(Work(rows=rows), (_order(application.municipality, message, received_at),))


def _apply_again(record: IssuanceRecord, application: Application, message: Apply) -> CentreStep:
    """The same id again: the same answer if the content is the same, its own error if not."""
    if record.session != application.session or record.application != message.application.digest():
        raise KeyReused
    return Step(effects=(_order(record.municipality, message, record.received_at),))


def _order(municipality: str, message: Apply, received_at: int) -> AskMunicipality:
    order = Order(
        session=message.session,
        issuance=message.issuance,
        application=message.application,
        choices=message.choices,
        received_at=received_at,
    )
    return AskMunicipality(municipality, order, message)


def pass_answer(
    settings: CentreSettings, state: CentreState, record: SessionRecord, event: MunicipalityAnswered, at: datetime
) -> CentreStep:
    """Compare what came back with our own record, write it down, and hand it on."""
    issuance = state.issuance
    if issuance is None:
        raise UnknownIssuance
    match event.answer:
        case OrderAnswer(envelope=Envelope() as envelope, refusal=None):
            return _pass_envelope(settings, record, issuance, envelope, at)
        case OrderAnswer(envelope=None, refusal=refusal) if refusal is not None:
            return _end(issuance, Event.REFUSE, event.answer, at)
        case Failed(code=DrawingContradicts.code) as failed:
            return _halt(issuance, failed, at)
        case Failed() as failed:
            return _end(issuance, Event.WITHDRAW, failed, at)
        case _:
            return _end(issuance, Event.WITHDRAW, unexpected_answer(), at)


def _end(issuance: IssuanceRecord, event: Event, answer: OrderAnswer | Failed, at: datetime) -> CentreStep:
    """Nothing will be printed: write it down, have the municipality erase what it may have prepared, pass it on."""
    if issuance.state is not State.APPLIED:
        return Step(effects=(Reply(answer),))
    state = advance(issuance.state, event)
    row = Row(issuance_stream(issuance.issuance), next_sequence(issuance.rows), event, state, at)
    return Step(Work(rows=(row,), post=(erasure(issuance, row),)), (Reply(answer),))


def _pass_envelope(
    settings: CentreSettings, record: SessionRecord, issuance: IssuanceRecord, envelope: Envelope, at: datetime
) -> CentreStep:
    try:
        manifest = _open_manifest(settings, issuance, envelope, at)
        contradiction = contradictions(manifest, record, issuance)
        if contradiction:
            alarm = ManifestContradicts(fields=" ".join(contradiction))
            return _halt(issuance, Failed(code=alarm.code, facts=alarm.facts), at)
        _require_approved(settings, manifest)
    except KofuError as error:
        return _end(issuance, Event.WITHDRAW, Failed(code=error.code, facts=error.facts), at)
    answer = Reply(OrderAnswer(envelope=envelope, refusal=None))
    if issuance.state is not State.APPLIED:
        return Step(effects=(answer,))
    numbers = [document.number for document in manifest.documents]
    prepared: dict[str, canonical.Json] = {"manifest": envelope.manifest.digest(), "numbers": numbers}
    first, stream = next_sequence(issuance.rows), issuance_stream(issuance.issuance)
    rows = (
        Row(stream, first, Event.PREPARE, advance(State.APPLIED, Event.PREPARE), at, prepared),
        Row(stream, first + 1, Event.DELIVER, advance(State.PREPARED, Event.DELIVER), at),
    )
    return Step(Work(rows=rows), (answer,))


def _open_manifest(settings: CentreSettings, issuance: IssuanceRecord, envelope: Envelope, at: datetime) -> Manifest:
    """The manifest, after its signature. Pages altered on the way are the line's fault: an error, not an alarm."""
    signed = envelope.manifest
    key = settings.trust.manifest_key(issuance.municipality, at).ed25519
    require_signature(Manifest.label, signed.payload, signed.signature, key)
    manifest = Manifest.from_signed(signed.payload)
    if manifest.ciphertext != canonical.digest("kofu/ciphertext/v1", envelope.sealed).hex():
        raise CannotUnseal
    return manifest


def _require_approved(settings: CentreSettings, manifest: Manifest) -> None:
    """The build and the rules are among those this centre serves. Raises FingerprintNotApproved."""
    rules = settings.approved_rules.get(manifest.municipality, frozenset())
    if manifest.build not in settings.approved_builds or manifest.rules not in rules:
        raise FingerprintNotApproved(municipality=manifest.municipality)


def contradictions(manifest: Manifest, record: SessionRecord, issuance: IssuanceRecord) -> tuple[str, ...]:
    """Names of the manifest's fields that differ from what the centre itself knows (FI-8)."""
    pairs = {
        "issuance": (manifest.issuance, issuance.issuance),
        "session": (manifest.session, issuance.session),
        "municipality": (manifest.municipality, issuance.municipality),
        "application": (manifest.application, issuance.application),
        "card": (manifest.card, record.card),
        "holder_tag": (manifest.holder_tag, _tag(issuance, record)),
        "kind": (manifest.kind, issuance.kind),
        "copies": (len(manifest.documents), len(issuance.copies)),
        "fee": (manifest.fee, issuance.fee),
        "numbers": (len({document.number for document in manifest.documents}), len(manifest.documents)),
    }
    return tuple(name for name, (told, known) in pairs.items() if told != known)


def _tag(issuance: IssuanceRecord, record: SessionRecord) -> str:
    return holder_tag_of(bytes.fromhex(issuance.application), bytes.fromhex(record.card)).hex()


def _halt(issuance: IssuanceRecord, failed: Failed, at: datetime) -> CentreStep:
    """Hold the print and open an alarm; a retry closes nothing (promise 5)."""
    reply = Reply(failed)
    if issuance.state is State.HALTED:
        return Step(effects=(reply,))
    alarm = raise_alarm(issuance.municipality, issuance.issuance, failed.code, failed.facts, at)
    if issuance.state not in {State.APPLIED, State.PREPARED, State.DELIVERED}:
        return Step(alarm, (reply,))
    halted = advance(issuance.state, Event.HALT)
    row = Row(issuance_stream(issuance.issuance), next_sequence(issuance.rows), Event.HALT, halted, at)
    return Step(alarm.and_also(Work(rows=(row,), post=(erasure(issuance, row),))), (reply,))


def erasure(issuance: IssuanceRecord, row: Row) -> Outgoing:
    """Tells the municipality that no copy, or no further one, will be printed."""
    message = SettleNumbers(issuance=issuance.issuance, valid=(), void=(), erase=True)
    return Outgoing(f"{row.stream}/{row.sequence}", issuance.municipality, message.model_dump_json())
