"""A municipality's events, effects and recalled state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kofu.certificates.issuer import IssuerFacts
from kofu.issuance.messages import Application, Choices, Order
from kofu.issuance.municipality.records import IssueRecord, ProofRecord
from kofu.issuance.proof import CertificateCheck
from kofu.issuance.sealing import Sealer, Signer, Unsealer
from kofu.issuance.step import Received, Reply
from kofu.paper.binding import Binding
from kofu.pki.identity import CardIdentity
from kofu.pki.trust import TrustList
from kofu.registers.model import Snapshot
from kofu.rules.book import MunicipalityRules
from kofu.rules.decision import Granted
from kofu.rules.operations import OperationalState


@dataclass(frozen=True, slots=True)
class MunicipalitySettings:
    """Who this municipality is, what it believes, and what it signs with."""

    code: str
    issuer: IssuerFacts
    trust: TrustList
    check: CertificateCheck
    rules: Callable[[], MunicipalityRules]
    operations: Callable[[], OperationalState]
    sign_manifest: Signer
    unseal: Unsealer
    sealer: Sealer
    random: Callable[[int], bytes]
    build: str


@dataclass(frozen=True, slots=True)
class ReadHolder:
    """Effect: one consistent read around a card; comes back as ``HolderRead``."""

    identity: CardIdentity
    session: str


@dataclass(frozen=True, slots=True)
class HolderRead:
    """The registers around the card holder; None where this municipality has no such card."""

    session: str
    snapshot: Snapshot | None


@dataclass(frozen=True, slots=True)
class ReadApplicant:
    """Effect: the read an application is decided and drawn from; comes back as ``ApplicantRead``."""

    identity: CardIdentity
    order: Order


@dataclass(frozen=True, slots=True)
class ApplicantRead:
    """The snapshot of one issue."""

    order: Order
    snapshot: Snapshot | None


@dataclass(frozen=True, slots=True)
class DrawJob:
    """Everything drawing needs: the rows, what was granted, one binding per copy."""

    order: Order
    application: Application
    choices: Choices
    granted: Granted
    snapshot: Snapshot
    holder: CardIdentity
    bindings: tuple[Binding, ...]
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Draw:
    """Effect: draw, read back and compare; comes back as ``Drawn`` or ``DrawingFailed``."""

    job: DrawJob


@dataclass(frozen=True, slots=True)
class DrawnCopy:
    """One finished copy."""

    pdf: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """All copies, with the holder tag that the renderer computed from the rows it drew."""

    job: DrawJob
    copies: tuple[DrawnCopy, ...]
    holder_tag: bytes


@dataclass(frozen=True, slots=True)
class DrawingFailed:
    """What came out contradicts the rows: an alarm. ``code`` and ``place`` name the fault, never a value."""

    job: DrawJob
    code: str
    place: str


@dataclass(frozen=True, slots=True)
class RegistersMoved:
    """The registers changed between reading and signing: nothing was written; read again."""

    order: Order


MunicipalityEvent = Received | HolderRead | ApplicantRead | Drawn | DrawingFailed | RegistersMoved
MunicipalityEffect = Reply | ReadHolder | ReadApplicant | Draw


@dataclass(frozen=True, slots=True)
class MunicipalityState:
    """The records an event touches, the answer kept for a repeat, and whether an alarm is open here."""

    proof: ProofRecord | None = None
    issue: IssueRecord | None = None
    kept_answer: bytes | None = None
    is_proof_known: bool = False
    is_halted: bool = False
