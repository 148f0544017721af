"""What decides who may take a certificate: card links, honseki registrations, restrictions, support measures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from kofu.pki.identity import CardIdentity
from kofu.registers.model.residents import PersonId


@dataclass(frozen=True, slots=True)
class CardLink:
    """Ties one user certificate (利用者証明用電子証明書) to one person of this municipality."""

    identity: CardIdentity
    person: PersonId
    delivered_at: datetime
    """When the card was handed over (交付)"""
    certificate_issued_on: date
    data_ready_at: datetime | None
    """When the card's data reached the issuing system; None while it has not (facts A-20)"""


@dataclass(frozen=True, slots=True)
class MoveIn:
    """転入届 with a card from another municipality, which then needs the continued-use procedure (継続利用)."""

    person: PersonId
    filed_on: date
    continued_use_at: datetime | None
    by_agent: bool = False
    """Only a representative came: the procedure does not count as done"""


@dataclass(frozen=True, slots=True)
class HonsekiRegistration:
    """本籍地利用登録 of one person whose honseki is here and whose address is not."""

    person: PersonId
    identity: CardIdentity
    """The certificate it was applied for with: renewed, it may not count any more (facts I, X-20)"""
    applied_on: date
    approved_on: date | None
    """None while under review"""


class RestrictedRecord(Enum):
    """Which record an issuance restriction (発行制限) covers (facts B-28, B-29)."""

    RESIDENT_RECORD = "resident_record"
    KOSEKI = "koseki"


@dataclass(frozen=True, slots=True)
class Restriction:
    """発行制限 on one person's record."""

    person: PersonId
    record: RestrictedRecord
    since: date


@dataclass(frozen=True, slots=True)
class SupportMeasure:
    """支援措置 for one person (domestic violence, stalking, child abuse): for staff eyes only."""

    person: PersonId
    since: date
