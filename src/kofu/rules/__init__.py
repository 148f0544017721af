"""Rules as data, and the decision as a pure function (design §6)."""

from kofu.rules.kinds import Family, Kind
from kofu.rules.reasons import Audience, Outcome, Reason
from kofu.rules.request import HOUSEHOLD, TOWN_HALL, Form, Option, Request, TerminalFacts, Token
from kofu.rules.standing import (
    CardFacts,
    ContinuedUse,
    HonsekiRegistration,
    KosekiFacts,
    Membership,
    MoveOut,
    PersonFacts,
    PersonId,
    Register,
    ResidentChange,
    Standing,
    TaxFacts,
)

__all__ = [
    "HOUSEHOLD",
    "TOWN_HALL",
    "Audience",
    "CardFacts",
    "ContinuedUse",
    "Family",
    "Form",
    "HonsekiRegistration",
    "Kind",
    "KosekiFacts",
    "Membership",
    "MoveOut",
    "Option",
    "Outcome",
    "PersonFacts",
    "PersonId",
    "Reason",
    "Register",
    "Request",
    "ResidentChange",
    "Standing",
    "TaxFacts",
    "TerminalFacts",
    "Token",
]
