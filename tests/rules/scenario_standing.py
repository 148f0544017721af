"""A Standing straight from a scenario's `given`, so that rules are right before any register exists."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from kofu.clock import read_moment
from kofu.rules.calendars import certificate_valid_until
from kofu.rules.operations import OperationalState, Window
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

Case = dict[str, Any]
CASES = Path(__file__).parents[1] / "cases" / "scenarios.json"
SELF = PersonId("self")


def scenarios() -> list[Case]:
    """All cases of the file."""
    cases: list[Case] = json.loads(CASES.read_text(encoding="utf-8"))["scenarios"]
    return cases


def standing_from(case: Case) -> Standing:
    """The standing that `given` and the vocabulary's defaults describe."""
    given, here = case["given"], case["municipality"]
    user: Case = {"birth": "1985-04-12", **given.get("user", {})}
    holder = _person(SELF, user, here)
    honseki_here = user.get("honseki_in", here) == here
    return Standing(
        holder=holder,
        card=_card(given, holder),
        others=tuple(_person(PersonId(name), facts, here) for name, facts in given.get("others", {}).items()),
        resident_in_japan=user.get("resident_in", here) != "abroad",
        adult_ward=user.get("adult_ward", False),
        seal_registered=user.get("seal_registered", True),
        koseki=_koseki(given.get("koseki", {})) if honseki_here else None,
        tax=tuple(_tax(year, user, here) for year in range(2016, 2030)),
        registration=_registration(given),
    )


def operations_from(case: Case, committed: OperationalState) -> OperationalState:
    """The committed operational state with the case's own windows."""
    policy = case["given"].get("policy", {})
    state = committed
    for window in policy.get("maintenance", []):
        services = frozenset(window["services"])
        state = state.with_maintenance(Window(read_moment(window["from"]), read_moment(window["to"]), services))
    for window in policy.get("suspensions", []):
        state = state.with_suspension(Window(read_moment(window["from"]), read_moment(window["to"])))
    return state


def _person(person: PersonId, facts: Case, here: str) -> PersonFacts:
    resident = facts.get("resident_in", here) == here and not facts.get("removed") and facts.get("alive", True)
    household = Membership.PRESENT if person == SELF or facts.get("same_household") else Membership.OTHER
    expires = facts.get("residence_expires_on")
    change = facts.get("change")
    return PersonFacts(
        person=person,
        born_on=date.fromisoformat(facts.get("birth", "1985-04-12")),
        household=household,
        same_koseki=person == SELF or facts.get("same_koseki", False),
        resident_since=date.fromisoformat(facts.get("resident_since", "2015-04-01")) if resident else None,
        alive=facts.get("alive", True),
        removed=facts.get("removed", False),
        move_out=MoveOut(facts.get("move_out", "none")),
        support_measures=facts.get("support_measures", False),
        restricted=frozenset(Register(name) for name in facts.get("restricted", [])),
        characters_supported=facts.get("characters_supported", True),
        text_fits=not facts.get("text_too_long", False),
        residence_expires_on=date.fromisoformat(expires) if expires else None,
        changes=(ResidentChange(read_moment(change["filed_at"]), change["processed"]),) if change else (),
    )


def _card(given: Case, holder: PersonFacts) -> CardFacts:
    card = given.get("card", {})
    delivered_at = read_moment(card.get("issued_at", "2023-05-01T10:00+09:00"))
    named = card.get("auth_cert_issued_on")
    issued_on = date.fromisoformat(named) if named else delivered_at.date()
    assert holder.born_on is not None
    return CardFacts(
        delivered_at=delivered_at,
        certificate_issued_on=issued_on,
        certificate_valid_until=certificate_valid_until(holder.born_on, issued_on),
        data_ready=card.get("data_ready", True),
        continued_use=_continued_use(given.get("move_in")),
    )


def _continued_use(move_in: Case | None) -> ContinuedUse | None:
    if move_in is None:
        return None
    done = move_in.get("continued_use_at")
    return ContinuedUse(
        date.fromisoformat(move_in["filed_on"]),
        read_moment(done) if done else None,
        by_agent=move_in.get("by_agent", False),
    )


def _koseki(koseki: Case) -> KosekiFacts:
    notification = koseki.get("notification")
    pending = notification is not None and not notification["recorded"]
    return KosekiFacts(computerised=koseki.get("computerised", True), notice_pending=pending)


def _tax(year: int, user: Case, here: str) -> TaxFacts:
    tax = user.get("tax", {})
    since = date.fromisoformat(user.get("resident_since", "2015-04-01"))
    declared_on = tax.get("declared_on")
    return TaxFacts(
        year=year,
        resident_on_january_1=since <= date(year, 1, 1),
        taxed_here=tax.get("taxed_by", here) == here,
        declared=tax.get("declared", True),
        declared_on=date.fromisoformat(declared_on) if declared_on else None,
        documents=tax.get("documents", True),
        amendment_pending=tax.get("amendment_pending", False),
        taxed=tax.get("taxable", True),
    )


def _registration(given: Case) -> HonsekiRegistration | None:
    registration = given.get("registration")
    if registration is None:
        return None
    approved = registration["approved_on"]
    return HonsekiRegistration(
        date.fromisoformat(registration["applied_on"]),
        date.fromisoformat(approved) if approved else None,
        certificate_matches=not given.get("card", {}).get("renewed_after_registration", False),
    )


def second_before(moment: datetime) -> datetime:
    """One second earlier."""
    return moment - timedelta(seconds=1)
