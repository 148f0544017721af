"""Random holders, requests and moments for the laws of the decision."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from kofu.clock import JAPAN
from kofu.rules.kinds import Kind
from kofu.rules.operations import SERVICES, OperationalState, Window
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

TOWNS = ("akashi", "hamura", "kamigori", "obihiro", "sakai")
IDS = tuple(PersonId(name) for name in ("self", "spouse", "child", "parent", "neighbour"))

moments = st.datetimes(datetime(2023, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001  (made aware here)
    lambda moment: moment.astimezone(JAPAN).replace(microsecond=0)
)
days = st.dates(date(2022, 6, 1), date(2027, 12, 31))
mostly = st.sampled_from((True, True, True, True, True, True, True, False))
seldom = mostly.map(lambda flag: not flag)
maybe_days = st.one_of(st.none(), st.none(), days)

changes = st.builds(ResidentChange, moments, mostly)
procedures = st.builds(ContinuedUse, days, st.one_of(st.none(), moments), seldom)
cards = st.builds(
    CardFacts,
    delivered_at=moments,
    certificate_issued_on=days,
    certificate_valid_until=st.one_of(st.none(), st.none(), days),
    data_ready=mostly,
    continued_use=st.one_of(st.none(), st.none(), procedures),
)


def people(person: PersonId) -> st.SearchStrategy[PersonFacts]:
    """One person of any sort."""
    return st.builds(
        PersonFacts,
        person=st.just(person),
        born_on=st.one_of(st.just(date(1985, 4, 12)), st.dates(date(2008, 1, 1), date(2015, 12, 31)), st.none()),
        household=st.sampled_from((Membership.PRESENT, Membership.PRESENT, Membership.FORMER, Membership.OTHER)),
        same_koseki=st.booleans(),
        resident_since=st.one_of(st.just(date(2015, 4, 1)), st.just(date(2015, 4, 1)), st.none(), days),
        alive=mostly,
        removed=seldom,
        move_out=st.sampled_from((MoveOut.NONE,) * 6 + (MoveOut.FILED, MoveOut.DONE)),
        support_measures=seldom,
        restricted=st.sampled_from((frozenset[Register](), frozenset[Register](), frozenset({Register.KOSEKI}))),
        characters_supported=mostly,
        text_fits=mostly,
        residence_expires_on=maybe_days,
        changes=st.one_of(st.just(()), st.just(()), st.tuples(changes)),
    )


tax_facts = st.builds(
    TaxFacts,
    year=st.integers(2021, 2028),
    resident_on_january_1=mostly,
    taxed_here=mostly,
    declared=mostly,
    declared_on=maybe_days,
    documents=mostly,
    amendment_pending=seldom,
    taxed=st.booleans(),
)
registrations = st.builds(HonsekiRegistration, days, maybe_days, seldom, mostly)
standings = st.builds(
    Standing,
    holder=people(IDS[0]),
    card=cards,
    others=st.lists(st.sampled_from(IDS[1:4]), unique=True).flatmap(lambda ids: st.tuples(*map(people, ids))),
    resident_in_japan=mostly,
    adult_ward=seldom,
    seal_registered=mostly,
    koseki=st.one_of(st.none(), st.just(KosekiFacts()), st.builds(KosekiFacts, mostly, seldom)),
    tax=st.lists(tax_facts, max_size=4, unique_by=lambda facts: facts.year).map(tuple),
    registration=st.one_of(st.none(), registrations),
)
subjects = st.one_of(
    st.just((IDS[0],)),
    st.just((IDS[0],)),
    st.just(HOUSEHOLD),
    st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True).map(tuple),
)
requests = st.builds(
    Request,
    kind=st.sampled_from(Kind),
    subjects=subjects,
    options=st.sampled_from((frozenset[Option](), frozenset[Option](), *(frozenset({one}) for one in Option))),
    tax_year=st.one_of(st.none(), st.none(), st.integers(2022, 2028)),
    copies=st.sampled_from((1, 1, 1, 2, 3, 10, 11, 0)),
    form=st.sampled_from((Form.CURRENT,) * 6 + tuple(Form)),
)
terminals = st.builds(
    TerminalFacts,
    chain=st.sampled_from(("lawson", "familymart", "seven_eleven", TOWN_HALL)),
    token=st.sampled_from((Token.CARD, Token.CARD, Token.CARD, Token.SMARTPHONE)),
)
windows = st.builds(
    lambda begins, hours, services: Window(begins, begins.replace(hour=0) if hours is None else hours, services),
    moments,
    moments,
    st.frozensets(st.sampled_from(sorted(SERVICES)), min_size=1, max_size=3),
)
states = st.builds(
    OperationalState,
    version=st.just(1),
    maintenance=st.one_of(st.just(()), st.tuples(windows)),
    suspensions=st.one_of(st.just(()), st.tuples(windows)),
)
