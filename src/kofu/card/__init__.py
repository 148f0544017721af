"""The card at the kiosk: connection, APDUs, JPKI conversation, and the one use case, ``authenticate``."""

from kofu.card.authenticate import CardProof, CardSurvey, authenticate, survey, token_kind_of
from kofu.card.connection import CardConnection, TracedConnection
from kofu.card.errors import (
    AccessDenied,
    CardError,
    CardMute,
    CardRemoved,
    MalformedCommand,
    MalformedPin,
    MalformedResponse,
    NoAuthenticationCertificate,
    NotThisCard,
    PinBlocked,
    ReaderUnavailable,
    UnexpectedAnswer,
    UnsupportedKey,
    WrongPin,
)
from kofu.card.jpki import FileId, JpkiApplication, TokenKind
from kofu.card.signing import SignatureScheme, scheme_of

__all__ = [
    "AccessDenied",
    "CardConnection",
    "CardError",
    "CardMute",
    "CardProof",
    "CardRemoved",
    "CardSurvey",
    "FileId",
    "JpkiApplication",
    "MalformedCommand",
    "MalformedPin",
    "MalformedResponse",
    "NoAuthenticationCertificate",
    "NotThisCard",
    "PinBlocked",
    "ReaderUnavailable",
    "SignatureScheme",
    "TokenKind",
    "TracedConnection",
    "UnexpectedAnswer",
    "UnsupportedKey",
    "WrongPin",
    "authenticate",
    "scheme_of",
    "survey",
    "token_kind_of",
]
