"""Every reason why something is refused, in the documented order of checking (facts X-30)."""

from __future__ import annotations

from enum import Enum


class Reason(Enum):
    """A reason code. Declaration order is the order in which several reasons are told.

    Certificate reasons come first, in the order of the scenarios' ``check_order``; then those of other actions; then
    what only a terminal or the protocol can find out.
    """

    SERVICE_NOT_STARTED = "service_not_started"
    SERVICE_SUSPENDED = "service_suspended"
    CLOSED_YEAR_END = "closed_year_end"
    CLOSED_WEEKEND = "closed_weekend"
    CLOSED_HOLIDAY = "closed_holiday"
    OUTSIDE_HOURS = "outside_hours"
    HALL_CLOSED = "hall_closed"
    MAINTENANCE = "maintenance"
    CARD_KIND_NOT_ACCEPTED = "card_kind_not_accepted"
    SMARTPHONE_NOT_SUPPORTED_YET = "smartphone_not_supported_yet"
    SMARTPHONE_NOT_SUPPORTED_HERE = "smartphone_not_supported_here"
    NO_AUTH_CERTIFICATE = "no_auth_certificate"
    AUTH_CERTIFICATE_EXPIRED = "auth_certificate_expired"
    CARD_VOID_90_DAYS = "card_void_90_days"
    PIN_LOCKED = "pin_locked"
    PIN_WRONG = "pin_wrong"
    CARD_ISSUED_TODAY = "card_issued_today"
    CARD_NOT_READY = "card_not_ready"
    AUTH_CERTIFICATE_ISSUED_TODAY = "auth_certificate_issued_today"
    CONTINUED_USE_MISSING = "continued_use_missing"
    CONTINUED_USE_TODAY = "continued_use_today"
    WAIT_24_HOURS = "wait_24_hours"
    UNDER_15 = "under_15"
    ADULT_WARD = "adult_ward"
    SUPPORT_MEASURES = "support_measures"
    UNSUPPORTED_CHARACTERS = "unsupported_characters"
    TEXT_TOO_LONG = "text_too_long"
    CERTIFICATE_NOT_OFFERED = "certificate_not_offered"
    NOT_RESIDENT_IN_JAPAN = "not_resident_in_japan"
    NOT_RESIDENT = "not_resident"
    HONSEKI_ELSEWHERE = "honseki_elsewhere"
    REGISTRATION_REQUIRED = "registration_required"
    REGISTRATION_PENDING = "registration_pending"
    REGISTRATION_INVALIDATED = "registration_invalidated"
    NOT_SELF = "not_self"
    OTHER_HOUSEHOLD = "other_household"
    NOT_SAME_KOSEKI = "not_same_koseki"
    DECEASED = "deceased"
    REMOVED_FROM_REGISTER = "removed_from_register"
    MOVED_OUT = "moved_out"
    MOVING_OUT = "moving_out"
    HOUSEHOLD_MEMBER_MOVING_OUT = "household_member_moving_out"
    RESIDENCE_PERIOD_EXPIRED_IN_HOUSEHOLD = "residence_period_expired_in_household"
    ISSUANCE_RESTRICTED = "issuance_restricted"
    ADDRESS_CHANGE_PENDING = "address_change_pending"
    KOSEKI_BEING_PROCESSED = "koseki_being_processed"
    KOSEKI_NOT_COMPUTERISED = "koseki_not_computerised"
    HISTORY_NOT_AVAILABLE = "history_not_available"
    RESIDENT_CODE_NOT_AVAILABLE = "resident_code_not_available"
    MY_NUMBER_NOT_AVAILABLE = "my_number_not_available"
    OLD_RECORD_NOT_AVAILABLE = "old_record_not_available"
    OLD_KOSEKI_NOT_AVAILABLE = "old_koseki_not_available"
    SEAL_NOT_REGISTERED = "seal_not_registered"
    TAX_YEAR_NOT_AVAILABLE = "tax_year_not_available"
    TAX_SWITCH_PERIOD = "tax_switch_period"
    NOT_RESIDENT_ON_JAN_1 = "not_resident_on_jan_1"
    TAXED_ELSEWHERE = "taxed_elsewhere"
    TAX_UNDECLARED = "tax_undeclared"
    TAX_DOCUMENTS_MISSING = "tax_documents_missing"
    TAX_NOT_YET_REFLECTED = "tax_not_yet_reflected"
    TAX_AMENDMENT_PENDING = "tax_amendment_pending"

    REGISTRATION_NOT_NEEDED = "registration_not_needed"
    SIGNING_CERTIFICATE_MISSING = "signing_certificate_missing"
    CARD_READER_MISSING = "card_reader_missing"
    REFUND_NOT_POSSIBLE = "refund_not_possible"
    REFUND_NOT_AT_CITY_HALL = "refund_not_at_city_hall"
    IDENTITY_DOCUMENT_MISSING = "identity_document_missing"
    AGENT_NOT_ACCEPTED = "agent_not_accepted"
    NOT_REPRINTABLE = "not_reprintable"
    REMOVE_CARD_FIRST = "remove_card_first"

    COPIES_OUT_OF_RANGE = "copies_out_of_range"
    """Fewer than one copy, or more than the rules allow in one request. Not in the scenarios' vocabulary."""

    OPTION_NOT_AVAILABLE = "option_not_available"
    """An option this certificate does not have. Not in the scenarios' vocabulary."""

    ASK_AT_DESK = "ask_at_desk"
    """The neutral reason a resident reads where the true one would tell about another person (design §5.4)."""

    @property
    def order(self) -> int:
        """Place in the order of telling, from 0."""
        return _ORDER[self]

    @property
    def outcome(self) -> Outcome:
        """What a refusal for this reason is called."""
        return _OUTCOMES.get(self, Outcome.REFUSE)


class Outcome(Enum):
    """What comes of a request or action; the words of the scenarios."""

    ISSUE = "issue"
    REFUSE = "refuse"
    NEEDS_REGISTRATION = "needs_registration"
    LOCKED = "locked"
    RETRY = "retry"
    ACCEPT = "accept"
    REFUND = "refund"


class Audience(Enum):
    """Who reads a reason."""

    RESIDENT = "resident"
    STAFF = "staff"


_ORDER = {reason: place for place, reason in enumerate(Reason)}
_OUTCOMES = {
    Reason.PIN_LOCKED: Outcome.LOCKED,
    Reason.PIN_WRONG: Outcome.RETRY,
    Reason.REGISTRATION_REQUIRED: Outcome.NEEDS_REGISTRATION,
    Reason.REGISTRATION_PENDING: Outcome.NEEDS_REGISTRATION,
    Reason.REGISTRATION_INVALIDATED: Outcome.NEEDS_REGISTRATION,
}
