"""All the kiosk asks of a card: one conversation, after which the holder may take it (design §5, step 2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kofu.card.connection import CardConnection
from kofu.card.errors import MalformedPin, NotThisCard, PinBlocked
from kofu.card.jpki import FileId, JpkiApplication, TokenKind, readable_user_pin
from kofu.card.signing import scheme_of


@dataclass(frozen=True, slots=True)
class CardProof:
    """What the card proved: its certificate (DER), the statement, its signature, and the token's own claim."""

    certificate: bytes
    statement: bytes
    signature: bytes
    token: TokenKind


@dataclass(frozen=True, slots=True)
class CardSurvey:
    """What a card tells without a PIN. ``tries_left`` is 0 when blocked, None where it gives no number."""

    token: TokenKind
    has_user_certificate: bool
    tries_left: int | None


def token_kind_of(connection: CardConnection) -> TokenKind:
    """Which kind of token this is, before any PIN is asked; leaves the connection open. Raises NotThisCard."""
    return JpkiApplication(connection).token_kind()


def survey(connection: CardConnection) -> CardSurvey:
    """What the screen needs to know before it asks for a PIN; leaves the connection open. Raises NotThisCard.

    No number is asked for without user certificate, where the PIN may be missing too, and where no PIN is typed.
    """
    application = JpkiApplication(connection)
    token = application.token_kind()
    present = application.has_user_certificate()
    has_pin = present and not token.verifies_holder_itself
    return CardSurvey(token, present, application.user_tries_left() if has_pin else None)


def authenticate(connection: CardConnection, pin: bytes, make_statement: Callable[[bytes], bytes]) -> CardProof:
    """Prove that the holder is there: PIN verified once, statement about the certificate signed once.

    ``pin`` is the entry in UTF-8; empty only for a token that verifies its holder itself. ``make_statement`` gets
    the DER certificate. Raises the errors of ``kofu.card.errors``. The connection is closed, with reset, always.
    """
    try:
        entry = readable_user_pin(pin) if pin else b""
        application = JpkiApplication(connection)
        token = application.token_kind()
        _verify_holder(application, token, entry)
        certificate = application.certificate(FileId.USER_CERTIFICATE)
        scheme = scheme_of(certificate)
        statement = make_statement(certificate)
        signature = application.sign(FileId.USER_KEY, scheme.card_input(statement))
        return CardProof(certificate, statement, signature, token)
    finally:
        connection.close()


def _verify_holder(application: JpkiApplication, token: TokenKind, entry: bytes) -> None:
    """Have the holder checked in the way of this token; "blocked" is said before the PIN is looked at."""
    if not token.is_accepted:
        raise NotThisCard(token=token.value)
    if token.verifies_holder_itself:
        return
    if application.user_tries_left() == 0:
        raise PinBlocked
    if not entry:
        raise MalformedPin
    application.verify_user_pin(entry)
