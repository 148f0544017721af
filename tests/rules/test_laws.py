"""Laws of the decision that hold for every holder, request and moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import cast

import holidays
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.rules.strategies import IDS, TOWNS, moments, requests, standings, states, terminals

from kofu.clock import read_moment
from kofu.rules.book import MunicipalityRules, RuleBook
from kofu.rules.decide import decide
from kofu.rules.decision import Granted, Refused
from kofu.rules.kinds import Kind
from kofu.rules.next_moment import next_success
from kofu.rules.offer import Offered, offer
from kofu.rules.operations import EVERYTHING, OperationalState
from kofu.rules.reasons import Audience, Reason
from kofu.rules.request import HOUSEHOLD, Request, TerminalFacts
from kofu.rules.standing import (
    CardFacts,
    KosekiFacts,
    Membership,
    MoveOut,
    PersonFacts,
    ResidentChange,
    Standing,
    TaxFacts,
)

BOOK = RuleBook.load()
towns = st.sampled_from(TOWNS).map(BOOK.municipality)
law = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

Given = tuple[MunicipalityRules, OperationalState, Standing, Request, TerminalFacts, datetime]
cases = st.tuples(towns, states, standings, requests, terminals, moments)

# A holder to whom nothing stands in the way, so that the laws also see many offers.
GOOD = Standing(
    holder=PersonFacts(
        IDS[0], date(1985, 4, 12), Membership.PRESENT, same_koseki=True, resident_since=date(2015, 4, 1)
    ),
    others=(
        PersonFacts(IDS[1], date(1986, 1, 1), Membership.PRESENT, same_koseki=True, resident_since=date(2015, 4, 1)),
    ),
    card=CardFacts(read_moment("2022-10-01T09:00"), date(2022, 10, 1)),
    seal_registered=True,
    koseki=KosekiFacts(),
    tax=tuple(TaxFacts(year, taxed=False) for year in range(2020, 2030)),
)


def _ordinary(rules: MunicipalityRules) -> st.SearchStrategy[Request]:
    """Something this town offers, in its plain form."""
    offered = [Kind.of(str(code)) for code in cast("list[object]", rules.written["offered"][0]["value"])]
    return st.builds(Request, st.sampled_from(offered), st.just((IDS[0],)), copies=st.integers(1, 10))


good_cases = towns.flatmap(
    lambda rules: st.tuples(
        st.just(rules), states, st.just(GOOD), st.one_of(requests, _ordinary(rules)), terminals, moments
    )
)
either = st.one_of(cases, good_cases)


def _is_open(rules: MunicipalityRules, kind: Kind, at: datetime) -> bool:
    """Read straight from what the files say, apart from the code under test."""
    day = at.date()
    hours = str(rules.written[f"hours.{kind.code}"][0]["value"])
    opens, closes = hours.split("-")
    closed = rules.written[f"closed.{kind.code}"][0]["value"]
    assert isinstance(closed, dict)
    rests = closed["weekends"] and day.isoweekday() > 5
    rests = rests or (closed["holidays"] and day in holidays.country_holidays("JP", years=day.year))
    if closed["year_end"] != "none":
        first, last = closed["year_end"].split("/")
        rests = rests or f"{day:%m-%d}" >= first or f"{day:%m-%d}" <= last
    return not rests and opens <= f"{at:%H:%M}" < closes


@law
@given(either)
def test_nothing_is_granted_outside_a_window(case: Given) -> None:
    rules, operations, _, request, _, at = case
    if not isinstance(decide(*case), Granted):
        return
    assert _is_open(rules, request.kind, at)
    for window in (*operations.maintenance, *operations.suspensions):
        inside = window.begins <= at and (window.ends is None or at < window.ends)
        assert not (inside and window.services & {EVERYTHING, request.kind.code})


@law
@given(either)
def test_the_fee_is_copies_times_the_fee_of_the_page(case: Given) -> None:
    told, (rules, _, _, request, _, _) = decide(*case), case
    if isinstance(told, Granted):
        assert told.fee == request.copies * told.fee_each
        assert told.fee_each == rules.written[f"fee.{request.kind.code}"][0]["value"]


@law
@given(either)
def test_a_decision_depends_on_its_arguments_alone(case: Given) -> None:
    assert decide(*case) == decide(*case)


@law
@given(either)
def test_reasons_stand_in_the_documented_order_with_source_and_desk(case: Given) -> None:
    told = decide(*case)
    if isinstance(told, Refused):
        orders = [cause.reason.order for cause in told.reasons]
        assert orders
        assert orders == sorted(orders)
        assert all(cause.source.text for cause in told.reasons)
        assert all(cause.earliest is None or cause.earliest > case[5] for cause in told.reasons)


Worse = Callable[[Standing], Standing]


def _holder(**facts: object) -> Worse:
    return lambda standing: replace(standing, holder=replace(standing.holder, **facts))  # type: ignore[arg-type]  # any field


WORSE: dict[str, Worse] = {
    "dead": _holder(alive=False),
    "too young": _holder(born_on=date(2020, 1, 1)),
    "under support measures": _holder(support_measures=True),
    "moving out": _holder(move_out=MoveOut.FILED),
    "removed": _holder(removed=True),
    "undrawable": _holder(characters_supported=False),
    "too long": _holder(text_fits=False),
    "change pending": _holder(changes=(ResidentChange(read_moment("2023-01-01T09:00"), processed=False),)),
    "stay expired": _holder(residence_expires_on=date(2020, 1, 1)),
    "ward": lambda standing: replace(standing, adult_ward=True),
    "no seal": lambda standing: replace(standing, seal_registered=False),
    "no registration": lambda standing: replace(standing, registration=None),
    "abroad": lambda standing: replace(standing, resident_in_japan=False),
    "card not ready": lambda standing: replace(standing, card=replace(standing.card, data_ready=False)),
    "card expired": lambda s: replace(s, card=replace(s.card, certificate_valid_until=date(2020, 1, 1))),
    "alone": lambda standing: replace(standing, others=()) if _asks_nobody_gone(standing) else standing,
    "untaxed": lambda standing: replace(standing, tax=tuple(replace(one, declared=False) for one in standing.tax)),
    "koseki on paper": lambda s: replace(s, koseki=replace(s.koseki, computerised=False) if s.koseki else None),
    "koseki notice": lambda s: replace(s, koseki=replace(s.koseki, notice_pending=True) if s.koseki else None),
}


def _asks_nobody_gone(standing: Standing) -> bool:
    """Taking other people away only takes away rights, not obstacles."""
    return all(
        other.household is Membership.OTHER or other == PersonFacts(other.person, other.born_on, other.household)
        for other in standing.others
    )


@settings(law, max_examples=120)
@given(either, st.sampled_from(sorted(WORSE)))
def test_adding_a_reason_never_turns_a_refusal_into_an_offer(case: Given, worse: str) -> None:
    rules, operations, standing, request, terminal, at = case
    if isinstance(decide(*case), Refused) and not (request.subjects == HOUSEHOLD and worse == "alone"):
        worsened = WORSE[worse](standing)
        assert isinstance(decide(rules, operations, worsened, request, terminal, at), Refused)


@settings(law, max_examples=120)
@given(either, st.lists(st.floats(0, 1), min_size=6, max_size=6))
def test_the_next_success_is_the_first_moment_that_succeeds(case: Given, samples: list[float]) -> None:
    rules, operations, standing, request, terminal, at = case
    moment = next_success(*case)

    def refuses(then: datetime) -> bool:
        return isinstance(decide(rules, operations, standing, request, terminal, then), Refused)

    if moment is None:
        assert all(refuses(at + timedelta(days=400) * part) for part in (0.0, *samples))
        return
    assert not refuses(moment)
    assert moment >= at
    if moment > at:
        assert refuses(moment - timedelta(seconds=1))
        assert all(refuses(at + (moment - timedelta(seconds=1) - at) * part) for part in (0.0, *samples))


@law
@given(towns, states, st.one_of(standings, st.just(GOOD)), terminals, moments)
def test_every_choice_of_an_offer_is_granted(
    rules: MunicipalityRules, operations: OperationalState, standing: Standing, terminal: TerminalFacts, at: datetime
) -> None:
    for entry in offer(rules, operations, standing, terminal, at):
        if not isinstance(entry, Offered):
            assert entry.refused.reasons
            continue
        years = entry.tax_years or (None,)
        request = Request(entry.kind, (entry.persons[0],), entry.options, years[0], entry.copies_most)
        assert isinstance(decide(rules, operations, standing, request, terminal, at), Granted)
        if entry.whole_household:
            request = replace(request, subjects=HOUSEHOLD)
            assert isinstance(decide(rules, operations, standing, request, terminal, at), Granted)


@law
@given(either)
def test_residents_never_read_a_reason_about_somebody_elses_protection(case: Given) -> None:
    told = decide(*case)
    if isinstance(told, Refused):
        shown = told.shown_to(Audience.RESIDENT)
        assert all(cause.audience is Audience.RESIDENT and cause.about is None for cause in shown.reasons)
        hidden = any(cause.audience is Audience.STAFF for cause in told.reasons)
        assert hidden == any(cause.reason is Reason.ASK_AT_DESK for cause in shown.reasons)
        assert told.shown_to(Audience.STAFF) == told
