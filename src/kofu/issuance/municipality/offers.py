"""What a municipality answers: the rules' decisions about one holder, in the words of the protocol.

Persons have names of their own in each session, worked out from the statement, so that nothing need be stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kofu.clock import from_unix, unix_seconds
from kofu.issuance import canonical
from kofu.issuance.messages import (
    Application,
    Choices,
    Desk,
    Offer,
    OfferedCertificate,
    OfferedPerson,
    RefusedCertificate,
    ToldCause,
)
from kofu.issuance.municipality.records import ProofRecord
from kofu.issuance.municipality.vocabulary import MunicipalitySettings
from kofu.registers.model import Snapshot
from kofu.registers.standing import standing_of
from kofu.rules import (
    HOUSEHOLD,
    Audience,
    CardFacts,
    Form,
    Kind,
    Option,
    PersonFacts,
    PersonId,
    Request,
    Standing,
    TerminalFacts,
    Token,
)
from kofu.rules.decide import decide
from kofu.rules.decision import Cause, Granted, Refused
from kofu.rules.next_moment import next_success
from kofu.rules.offer import NotNow, Offered, offer


@dataclass(frozen=True, slots=True)
class Told:
    """A refusal as it will be told: all reasons, and when it would work."""

    causes: tuple[ToldCause, ...]
    succeeds_at: int | None


STRANGER = PersonId("stranger")
"""A holder these registers do not know."""


def offer_of(settings: MunicipalitySettings, proof: ProofRecord, snapshot: Snapshot | None, at: datetime) -> Offer:
    """The signed menu: everything listed, each with its choices or with all reasons against it."""
    rules, operations = settings.rules(), settings.operations()
    standing, terminal = standing_before(proof, snapshot, at), terminal_facts(settings, proof, at)
    entries = offer(rules, operations, standing, terminal, at)
    return Offer(
        version=1,
        session=proof.session,
        municipality=settings.code,
        issued=unix_seconds(at),
        persons=offered_persons(proof, snapshot),
        certificates=tuple(_offered(proof, entry) for entry in entries if isinstance(entry, Offered)),
        refusals=tuple(
            _refused(settings, standing, terminal, entry, at) for entry in entries if isinstance(entry, NotNow)
        ),
    )


def decide_application(
    settings: MunicipalitySettings,
    proof: ProofRecord,
    choices: Choices,
    application: Application,
    snapshot: Snapshot | None,
    at: datetime,
) -> Granted | Told:
    """Apply the rules to one application at the moment that decides."""
    request = request_of(proof, choices, application, snapshot)
    standing, terminal = standing_before(proof, snapshot, at), terminal_facts(settings, proof, at)
    rules, operations = settings.rules(), settings.operations()
    decision = decide(rules, operations, standing, request, terminal, at)
    if isinstance(decision, Granted):
        return decision
    succeeds_at = next_success(rules, operations, standing, request, terminal, at)
    return Told(told(decision), _seconds(succeeds_at))


def request_of(proof: ProofRecord, choices: Choices, application: Application, snapshot: Snapshot | None) -> Request:
    """The application in the rules' words. A token that was never offered stands for nobody the holder may ask for."""
    known = {person_token(proof, person): PersonId(person) for person in snapshot.people()} if snapshot else {}
    subjects = (
        HOUSEHOLD
        if choices.persons == "household"
        else tuple(known.get(token, PersonId(f"unknown/{token}")) for token in choices.persons)
    )
    return Request(
        kind=Kind.of(choices.kind),
        subjects=subjects,
        options=frozenset(option for option in Option if getattr(choices, option.value)),
        tax_year=choices.tax_year,
        copies=application.copies,
        form=Form(choices.form),
    )


def person_token(proof: ProofRecord, person: str) -> str:
    """A person's name for this session only."""
    return canonical.digest("kofu/person/v1", proof.statement.encode(), person.encode()).hex()[:32]


def standing_before(proof: ProofRecord, snapshot: Snapshot | None, at: datetime) -> Standing:
    """The holder's standing; that of a stranger where the registers do not know the card."""
    if snapshot is not None:
        return standing_of(snapshot, at)
    issued = from_unix(proof.certificate_from)
    card = CardFacts(delivered_at=issued, certificate_issued_on=issued.date())
    return Standing(holder=PersonFacts(STRANGER, born_on=None), card=card)


def terminal_facts(settings: MunicipalitySettings, proof: ProofRecord, at: datetime) -> TerminalFacts:
    """Where the terminal stands, by the trust list, and what the certificate lives in, by its policy."""
    chain = settings.trust.terminal(proof.terminal, at).chain.value
    token = Token.SMARTPHONE if proof.policy in settings.check.phone_policies else Token.CARD
    return TerminalFacts(chain=chain, token=token)


def offered_persons(proof: ProofRecord, snapshot: Snapshot | None) -> tuple[OfferedPerson, ...]:
    """Everybody the holder may be able to ask for, the holder first."""
    if snapshot is None:
        return ()
    return tuple(
        OfferedPerson(
            person=person_token(proof, person),
            name=name_of(snapshot, person),
            relationship=_relationship(snapshot, person),
            is_holder=person == snapshot.holder,
        )
        for person in snapshot.people()
    )


def name_of(snapshot: Snapshot, person: str) -> str:
    """The name shown when persons are chosen: as registered, or of the koseki."""
    resident = next((m for m in snapshot.household.members if m.person == person), None) if snapshot.household else None
    if resident is not None:
        return resident.name.written
    member = next((m for m in snapshot.koseki.members if m.person == person), None) if snapshot.koseki else None
    return f"{snapshot.koseki.surname.written} {member.given.written}" if member and snapshot.koseki else ""


def _relationship(snapshot: Snapshot, person: str) -> str | None:
    members = snapshot.household.members if snapshot.household else ()
    return next((member.relationship for member in members if member.person == person), None)


def _offered(proof: ProofRecord, entry: Offered) -> OfferedCertificate:
    return OfferedCertificate(
        kind=entry.kind.code,
        title=entry.title,
        fee=entry.fee_each,
        most_copies=entry.copies_most,
        persons=tuple(person_token(proof, person) for person in entry.persons),
        whole_household=entry.whole_household,
        options=tuple(option.value for option in Option if option in entry.options),
        years=entry.tax_years,
    )


def _refused(
    settings: MunicipalitySettings, standing: Standing, terminal: TerminalFacts, entry: NotNow, at: datetime
) -> RefusedCertificate:
    request = Request(entry.kind, (standing.holder.person,))
    succeeds_at = next_success(settings.rules(), settings.operations(), standing, request, terminal, at)
    return RefusedCertificate(
        kind=entry.kind.code, title=entry.title, causes=told(entry.refused), succeeds_at=_seconds(succeeds_at)
    )


def told(refused: Refused) -> tuple[ToldCause, ...]:
    """The reasons as the resident may know them; what would betray another person's protection stays behind."""
    return tuple(_cause(cause) for cause in refused.shown_to(Audience.RESIDENT).reasons)


def _cause(cause: Cause) -> ToldCause:
    desk = cause.desk
    return ToldCause(
        reason=cause.reason,
        desk=Desk(name=desk.ja, phone=desk.phone, hours=desk.hours) if desk else None,
        earliest=_seconds(cause.earliest),
    )


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else unix_seconds(moment)
