"""May this holder use the service, and is the holder one of this municipality's people."""

from __future__ import annotations

from kofu.rules.calendars import birthday
from kofu.rules.checks.case import Case, Found, Rule, about_first, hide_others
from kofu.rules.kinds import Family
from kofu.rules.reasons import Reason
from kofu.rules.values import start_of

KOSEKI = (Family.KOSEKI,)


def _under_age(case: Case) -> Found | None:
    if not case.bears("under_age"):
        return None
    born_on = case.holder.born_on
    if born_on is None:
        return Found()
    of_age = birthday(born_on, case.rules.least_age)
    return Found(start_of(of_age)) if case.day < of_age else None


def _adult_ward(case: Case) -> Found | None:
    return Found() if case.standing.adult_ward and case.bears("adult_ward") else None


def _support_measures(case: Case) -> Found | None:
    if case.holder.support_measures and case.bears("support_measures"):
        return Found()
    if not case.bears("protected_subject"):
        return None
    protected = next((one for one in case.wanted if one.support_measures and one is not case.holder), None)
    return Found(about=protected, hidden=True, key="refusal.protected_subject") if protected else None


def _unsupported_characters(case: Case) -> Found | None:
    if not case.bears("unsupported_characters"):
        return None
    return hide_others(about_first(case, (one for one in case.holder_and_wanted() if not one.characters_supported)))


def _text_too_long(case: Case) -> Found | None:
    if not case.bears("text_too_long"):
        return None
    return hide_others(about_first(case, (one for one in case.holder_and_wanted() if not one.text_fits)))


def _not_offered(case: Case) -> Found | None:
    return Found() if case.certificate is None else None


def _away_with_koseki(case: Case) -> bool:
    """A koseki certificate for a holder whose honseki is here and whose address is not."""
    here = case.kind.family is Family.KOSEKI and case.standing.koseki is not None
    return here and not case.resident


def _not_in_japan(case: Case) -> Found | None:
    registration = case.rules.registration
    asked = registration is not None and registration.residence_in_japan and _away_with_koseki(case)
    return Found() if asked and not case.standing.resident_in_japan else None


def _not_resident(case: Case) -> Found | None:
    if case.resident or _told_more_exactly(case):
        return None
    if case.kind.family is not Family.KOSEKI:
        return Found()
    registration = case.rules.registration
    opened = registration is not None and case.kind in registration.kinds
    return Found() if _away_with_koseki(case) and not opened else None


def _told_more_exactly(case: Case) -> bool:
    """A holder no longer registered because of death or removal hears that instead, where the rules name it."""
    dead = not case.holder.alive
    return dead or (case.holder.removed and case.bears("removed_from_register"))


def _honseki_elsewhere(case: Case) -> Found | None:
    return Found() if case.kind.family is Family.KOSEKI and case.standing.koseki is None else None


def _opened_by_registration(case: Case) -> bool:
    registration = case.rules.registration
    return registration is not None and case.kind in registration.kinds and _away_with_koseki(case)


def _registration_required(case: Case) -> Found | None:
    if not _opened_by_registration(case):
        return None
    registration = case.standing.registration
    return Found() if registration is None or registration.rejected else None


def _registration_pending(case: Case) -> Found | None:
    registration = case.standing.registration
    if registration is None or registration.rejected or not _opened_by_registration(case):
        return None
    if registration.approved_on is None:
        return Found()
    return Found(start_of(registration.approved_on)) if case.day < registration.approved_on else None


def _registration_invalidated(case: Case) -> Found | None:
    registration, rules = case.standing.registration, case.rules.registration
    if registration is None or rules is None or not _opened_by_registration(case):
        return None
    approved = registration.approved_on is not None and not registration.rejected
    return Found() if approved and rules.repeat_after_renewal and not registration.certificate_matches else None


RULES = (
    Rule(Reason.UNDER_15, ("refusal.under_age", "age.least"), _under_age, for_offered=False),
    Rule(Reason.ADULT_WARD, ("refusal.adult_ward",), _adult_ward, for_offered=False),
    Rule(
        Reason.SUPPORT_MEASURES,
        ("refusal.support_measures", "refusal.protected_subject"),
        _support_measures,
        for_offered=False,
    ),
    Rule(
        Reason.UNSUPPORTED_CHARACTERS, ("refusal.unsupported_characters",), _unsupported_characters, for_offered=False
    ),
    Rule(Reason.TEXT_TOO_LONG, ("refusal.text_too_long",), _text_too_long, for_offered=False),
    Rule(Reason.CERTIFICATE_NOT_OFFERED, ("offered",), _not_offered, for_offered=False),
    Rule(Reason.NOT_RESIDENT_IN_JAPAN, ("registration.residence_in_japan",), _not_in_japan, families=KOSEKI),
    Rule(Reason.NOT_RESIDENT, ("subjects.{kind}",), _not_resident),
    Rule(Reason.HONSEKI_ELSEWHERE, ("subjects.{kind}",), _honseki_elsewhere, families=KOSEKI),
    Rule(Reason.REGISTRATION_REQUIRED, ("registration.kinds",), _registration_required, families=KOSEKI),
    Rule(Reason.REGISTRATION_PENDING, ("registration.kinds",), _registration_pending, families=KOSEKI),
    Rule(
        Reason.REGISTRATION_INVALIDATED,
        ("registration.repeat_after_renewal",),
        _registration_invalidated,
        families=KOSEKI,
    ),
)
