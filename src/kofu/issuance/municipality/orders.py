"""From an application to a sealed certificate, or to all the reasons why not (design §5, step 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kofu.clock import from_unix, unix_seconds
from kofu.issuance import canonical
from kofu.issuance.alarms import raise_alarm
from kofu.issuance.messages import (
    Application,
    Choices,
    Envelope,
    Failed,
    Manifest,
    ManifestDocument,
    Order,
    OrderAnswer,
    Refusal,
    RegisterVersion,
    SealedRefusal,
    Signable,
    Signed,
)
from kofu.issuance.municipality import offers
from kofu.issuance.municipality.numbers import NUMBER_SPACE
from kofu.issuance.municipality.proofs import MunicipalityStep, seal_to_session, session_info
from kofu.issuance.municipality.records import ProofRecord, answer_blob, issue_stream, session_stream
from kofu.issuance.municipality.vocabulary import (
    ApplicantRead,
    Draw,
    DrawingFailed,
    DrawJob,
    Drawn,
    MunicipalitySettings,
    MunicipalityState,
    ReadApplicant,
    RegistersMoved,
)
from kofu.issuance.pages import pack
from kofu.issuance.proof import LARGEST_SKEW_SECONDS
from kofu.issuance.refusals import (
    ApplicationLate,
    ChoicesAltered,
    DrawingContradicts,
    FeeDiffers,
    KeyReused,
    MunicipalityHalted,
    NotReprintable,
    SessionEnded,
    UnknownSession,
)
from kofu.issuance.sealing import require_signature, signing_key
from kofu.issuance.states import Event, State, advance
from kofu.issuance.step import Reply, Step, next_sequence
from kofu.issuance.store import Blob, Claim, Row, Work
from kofu.numbering import RANDOM_SPAN, DocumentNumber, draw
from kofu.paper.binding import Binding, document_digest
from kofu.rules import Kind
from kofu.rules.decision import Granted


@dataclass(frozen=True, slots=True)
class Opened:
    """An order whose signature, chain and sealed part were checked."""

    proof: ProofRecord
    application: Application
    choices: Choices


def open_order(settings: MunicipalitySettings, state: MunicipalityState, order: Order, at: datetime) -> Opened:
    """Check signature, session, time and the sealed part of an order.

    Raises UnknownSession, BadSignature, SessionEnded, ApplicationLate, CannotUnseal, ChoicesAltered.
    """
    proof = state.proof
    if proof is None:
        raise UnknownSession
    signed = order.application
    require_signature(Application.label, signed.payload, signed.signature, signing_key(proof.signing_key))
    application = Application.from_signed(signed.payload)
    named = (application.session, application.issuance, application.municipality)
    if named != (order.session, order.issuance, settings.code) or order.session != proof.session:
        raise UnknownSession
    if order.received_at >= proof.expires:
        raise SessionEnded
    if abs(unix_seconds(at) - order.received_at) > LARGEST_SKEW_SECONDS:
        raise ApplicationLate
    return Opened(proof, application, _open_choices(settings, order, application))


def _open_choices(settings: MunicipalitySettings, order: Order, application: Application) -> Choices:
    if canonical.digest("kofu/choices/v1", order.choices).hex() != application.choices:
        raise ChoicesAltered
    info = session_info("choices", settings.code, application.session)
    choices = Choices.from_bytes(settings.unseal.unseal(info, order.choices))
    if choices.kind != application.kind:
        raise ChoicesAltered
    return choices


def receive(settings: MunicipalitySettings, state: MunicipalityState, order: Order, at: datetime) -> MunicipalityStep:
    """Take an order: a new one is read up on, a known one gets the same answer again."""
    if state.issue is not None:
        return _answer_again(state, order)
    opened = open_order(settings, state, order, at)
    opened.proof.chain.require_next(opened.application)
    if state.is_halted:
        raise MunicipalityHalted
    return Step(effects=(ReadApplicant(opened.proof.identity, order),))


def _answer_again(state: MunicipalityState, order: Order) -> MunicipalityStep:
    """The same bytes while the envelope waits; nothing once it was handed over (fact H-07)."""
    if state.issue is None or state.issue.application not in {"", order.application.digest()}:
        raise KeyReused
    if state.kept_answer is None:
        raise NotReprintable
    return Step(effects=(Reply(OrderAnswer.from_bytes(state.kept_answer)),))


def decide(
    settings: MunicipalitySettings, state: MunicipalityState, event: ApplicantRead, at: datetime
) -> MunicipalityStep:
    """Apply the rules at the moment the centre received it; draw if granted, tell all reasons if not."""
    opened = open_order(settings, state, event.order, at)
    decided_at = from_unix(event.order.received_at)
    decision = offers.decide_application(
        settings, opened.proof, opened.choices, opened.application, event.snapshot, decided_at
    )
    if not isinstance(decision, Granted):
        return _refuse(settings, opened, event.order, decision, at)
    if decision.fee != opened.application.fee:
        raise FeeDiffers(expected=decision.fee, received=opened.application.fee)
    if event.snapshot is None:
        raise UnknownSession
    digest = bytes.fromhex(event.order.application.digest())
    bindings = tuple(_binding(settings, opened, digest, at) for _ in range(opened.application.copies))
    job = DrawJob(
        order=event.order,
        application=opened.application,
        choices=opened.choices,
        granted=decision,
        snapshot=event.snapshot,
        holder=opened.proof.identity,
        bindings=bindings,
        issued_at=at,
    )
    return Step(effects=(Draw(job),))


def _binding(settings: MunicipalitySettings, opened: Opened, digest: bytes, at: datetime) -> Binding:
    kind = Kind.of(opened.application.kind)
    random = int.from_bytes(settings.random(16), "big") % RANDOM_SPAN
    number: DocumentNumber = draw(settings.code, kind.number, at.date(), random)
    return Binding(number, digest, settings.random(32), settings.random(16), at)


def _refuse(
    settings: MunicipalitySettings, opened: Opened, order: Order, told: offers.Told, at: datetime
) -> MunicipalityStep:
    refusal = Refusal(
        version=1,
        issuance=order.issuance,
        session=order.session,
        application=order.application.digest(),
        causes=told.causes,
        succeeds_at=told.succeeds_at,
    )
    sealed = seal_to_session(settings, opened.proof, "refusal", _sign(settings, refusal).canonical_bytes())
    answer = OrderAnswer(envelope=None, refusal=SealedRefusal(issuance=order.issuance, sealed=sealed))
    rows = (*_applied_rows(opened, order, at), _issue_row(order, 2, Event.REFUSE, State.APPLIED, at))
    return Step(Work(rows=rows, put=(_kept(order, answer),)), (Reply(answer),))


def sign_and_seal(
    settings: MunicipalitySettings, state: MunicipalityState, event: Drawn, at: datetime
) -> MunicipalityStep:
    """Seal the pages, sign the manifest over what was drawn, and keep both until they are taken."""
    opened = open_order(settings, state, event.job.order, at)
    order = event.job.order
    nonces = tuple(binding.nonce for binding in event.job.bindings)
    pages = pack(nonces, tuple(copy.pdf for copy in event.copies))
    sealed = seal_to_session(settings, opened.proof, "pages", pages)
    manifest = _manifest(settings, opened, event, sealed)
    answer = OrderAnswer(envelope=Envelope(manifest=_sign(settings, manifest), sealed=sealed), refusal=None)
    numbers = [document.number for document in manifest.documents]
    rows = (
        *_applied_rows(opened, order, at),
        _issue_row(order, 2, Event.PREPARE, State.APPLIED, at, {"numbers": numbers, "kind": manifest.kind}),
    )
    claims = tuple(Claim(NUMBER_SPACE, number, order.issuance) for number in numbers)
    return Step(Work(rows=rows, claims=claims, put=(_kept(order, answer),)), (Reply(answer),))


def _manifest(settings: MunicipalitySettings, opened: Opened, event: Drawn, sealed: bytes) -> Manifest:
    documents = tuple(
        ManifestDocument(number=binding.number, pages=copy.pages, digest=document_digest(binding.nonce, copy.pdf).hex())
        for binding, copy in zip(event.job.bindings, event.copies, strict=True)
    )
    versions = event.job.snapshot.versions
    return Manifest(
        version=1,
        issuance=event.job.order.issuance,
        session=event.job.order.session,
        municipality=settings.code,
        application=event.job.order.application.digest(),
        card=opened.proof.identity.fingerprint().hex(),
        holder_tag=event.holder_tag.hex(),
        kind=opened.application.kind,
        fee=opened.application.fee,
        documents=documents,
        registers=registers_digest(opened.proof, versions),
        rules=settings.rules().fingerprint,
        build=settings.build,
        issued=unix_seconds(event.job.issued_at),
        ciphertext=canonical.digest("kofu/ciphertext/v1", sealed).hex(),
    )


def registers_digest(proof: ProofRecord, versions: tuple[tuple[str, int], ...]) -> tuple[RegisterVersion, ...]:
    """The register versions of a manifest; subjects are hidden behind a digest, because the centre reads them."""
    hidden = (
        (canonical.digest("kofu/register/v1", proof.signing_key, name.encode()).hex()[:32], version)
        for name, version in versions
    )
    return tuple(RegisterVersion(register_name=name, version=version) for name, version in sorted(hidden))


def halt(
    settings: MunicipalitySettings, state: MunicipalityState, event: DrawingFailed, at: datetime
) -> MunicipalityStep:
    """What was drawn contradicts the rows: open the alarm and issue nothing (promise 5)."""
    error = DrawingContradicts(fault=event.code, place=event.place)
    if state.proof is None:
        raise UnknownSession
    opened = Opened(state.proof, event.job.application, event.job.choices)
    order = event.job.order
    rows = (*_applied_rows(opened, order, at), _issue_row(order, 2, Event.HALT, State.APPLIED, at))
    work = Work(rows=rows).and_also(raise_alarm(settings.code, order.issuance, error.code, error.facts, at))
    return Step(work, (Reply(Failed(code=error.code, facts=error.facts)),))


def read_again(state: MunicipalityState, event: RegistersMoved) -> MunicipalityStep:
    """The registers changed while drawing: begin again from a new snapshot."""
    if state.proof is None:
        raise UnknownSession
    return Step(effects=(ReadApplicant(state.proof.identity, event.order),))


def _applied_rows(opened: Opened, order: Order, at: datetime) -> tuple[Row, Row]:
    """The application's own row and its link in the session's chain, written together with the outcome."""
    digest = order.application.digest()
    applied: dict[str, canonical.Json] = {
        "session": order.session,
        "application": digest,
        "received_at": order.received_at,
        "copies": opened.application.copies,
        "fee": opened.application.fee,
    }
    link: dict[str, canonical.Json] = {"issuance": order.issuance, "application": digest}
    return (
        Row(issue_stream(order.issuance), 1, Event.APPLY, advance(None, Event.APPLY), at, applied),
        Row(session_stream(order.session), next_sequence(opened.proof.rows), "apply", "proved", at, link),
    )


def _issue_row(
    order: Order,
    sequence: int,
    event: Event,
    state: State,
    at: datetime,
    data: dict[str, canonical.Json] | None = None,
) -> Row:
    return Row(issue_stream(order.issuance), sequence, event, advance(state, event), at, data or {})


def _kept(order: Order, answer: OrderAnswer) -> Blob:
    return Blob(answer_blob(order.issuance), answer.model_dump_json().encode())


def _sign(settings: MunicipalitySettings, message: Signable) -> Signed:
    payload = message.canonical_bytes()
    return Signed(payload=payload, signature=settings.sign_manifest(message.label.encode() + b"\0" + payload))
