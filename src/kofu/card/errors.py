"""What can go wrong between the kiosk and a card. No error ever carries a PIN, not even a malformed one."""

from __future__ import annotations

from kofu.errors import KofuError


class CardError(KofuError):
    """Root of everything the card layer raises on purpose."""


class ReaderUnavailable(CardError):
    """No PC/SC library, no daemon, no reader of the configured name, or another program holds it."""

    code = "CARD_READER_UNAVAILABLE"
    summary = "the card reader cannot be used"


class CardRemoved(CardError):
    """The card is not, or no longer, on the reader. After VERIFY its counter must be read again, never assumed."""

    code = "CARD_REMOVED"
    summary = "the card left the reader"


class CardMute(CardError):
    """The card did not answer within the deadline."""

    code = "CARD_MUTE"
    summary = "the card does not answer"


class MalformedCommand(CardError):
    """Bytes are no command APDU, or a value does not fit its field (ISO/IEC 7816-4, 5.1)."""

    code = "CARD_MALFORMED_COMMAND"
    summary = "not a command APDU"


class MalformedResponse(CardError):
    """An answer without a status word, or longer than any response APDU."""

    code = "CARD_MALFORMED_RESPONSE"
    summary = "the card's answer is not a response APDU"


class UnexpectedAnswer(CardError):
    """A well-formed answer with a status word or content that this step of the conversation does not know."""

    code = "CARD_UNEXPECTED_ANSWER"
    summary = "the card gave an answer that does not belong here"


class NotThisCard(CardError):
    """The card has no JPKI application, or its token is none the service accepts (facts A-01, A-14 to A-16)."""

    code = "CARD_NOT_THIS_CARD"
    summary = "not a My Number Card, nor a phone that stands in for one"


class NoAuthenticationCertificate(CardError):
    """The card carries no user-authentication certificate (fact A-02)."""

    code = "CARD_NO_AUTHENTICATION_CERTIFICATE"
    summary = "the card holds no user-authentication certificate"


class AccessDenied(CardError):
    """The card wants a PIN verified first (6982)."""

    code = "CARD_ACCESS_DENIED"
    summary = "the card refuses this without a verified PIN"


class UnsupportedKey(CardError):
    """The certificate cannot be read, or its key is neither RSA nor P-384."""

    code = "CARD_UNSUPPORTED_KEY"
    summary = "the certificate's key is of no kind this service can use"


class MalformedPin(CardError):
    """The entry is not what this PIN can be; refused before the card sees it, so it costs no try (fact A-04)."""

    code = "CARD_PIN_MALFORMED"
    summary = "the entry does not have the form of this PIN; no try was used"


class WrongPin(CardError):
    """The card compared and said no. ``attempts_remaining`` is None where the card gives no number."""

    code = "CARD_PIN_WRONG"
    summary = "wrong PIN"

    def __init__(self, attempts_remaining: int | None) -> None:
        super().__init__(attempts_remaining=attempts_remaining)
        self.attempts_remaining = attempts_remaining


class PinBlocked(CardError):
    """No try is left; only the municipality's desk can set the PIN again (facts A-06 to A-09)."""

    code = "CARD_PIN_BLOCKED"
    summary = "the PIN is blocked"
