"""Which desk a reason sends a resident to."""

from __future__ import annotations

from kofu.rules.kinds import Family
from kofu.rules.reasons import Reason

_CARD = {
    Reason.CARD_KIND_NOT_ACCEPTED,
    Reason.SMARTPHONE_NOT_SUPPORTED_YET,
    Reason.SMARTPHONE_NOT_SUPPORTED_HERE,
    Reason.NO_AUTH_CERTIFICATE,
    Reason.AUTH_CERTIFICATE_EXPIRED,
    Reason.CARD_VOID_90_DAYS,
    Reason.CARD_ISSUED_TODAY,
    Reason.CARD_NOT_READY,
    Reason.AUTH_CERTIFICATE_ISSUED_TODAY,
    Reason.CONTINUED_USE_MISSING,
    Reason.CONTINUED_USE_TODAY,
    Reason.WAIT_24_HOURS,
}
_PIN = {
    Reason.PIN_LOCKED,
    Reason.PIN_WRONG,
    Reason.IDENTITY_DOCUMENT_MISSING,
    Reason.AGENT_NOT_ACCEPTED,
}
_REGISTRATION = {
    Reason.NOT_RESIDENT_IN_JAPAN,
    Reason.REGISTRATION_REQUIRED,
    Reason.REGISTRATION_PENDING,
    Reason.REGISTRATION_INVALIDATED,
    Reason.REGISTRATION_NOT_NEEDED,
    Reason.SIGNING_CERTIFICATE_MISSING,
    Reason.CARD_READER_MISSING,
}
_GENERAL = {
    Reason.UNDER_15,
    Reason.ADULT_WARD,
    Reason.SUPPORT_MEASURES,
    Reason.SERVICE_NOT_STARTED,
    Reason.SERVICE_SUSPENDED,
    Reason.MAINTENANCE,
    Reason.CERTIFICATE_NOT_OFFERED,
}
_NOWHERE = {Reason.REMOVE_CARD_FIRST, Reason.NOT_REPRINTABLE}
_FAMILIES = {
    Family.RESIDENT: "resident",
    Family.SEAL: "seal",
    Family.KOSEKI: "koseki",
    Family.TAX: "tax",
}


def topic_of(reason: Reason, family: Family | None) -> str | None:
    """The desk topic of a reason; for reasons of a certificate that of its family. None: no desk helps."""
    if reason in _NOWHERE:
        return None
    for reasons, topic in ((_CARD, "card"), (_PIN, "pin"), (_REGISTRATION, "registration"), (_GENERAL, "general")):
        if reason in reasons:
            return topic
    return "general" if family is None else _FAMILIES[family]
