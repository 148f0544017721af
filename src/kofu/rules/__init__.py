"""Rules as data, and the decision as a pure function (design §6). How to write rules: docs/rules.md."""

from kofu.rules.actions import (
    Accepted,
    Channel,
    Equipment,
    Place,
    RefundCause,
    Visitor,
    next_screen,
    pin_desks,
    refund,
    register_honseki,
    reprint,
    reset_pin,
)
from kofu.rules.book import MunicipalityRules, RuleBook
from kofu.rules.calendars import certificate_valid_until
from kofu.rules.decide import decide
from kofu.rules.decision import Cause, Granted, Refused
from kofu.rules.keeper import RuleKeeper
from kofu.rules.kinds import Family, Kind
from kofu.rules.loading.errors import BrokenRules, NotInForce, UnknownMunicipality
from kofu.rules.next_moment import next_success
from kofu.rules.offer import NotNow, Offered, offer
from kofu.rules.operations import Notice, OperationalState, Window, load_operations
from kofu.rules.profile import Profile, profile
from kofu.rules.reasons import Audience, Outcome, Reason
from kofu.rules.request import HOUSEHOLD, TOWN_HALL, Form, NobodyAskedFor, Option, Request, TerminalFacts, Token
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
from kofu.rules.texts import reason_table, sentence, told
from kofu.rules.values import Addresses, Desk, Source, Subjects

__all__ = [
    "HOUSEHOLD",
    "TOWN_HALL",
    "Accepted",
    "Addresses",
    "Audience",
    "BrokenRules",
    "CardFacts",
    "Cause",
    "Channel",
    "ContinuedUse",
    "Desk",
    "Equipment",
    "Family",
    "Form",
    "Granted",
    "HonsekiRegistration",
    "Kind",
    "KosekiFacts",
    "Membership",
    "MoveOut",
    "MunicipalityRules",
    "NobodyAskedFor",
    "NotInForce",
    "NotNow",
    "Notice",
    "Offered",
    "OperationalState",
    "Option",
    "Outcome",
    "PersonFacts",
    "PersonId",
    "Place",
    "Profile",
    "Reason",
    "RefundCause",
    "Refused",
    "Register",
    "Request",
    "ResidentChange",
    "RuleBook",
    "RuleKeeper",
    "Source",
    "Standing",
    "Subjects",
    "TaxFacts",
    "TerminalFacts",
    "Token",
    "UnknownMunicipality",
    "Visitor",
    "Window",
    "certificate_valid_until",
    "decide",
    "load_operations",
    "next_screen",
    "next_success",
    "offer",
    "pin_desks",
    "profile",
    "reason_table",
    "refund",
    "register_honseki",
    "reprint",
    "reset_pin",
    "sentence",
    "told",
]
