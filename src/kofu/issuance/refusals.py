"""What a role refuses to do, apart from the errors of single mechanisms. Codes: docs/failure-codes.md."""

from __future__ import annotations

from kofu.errors import KofuError


class UnknownSession(KofuError):
    """No such session, or it belongs to another terminal."""

    code = "SESSION_UNKNOWN"
    summary = "there is no such session at this terminal"


class SessionEnded(KofuError):
    """The session was closed, or its ten minutes are over."""

    code = "SESSION_ENDED"
    summary = "the session is over; begin again with the card"


class NonceSpent(KofuError):
    """A proof was already offered in this session; each session takes one, right or wrong."""

    code = "PROOF_NONCE_SPENT"
    summary = "this session has already seen a proof"


class NotProved(KofuError):
    """The session has no accepted proof."""

    code = "SESSION_NOT_PROVED"
    summary = "the card has not been read in this session"


class ProofReplayed(KofuError):
    """The municipality has seen this very proof before."""

    code = "PROOF_REPLAYED"
    summary = "this proof was used before"


class WrongTerminal(KofuError):
    """A message names another terminal, channel or centre than the connection it came by."""

    code = "PROOF_OTHER_TERMINAL"
    summary = "the message was made for another terminal"


class UnknownIssuance(KofuError):
    """No such issuance, or it belongs to another session or terminal."""

    code = "ISSUANCE_UNKNOWN"
    summary = "there is no such issuance here"


class KeyReused(KofuError):
    """An issuance id came again with other content."""

    code = "ISSUANCE_KEY_REUSED"
    summary = "this id belongs to another application"


class ChoicesAltered(KofuError):
    """The sealed choices are not those that the signed application names."""

    code = "APPLICATION_CHOICES_ALTERED"
    summary = "the sealed part does not belong to this application"


class FeeDiffers(KofuError):
    """The fee confirmed on the screen is not the fee of the rules, or the money is not the fee."""

    code = "MONEY_FEE_DIFFERS"
    summary = "the amount is not the fee of this application"


class ApplicationLate(KofuError):
    """The centre's stamp and the municipality's clock are too far apart."""

    code = "APPLICATION_LATE"
    summary = "the application arrived too long after it was received"


class MunicipalityNotServed(KofuError):
    """The centre has no such municipality."""

    code = "CENTRE_MUNICIPALITY_UNKNOWN"
    summary = "this municipality does not take part"


class MunicipalityHalted(KofuError):
    """An open alarm keeps this municipality from issuing."""

    code = "CENTRE_MUNICIPALITY_HALTED"
    summary = "issuing for this municipality is halted until an alarm is closed"


class ManifestContradicts(KofuError):
    """A municipality-signed manifest disagrees with the centre's own record: an alarm."""

    code = "ALARM_MANIFEST_CONTRADICTS"
    summary = "the manifest does not fit the application"


class EnvelopeContradicts(KofuError):
    """A municipality-signed envelope disagrees with what the kiosk knows: an alarm."""

    code = "ALARM_ENVELOPE_CONTRADICTS"
    summary = "the certificate in the envelope is not the one asked for"


class EnvelopeForAnotherSession(KofuError):
    """An envelope or offer names another session."""

    code = "PROTOCOL_OTHER_SESSION"
    summary = "the answer belongs to another session"


class FingerprintNotApproved(KofuError):
    """A municipality runs a build or rules that the centre has not approved (incidents I8, I9)."""

    code = "CENTRE_FINGERPRINT_NOT_APPROVED"
    summary = "the municipality runs a build or rules that are not approved"


class PeerFailed(KofuError):
    """Another party answered with an error; ``peer_code`` is its failure code."""

    code = "PROTOCOL_PEER_FAILED"
    summary = "the other party refused or could not answer"


class DrawingContradicts(KofuError):
    """What was drawn is not what the registers say, or is not the holder's: an alarm."""

    code = "ALARM_DRAWING_CONTRADICTS"
    summary = "the drawn certificate does not fit the registers"


class NotReprintable(KofuError):
    """The certificate was handed over or withdrawn; it cannot be had again (fact H-07)."""

    code = "ISSUANCE_NOT_REPRINTABLE"
    summary = "this certificate was already handed over and cannot be had again"


class CentreUnreachable(KofuError):
    """The centre gave no answer in time; what was paid goes back."""

    code = "KIOSK_CENTRE_UNREACHABLE"
    summary = "the certificate centre cannot be reached"
