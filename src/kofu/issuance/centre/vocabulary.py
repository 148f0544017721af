"""The centre's events, effects and recalled state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from kofu.issuance.centre.records import IssuanceRecord, SessionRecord
from kofu.issuance.messages import Answer, Apply, AskOffer, Order, Prove
from kofu.issuance.proof import CertificateCheck
from kofu.issuance.step import Received, Reply
from kofu.pki.trust import TrustList


@dataclass(frozen=True, slots=True)
class CentreSettings:
    """Who this centre is and what it believes."""

    centre: str
    trust: TrustList
    check: CertificateCheck
    random: Callable[[int], bytes]
    approved_builds: frozenset[str]
    approved_rules: Mapping[str, frozenset[str]]
    """Per municipality the fingerprints of rules it may issue under."""
    session_life: timedelta = field(default=timedelta(minutes=10))


@dataclass(frozen=True, slots=True)
class ProofSpent:
    """The session's nonce is burnt; now the proof may be looked at."""

    prove: Prove
    peer: str


@dataclass(frozen=True, slots=True)
class MunicipalityAnswered:
    """A municipality answered what ``cause`` had made the centre ask."""

    cause: Prove | Apply
    answer: Answer


@dataclass(frozen=True, slots=True)
class Then:
    """Go on with this event, now that the work is committed."""

    event: ProofSpent


@dataclass(frozen=True, slots=True)
class AskMunicipality:
    """Send a request to a municipality; its answer comes back as ``MunicipalityAnswered``."""

    municipality: str
    message: AskOffer | Order
    cause: Prove | Apply


CentreEvent = Received | ProofSpent | MunicipalityAnswered
CentreEffect = Reply | Then | AskMunicipality


@dataclass(frozen=True, slots=True)
class CentreState:
    """The records an event touches, and whether alarms are open for the municipality."""

    session: SessionRecord | None = None
    issuance: IssuanceRecord | None = None
    is_halted: bool = False
