"""Whom the certificate is for, and what the registers say of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from kofu.clock import in_japan
from kofu.rules.checks.case import Case, Found, Rule, about_first, has_moved, hide_others
from kofu.rules.kinds import Family
from kofu.rules.reasons import Reason
from kofu.rules.standing import MoveOut, PersonFacts, Register
from kofu.rules.values import MovingPersons, Subjects


def _stranger(subjects: Subjects) -> Callable[[Case], Found | None]:
    """Refuses persons outside the circle; alike for all of them, so it tells nothing about anybody."""

    def ask(case: Case) -> Found | None:
        meant = case.certificate is not None and case.certificate.subjects is subjects
        return Found() if meant and case.strangers else None

    return ask


def _gone(refusal: str, is_so: Callable[[PersonFacts], bool]) -> Callable[[Case], Found | None]:
    """Refuses gone persons; where they are omitted, only when nobody remains to print (X-34)."""

    def ask(case: Case) -> Found | None:
        gone = [person for person in _who_must_be_there(case, refusal) if is_so(person)]
        if gone and case.printed():
            gone = [person for person in gone if not case.omits(person)]
        return about_first(case, gone)

    return ask


def _who_must_be_there(case: Case, refusal: str) -> Iterable[PersonFacts]:
    return case.wanted if case.bears(refusal) else [person for person in case.wanted if case.omits(person)]


def _is_dead(person: PersonFacts) -> bool:
    return not person.alive


def _is_removed(person: PersonFacts) -> bool:
    return person.removed


def _deceased(case: Case) -> Found | None:
    # Whoever uses a dead person's card is not its holder, whatever certificate is asked for.
    return _deceased_subject(case) if case.holder.alive else Found()


_deceased_subject = _gone("deceased", _is_dead)


def _moving_out(case: Case) -> Found | None:
    if not case.bears("moving_out"):
        return None
    everybody = case.rules.moving is MovingPersons.HOLDER_AND_REQUESTED
    persons = case.holder_and_wanted() if everybody else (case.holder,)
    return about_first(case, (one for one in persons if one.move_out is MoveOut.FILED))


def _member_moving_out(case: Case) -> Found | None:
    if not case.bears("household_member_moving_out"):
        return None
    return about_first(case, (one for one in case.household() if one.move_out is MoveOut.FILED))


def _residence_expired(case: Case) -> Found | None:
    if not case.bears("residence_period_expired"):
        return None
    members = (case.holder, *case.household())
    expired = (one for one in members if one.residence_expires_on is not None and one.residence_expires_on < case.day)
    return about_first(case, expired)


def _restricted(case: Case) -> Found | None:
    register, key = Register.RESIDENT_RECORD, "restricted_resident_record"
    if case.kind.family is Family.KOSEKI:
        register, key = Register.KOSEKI, "restricted_koseki"
    if not case.bears(key):
        return None
    found = about_first(case, (one for one in case.holder_and_wanted() if register in one.restricted))
    if found is None:
        return None
    hidden = hide_others(found) or found
    return Found(about=hidden.about, hidden=hidden.hidden, key=f"refusal.{key}")


def _address_change(case: Case) -> Found | None:
    if not case.bears("address_change_pending"):
        return None
    pending = [person for person in case.holder_and_wanted() if _pending(case, person)]
    waits = [earliest for person in pending for earliest in _pending(case, person)]
    cured = [earliest for earliest in waits if earliest is not None]
    return about_first(case, pending, max(cured) if cured and len(cured) == len(waits) else None)


def _pending(case: Case, person: PersonFacts) -> list[datetime | None]:
    """One entry per change that blocks: when its block may end, None while it is not processed (X-05)."""
    blocks: list[datetime | None] = []
    for change in person.changes:
        if not change.processed:
            blocks.append(None)
        elif case.rules.wait.address_next_day and in_japan(change.filed_at).date() == case.day:
            blocks.append(case.tomorrow())
    return blocks


def _koseki_processed(case: Case) -> Found | None:
    koseki = case.standing.koseki
    pending = koseki is not None and koseki.notice_pending
    return Found() if pending and case.bears("koseki_being_processed") else None


def _koseki_on_paper(case: Case) -> Found | None:
    koseki = case.standing.koseki
    on_paper = koseki is not None and not koseki.computerised
    return Found() if on_paper and case.bears("koseki_not_computerised") else None


RULES = (
    Rule(Reason.NOT_SELF, ("subjects.{kind}",), _stranger(Subjects.SELF)),
    Rule(Reason.OTHER_HOUSEHOLD, ("subjects.{kind}",), _stranger(Subjects.HOUSEHOLD)),
    Rule(Reason.NOT_SAME_KOSEKI, ("subjects.{kind}",), _stranger(Subjects.KOSEKI)),
    Rule(Reason.DECEASED, ("refusal.deceased", "persons.gone"), _deceased),
    Rule(
        Reason.REMOVED_FROM_REGISTER,
        ("refusal.removed_from_register", "persons.gone"),
        _gone("removed_from_register", _is_removed),
    ),
    Rule(Reason.MOVED_OUT, ("refusal.moved_out", "persons.gone"), _gone("moved_out", has_moved)),
    Rule(Reason.MOVING_OUT, ("refusal.moving_out", "persons.moving"), _moving_out),
    Rule(Reason.HOUSEHOLD_MEMBER_MOVING_OUT, ("refusal.household_member_moving_out",), _member_moving_out),
    Rule(Reason.RESIDENCE_PERIOD_EXPIRED_IN_HOUSEHOLD, ("refusal.residence_period_expired",), _residence_expired),
    Rule(Reason.ISSUANCE_RESTRICTED, ("refusal.restricted_resident_record", "refusal.restricted_koseki"), _restricted),
    Rule(Reason.ADDRESS_CHANGE_PENDING, ("refusal.address_change_pending", "wait.address_next_day"), _address_change),
    Rule(Reason.KOSEKI_BEING_PROCESSED, ("refusal.koseki_being_processed",), _koseki_processed),
    Rule(Reason.KOSEKI_NOT_COMPUTERISED, ("refusal.koseki_not_computerised",), _koseki_on_paper),
)
