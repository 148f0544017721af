"""The JPKI application (公的個人認証) of a My Number Card, and of a phone that stands in for one."""

from __future__ import annotations

import unicodedata
from enum import Enum, IntEnum

from kofu.card.apdu import SHORT_ANSWER, Command, Instruction
from kofu.card.connection import CardConnection
from kofu.card.errors import (
    MalformedPin,
    NoAuthenticationCertificate,
    NotThisCard,
    UnexpectedAnswer,
)
from kofu.card.session import CardSession

APPLICATION = bytes.fromhex("D392F000260100000001")
TOKEN_LABEL_BYTES = 32


class FileId(IntEnum):
    """Elementary files of the application (card reference §1)."""

    SIGNATURE_CERTIFICATE = 0x0001
    SIGNATURE_AUTHORITY = 0x0002
    TOKEN = 0x0006
    DIRECTORY = 0x0008
    USER_CERTIFICATE = 0x000A
    USER_AUTHORITY = 0x000B
    USER_KEY = 0x0017
    USER_PIN = 0x0018
    SIGNATURE_KEY = 0x001A
    SIGNATURE_PIN = 0x001B


class TokenKind(Enum):
    """What carries the application, by its own label.

    The label is a claim nobody signed: that a certificate belongs to a phone, only its issuer can say.
    """

    CARD = "JPKIAPICCTOKEN2"
    ANDROID = "JPKIAPGPSETOKEN"
    IPHONE = "JPKIAPIOSTOKEN"
    RESIDENT_CARD = "JPKIAPICCTOKEN"

    @property
    def is_phone(self) -> bool:
        """Whether a phone holds the certificate."""
        return self in {TokenKind.ANDROID, TokenKind.IPHONE}

    @property
    def verifies_holder_itself(self) -> bool:
        """Whether the device checks its holder (face, finger) and no PIN is typed. Never true for a card.

        Assumption: an iPhone's exchange is not public; taken to be the same application with VERIFY done inside.
        """
        return self is TokenKind.IPHONE

    @property
    def is_accepted(self) -> bool:
        """Whether the service takes it; the old 住基カード is refused (fact A-14)."""
        return self is not TokenKind.RESIDENT_CARD


def readable_user_pin(typed: bytes) -> bytes:
    """The four ASCII digits meant by an entry in UTF-8, full-width digits included. Raises MalformedPin."""
    # "replace" because a UnicodeDecodeError would carry the entry inside.
    digits = unicodedata.normalize("NFKC", typed.decode("utf-8", "replace"))
    if len(digits) != 4 or not set(digits) <= set("0123456789"):
        raise MalformedPin
    return digits.encode("ascii")


def readable_signature_pin(typed: bytes) -> bytes:
    """The 6–16 characters A–Z 0–9 meant by an entry, upper-cased as clients must. Raises MalformedPin."""
    text = unicodedata.normalize("NFKC", typed.decode("utf-8", "replace")).upper()
    if not (6 <= len(text) <= 16 and text.isascii() and text.isalnum()):
        raise MalformedPin
    return text.encode("ascii")


class JpkiApplication:
    """The verbs of the application; making one selects it. Raises NotThisCard where there is none."""

    def __init__(self, connection: CardConnection) -> None:
        self._session = CardSession(connection)
        self._session.select_application(APPLICATION)

    def token_kind(self) -> TokenKind:
        """What carries the application. Raises NotThisCard for a label unknown here."""
        if not self._session.select_file(FileId.TOKEN):
            raise NotThisCard
        label = self._session.read(0, TOKEN_LABEL_BYTES).rstrip(b" \x00")
        for kind in TokenKind:
            if label == kind.value.encode("ascii"):
                return kind
        raise NotThisCard(reason="unknown token")

    def has_user_certificate(self) -> bool:
        """Whether the card says it carries the user certificate; selects only, so a phone tells it too."""
        return self._session.select_file(FileId.USER_CERTIFICATE)

    def user_tries_left(self) -> int | None:
        """Tries left for the four-digit PIN, 0 when blocked, None where the card gives no number."""
        self._select_pin(FileId.USER_PIN)
        return self._session.tries_left()

    def signature_tries_left(self) -> int | None:
        """Tries left for the signature password, 0 when blocked."""
        self._select_pin(FileId.SIGNATURE_PIN)
        return self._session.tries_left()

    def verify_user_pin(self, pin: bytes) -> None:
        """Check the entry's form, then show it once. Raises MalformedPin, WrongPin, PinBlocked."""
        readable = readable_user_pin(pin)
        self._select_pin(FileId.USER_PIN)
        self._session.verify(readable)

    def verify_signature_pin(self, pin: bytes) -> None:
        """Check the entry's form, then show it once. Raises MalformedPin, WrongPin, PinBlocked."""
        readable = readable_signature_pin(pin)
        self._select_pin(FileId.SIGNATURE_PIN)
        self._session.verify(readable)

    def change_user_pin(self, pin: bytes) -> None:
        """Set a new PIN after the old one was verified (desk procedure, fact A-12). Raises AccessDenied."""
        readable = readable_user_pin(pin)
        self._select_pin(FileId.USER_PIN)
        self._session.ask(Command(0x00, Instruction.CHANGE_PIN, 0x01, 0x80, readable))

    def change_signature_pin(self, pin: bytes) -> None:
        """Set a new signature password after the old one was verified. Raises AccessDenied."""
        readable = readable_signature_pin(pin)
        self._select_pin(FileId.SIGNATURE_PIN)
        self._session.ask(Command(0x00, Instruction.CHANGE_PIN, 0x01, 0x80, readable))

    def certificate(self, file: FileId) -> bytes:
        """The DER certificate in a file, filler left off. Raises NoAuthenticationCertificate, AccessDenied."""
        certificate = self._session.read_der() if self._session.select_file(file) else None
        if certificate is None:
            raise NoAuthenticationCertificate(file=f"{file:04X}")
        return certificate

    def sign(self, key: FileId, digest: bytes) -> bytes:
        """The card's signature over a digest prepared by ``SignatureScheme.card_input``; its PIN comes first."""
        if not self._session.select_file(key):
            raise NoAuthenticationCertificate(file=f"{key:04X}")
        signature = self._session.ask(Command(0x80, Instruction.SIGN, 0x00, 0x80, digest, SHORT_ANSWER))
        if not signature:
            raise UnexpectedAnswer(instruction="2A", received=0)
        return signature

    def _select_pin(self, file: FileId) -> None:
        if not self._session.select_file(file):
            raise NoAuthenticationCertificate(file=f"{file:04X}")
