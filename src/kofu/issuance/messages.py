"""Every message of the protocol (docs/protocol.md), strict and bounded.

Unknown fields, wrong types and values out of bounds are refused before anything acts on them. What is signed travels as
``Signed``: the exact canonical bytes and their signature, verified first and parsed afterwards.
"""

from __future__ import annotations

import base64
from typing import Annotated, ClassVar, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints, ValidationError

from kofu.errors import KofuError
from kofu.issuance import canonical
from kofu.rules import Kind, Option, Reason

PROTOCOL_VERSION = 1


class MalformedMessage(KofuError):
    """A message does not have the form its name demands."""

    code = "PROTOCOL_MALFORMED_MESSAGE"
    summary = "the message does not have the expected form"


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _from_base64(value: object) -> object:
    if not isinstance(value, str):
        return value
    data = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
    if _base64(data) != value:
        raise ValueError("not canonical base64url")
    return data


_TO_BASE64 = PlainSerializer(_base64, return_type=str, when_used="json")

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""16 random bytes in lower hex."""
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 value in lower hex."""
Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
"""A municipality's six-digit code (全国地方公共団体コード)."""
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,64}$")]
"""A terminal's or centre's identifier."""
Number = Annotated[str, StringConstraints(pattern=r"^[0-9]{40}$")]
"""A document number (固有番号)."""
KindCode = Annotated[str, StringConstraints(pattern="^(" + "|".join(kind.code for kind in Kind) + ")$")]
"""A certificate kind's code."""
Seconds = Annotated[int, Field(ge=0, le=2**40)]
"""Unix time."""
Amount = Annotated[int, Field(ge=0, le=10_000_000)]
"""Yen."""
Count = Annotated[int, Field(ge=1, le=100)]
OptionCode = Annotated[str, StringConstraints(pattern="^(" + "|".join(option.value for option in Option) + ")$")]
"""An item the holder may choose to have printed."""
Bytes64 = Annotated[bytes, BeforeValidator(_from_base64), _TO_BASE64, Field(min_length=64, max_length=64)]
Bytes32 = Annotated[bytes, BeforeValidator(_from_base64), _TO_BASE64, Field(min_length=32, max_length=32)]
Bytes16 = Annotated[bytes, BeforeValidator(_from_base64), _TO_BASE64, Field(min_length=16, max_length=16)]
SmallBlob = Annotated[bytes, BeforeValidator(_from_base64), _TO_BASE64, Field(max_length=8_192)]
Blob = Annotated[bytes, BeforeValidator(_from_base64), _TO_BASE64, Field(max_length=262_144)]
PagesBlob = Annotated[bytes, BeforeValidator(_from_base64), _TO_BASE64, Field(max_length=33_554_432)]
Phrase = Annotated[str, StringConstraints(max_length=200)]


class Message(BaseModel):
    """Base of all messages: immutable, strict, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    def canonical_bytes(self) -> bytes:
        """The bytes that are signed and hashed."""
        return canonical.encode(self.model_dump(mode="json"))

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Parse JSON bytes. Raises MalformedMessage, which names the message and never its content."""
        try:
            return cls.model_validate_json(data)
        except ValidationError as error:
            raise MalformedMessage(message=cls.__name__, faults=error.error_count()) from None


class Signable(Message):
    """A message that is signed: ``label`` keeps signatures of different kinds apart."""

    label: ClassVar[str]

    @classmethod
    def from_signed(cls, payload: bytes) -> Self:
        """Parse bytes whose signature was verified; they must be canonical. Raises MalformedMessage, NotCanonical."""
        canonical.decode(payload)
        return cls.from_bytes(payload)


SignableType = TypeVar("SignableType", bound=Signable)


class Signed(Message):
    """Canonical bytes of a ``Signable`` and the Ed25519 signature over its label and these bytes."""

    payload: Blob
    signature: Bytes64

    def digest(self) -> str:
        """SHA-256 of the payload, the link of request chains, in hex."""
        return canonical.digest("kofu/signed/v1", self.payload).hex()


# Opening a session and proving who is there


class OpenSession(Message):
    """Kiosk → centre. The terminal is known from mutual TLS."""

    terminal: Name


class SessionOpened(Message):
    """Centre → kiosk: what the card's signature will be bound to."""

    session: Id
    centre: Name
    channel: Hash
    nonce: Bytes32
    issued: Seconds
    expires: Seconds


class Statement(Signable):
    """What the card signs, once per session (card.md §14)."""

    label = "kofu/session-statement/v1"

    version: Literal[1]
    purpose: Literal["certificate-issuance"]
    centre: Name
    terminal: Name
    channel: Hash
    session: Id
    nonce: Bytes32
    issued: Seconds
    expires: Seconds
    signing_key: Bytes32
    sealing_key: SmallBlob
    certificate: Hash

    def signed_bytes(self) -> bytes:
        """Label, zero byte, canonical JSON: no caller-chosen bytes at the front."""
        return self.label.encode() + b"\0" + self.canonical_bytes()

    def digest(self) -> str:
        """SHA-256 of the signed bytes: first link of every request chain of the session."""
        return canonical.digest("kofu/statement/v1", self.signed_bytes()).hex()


class Prove(Message):
    """Kiosk → centre: certificate and card signature; the centre rebuilds the statement from its own record."""

    session: Id
    municipality: Code
    certificate: SmallBlob
    signature: SmallBlob
    signing_key: Bytes32
    sealing_key: SmallBlob


class AskOffer(Message):
    """Centre → municipality: the proof, to be validated again."""

    statement: SmallBlob
    certificate: SmallBlob
    signature: SmallBlob


class SealedOffer(Message):
    """Municipality → centre → kiosk: a ``Signed`` offer, sealed to the session key."""

    session: Id
    sealed: Blob


class Desk(Message):
    """Where to go instead (fact B-48)."""

    name: Phrase
    phone: Phrase | None
    hours: Phrase | None


class ToldCause(Message):
    """One reason of a refusal, as the resident may know it."""

    reason: Reason
    desk: Desk | None
    earliest: Seconds | None
    """No moment before this one is free of this reason; None where time does not cure it"""


class OfferedPerson(Message):
    """A person the holder may ask for; ``person`` is a token that means nothing outside this session."""

    person: Id
    name: Phrase
    relationship: Phrase | None
    is_holder: bool


class OfferedCertificate(Message):
    """A certificate the holder may take now, with its choices."""

    kind: KindCode
    title: Phrase
    fee: Amount
    most_copies: Count
    persons: Annotated[tuple[Id, ...], Field(max_length=64)]
    whole_household: bool
    options: Annotated[tuple[OptionCode, ...], Field(max_length=8)]
    years: Annotated[tuple[Annotated[int, Field(ge=1990, le=2200)], ...], Field(max_length=8)]


class RefusedCertificate(Message):
    """A certificate the holder cannot take now, with all reasons."""

    kind: KindCode
    title: Phrase
    causes: Annotated[tuple[ToldCause, ...], Field(max_length=80)]
    succeeds_at: Seconds | None
    """The first moment at which it could be had, if only time goes by"""


class Offer(Signable):
    """What the holder may take now, signed by the municipality's manifest key."""

    label = "kofu/offer/v1"

    version: Literal[1]
    session: Id
    municipality: Code
    issued: Seconds
    persons: Annotated[tuple[OfferedPerson, ...], Field(max_length=64)]
    certificates: Annotated[tuple[OfferedCertificate, ...], Field(max_length=10)]
    refusals: Annotated[tuple[RefusedCertificate, ...], Field(max_length=10)]


# Applying


class Choices(Message):
    """The part of an application that only the municipality reads."""

    kind: KindCode
    persons: Annotated[tuple[Id, ...], Field(max_length=64)] | Literal["household"]
    my_number: bool
    resident_code: bool
    relationship: bool
    honseki: bool
    tax_year: Annotated[int, Field(ge=1990, le=2200)] | None
    form: Literal["current", "before_reform", "removed", "with_history", "with_remarks"]


class Application(Signable):
    """The part of an application (交付申請) that the centre reads; signed by the session key and chained."""

    label = "kofu/application/v1"

    version: Literal[1]
    issuance: Id
    session: Id
    sequence: Annotated[int, Field(ge=1, le=1_000)]
    previous: Hash
    municipality: Code
    kind: KindCode
    copies: Count
    fee: Amount
    choices: Hash


class Apply(Message):
    """Kiosk → centre: a signed application and its sealed part."""

    session: Id
    issuance: Id
    application: Signed
    choices: Blob


class Order(Message):
    """Centre → municipality: the application with the moment that decides (fact X-36)."""

    session: Id
    issuance: Id
    application: Signed
    choices: Blob
    received_at: Seconds


class ManifestDocument(Message):
    """One copy: its number, how many pages it has, and the salted digest of its pages."""

    number: Number
    pages: Count
    digest: Hash


class RegisterVersion(Message):
    """A register and its version at the moment of drawing."""

    register_name: Phrase
    version: Annotated[int, Field(ge=0, le=2**53 - 1)]


class Manifest(Signable):
    """What was drawn, for whom and from what, without content; signed by the municipality's manifest key."""

    label = "kofu/manifest/v1"

    version: Literal[1]
    issuance: Id
    session: Id
    municipality: Code
    application: Hash
    card: Hash
    holder_tag: Hash
    kind: KindCode
    fee: Amount
    documents: Annotated[tuple[ManifestDocument, ...], Field(min_length=1, max_length=100)]
    registers: Annotated[tuple[RegisterVersion, ...], Field(max_length=64)]
    rules: Hash
    build: Hash
    issued: Seconds
    ciphertext: Hash


class Envelope(Message):
    """A signed manifest and the pages, sealed to the session key."""

    manifest: Signed
    sealed: PagesBlob


class Refusal(Signable):
    """Why nothing is issued: all reasons, signed by the municipality, sealed to the session key."""

    label = "kofu/refusal/v1"

    version: Literal[1]
    issuance: Id
    session: Id
    application: Hash
    causes: Annotated[tuple[ToldCause, ...], Field(min_length=1, max_length=80)]
    succeeds_at: Seconds | None


class SealedRefusal(Message):
    """A ``Signed`` refusal, sealed to the session key: the centre learns only that there is none to print."""

    issuance: Id
    sealed: Blob


class OrderAnswer(Message):
    """Municipality → centre → kiosk: exactly one of the two."""

    envelope: Envelope | None
    refusal: SealedRefusal | None


# Paying, printing, ending


class Reservation(Signable):
    """Kiosk → centre: the money is in escrow; the answer is the permission to print."""

    label = "kofu/reservation/v1"

    version: Literal[1]
    session: Id
    issuance: Id
    amount: Amount
    manifest: Hash


class Reserve(Message):
    """A signed reservation."""

    session: Id
    issuance: Id
    reservation: Signed


class Permission(Message):
    """Centre → kiosk: the fee is booked as reserved; print now."""

    issuance: Id
    amount: Amount


class Report(Signable):
    """Kiosk → centre: what happened to an issuance or to one copy; signed by the terminal's report key."""

    label = "kofu/report/v1"

    version: Literal[1]
    terminal: Name
    issuance: Id
    event: Literal["withdrawn", "copy_started", "copy_printed", "copy_failed", "copy_unknown", "copy_refunded"]
    copy_index: Annotated[int, Field(ge=0, le=99)] | None
    at: Seconds


class TellReport(Message):
    """A signed report."""

    issuance: Id
    report: Signed


class Acknowledged(Message):
    """The report is recorded; repeating it changes nothing."""

    issuance: Id
    state: Phrase


class SettleNumbers(Message):
    """Centre → municipality: the numbers' fate; with ``erase`` nothing more is printed and the envelope goes."""

    issuance: Id
    valid: Annotated[tuple[Number, ...], Field(max_length=100)]
    void: Annotated[tuple[Number, ...], Field(max_length=100)]
    erase: bool


class Settled(Message):
    """Municipality → centre: recorded."""

    issuance: Id


class CloseSession(Message):
    """Kiosk → centre: the holder has gone; the session's keys are dropped."""

    session: Id


class SessionClosed(Message):
    """Centre → kiosk: no application of this session is accepted any more."""

    session: Id


class Failed(Message):
    """Any answer that is an error: its failure code and facts, never content."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9_]{3,64}$")]
    facts: dict[str, str | int | bool | None]


Request = OpenSession | Prove | AskOffer | Apply | Order | Reserve | TellReport | SettleNumbers | CloseSession
Answer = SessionOpened | SealedOffer | OrderAnswer | Permission | Acknowledged | Settled | SessionClosed | Failed
