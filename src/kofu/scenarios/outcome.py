"""What came of a session, in the words of the scenarios."""

from __future__ import annotations

from dataclasses import dataclass

from kofu.errors import KofuError
from kofu.kiosk.terminal import Account
from kofu.rules import Outcome, Reason

_REASONS = {
    "CARD_PIN_WRONG": Reason.PIN_WRONG,
    "CARD_PIN_BLOCKED": Reason.PIN_LOCKED,
    "CARD_NOT_THIS_CARD": Reason.CARD_KIND_NOT_ACCEPTED,
    "CARD_NO_AUTHENTICATION_CERTIFICATE": Reason.NO_AUTH_CERTIFICATE,
    "PKI_EXPIRED": Reason.AUTH_CERTIFICATE_EXPIRED,
    "PKI_ISSUER_NOT_IN_FORCE": Reason.AUTH_CERTIFICATE_EXPIRED,
    "KIOSK_REMOVE_CARD_FIRST": Reason.REMOVE_CARD_FIRST,
    "ISSUANCE_NOT_REPRINTABLE": Reason.NOT_REPRINTABLE,
}
"""Failure codes that the rules have a reason for."""


@dataclass(frozen=True, slots=True)
class Told:
    """Outcome, first reason, all reasons, tries left, and the failure code where it was a failure."""

    outcome: str
    reason: str
    reasons: tuple[str, ...]
    attempts_left: int | None = None


def outcome_of(account: Account) -> Told:
    """Read an account. A failure without a reason of its own is told by its failure code in lower case."""
    if account.printed:
        return Told(Outcome.ISSUE.value, "ok", ("ok",))
    if account.refusals:
        reasons = tuple(cause.reason for cause in account.refusals[-1].causes)
        return Told(reasons[0].outcome.value, reasons[0].value, tuple(reason.value for reason in reasons))
    if account.failures:
        return _failed(account.failures[-1])
    return Told("withdrawn", "withdrawn", ())


def _failed(error: KofuError) -> Told:
    code = str(error.facts.get("peer_code") or error.code)
    reason = _REASONS.get(code)
    if reason is None:
        return Told(Outcome.REFUSE.value, code.lower(), (code.lower(),))
    left = 0 if reason is Reason.PIN_LOCKED else error.facts.get("attempts_remaining")
    return Told(reason.outcome.value, reason.value, (reason.value,), left if isinstance(left, int) else None)
