"""It cannot go on: what happened, that nothing was charged, whom to ask (fact F-31)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kofu.errors import KofuError
from kofu.issuance.messages import Desk
from kofu.kiosk.locale import Texts
from kofu.kiosk.screens.screen import Choice, Content, Screen, Stage
from kofu.rules import Reason

REASONS = {
    "CARD_PIN_WRONG": Reason.PIN_WRONG,
    "CARD_PIN_BLOCKED": Reason.PIN_LOCKED,
    "CARD_NOT_THIS_CARD": Reason.CARD_KIND_NOT_ACCEPTED,
    "CARD_NO_AUTHENTICATION_CERTIFICATE": Reason.NO_AUTH_CERTIFICATE,
    "PKI_EXPIRED": Reason.AUTH_CERTIFICATE_EXPIRED,
    "PKI_ISSUER_NOT_IN_FORCE": Reason.AUTH_CERTIFICATE_EXPIRED,
    "KIOSK_REMOVE_CARD_FIRST": Reason.REMOVE_CARD_FIRST,
    "ISSUANCE_NOT_REPRINTABLE": Reason.NOT_REPRINTABLE,
    "CENTRE_MUNICIPALITY_HALTED": Reason.SERVICE_SUSPENDED,
}
"""Failure codes for which the rules have a sentence."""

MESSAGES = {
    "PKI_REVOKED": "The certificate on this card is no longer valid. Please ask at your municipality's desk.",
    "KIOSK_CENTRE_UNREACHABLE": "The certificate centre cannot be reached. Please try again later.",
    "PROTOCOL_PEER_UNREACHABLE": "The certificate centre cannot be reached. Please try again later.",
    "CARD_REMOVED": "The card was taken off too early. Please begin again.",
    "CARD_MUTE": "The card does not answer. Please take it off and begin again.",
    "CARD_READER_UNAVAILABLE": "The card reader does not work. Please use another machine.",
    "SESSION_ENDED": "The time for this session is over. Please begin again.",
    "MONEY_NO_CHANGE": "The machine is short of change. Please use exact coins or another machine.",
}
CARD = "This card cannot be used. Please ask at your municipality's desk."
OTHER = "The certificate cannot be issued because of a fault. Please tell your municipality the code below."


@dataclass(frozen=True, slots=True)
class Failure(Screen):
    """The end of a session that did not work, with the failure code for whoever is asked."""

    error_code: str
    desk: Desk | None = None
    template: ClassVar[str] = "refusal.html"
    stage: ClassVar[Stage] = Stage.START
    voice: ClassVar[str] = "failure"
    has_cancel: ClassVar[bool] = False

    def content(self, texts: Texts) -> Content:
        """See Screen."""
        return {
            "heading": texts.say("It could not be completed"),
            "reasons": [self._sentence(texts), texts.say("Nothing was charged.")],
            "desks": [self.desk] if self.desk else [],
            "desk_heading": texts.say("Where to ask"),
            "phone_label": texts.say("Phone"),
            "hours_label": texts.say("Hours"),
            "code": texts.say("Code: {code}", code=self.error_code),
            "choices": [Choice("on", texts.say("To the start"))],
        }

    def _sentence(self, texts: Texts) -> str:
        reason = REASONS.get(self.error_code)
        if reason is not None:
            return texts.reason(reason, self.desk.name if self.desk else None)
        general = CARD if self.error_code.startswith(("PKI_", "CARD_")) else OTHER
        return texts.say(MESSAGES.get(self.error_code, general))

    def offered(self) -> tuple[str, ...]:
        """See Screen."""
        return ("on",)


def code_of(error: KofuError) -> str:
    """The failure code that says most: the other party's own where it sent one."""
    return str(error.facts.get("peer_code") or error.code)
