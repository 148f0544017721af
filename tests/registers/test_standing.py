"""From facts to a standing, by the topics that are easily forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from tests.registers.people import (
    CARD,
    HANAKO,
    HOME,
    KOSEKI,
    LATER,
    MEI,
    NOW,
    OTHER_CARD,
    RECORD,
    TARO,
    TOLD,
    card_link,
    family,
    koseki_facts,
    measure,
    moved_in,
)

from kofu.clock import JAPAN
from kofu.registers.facts import Fact
from kofu.registers.kinds import FactKind, HouseholdMembership, KosekiHeader
from kofu.registers.memory_store import MemoryRegisterStore
from kofu.registers.model import (
    Address,
    CardLink,
    ForeignStatus,
    HonsekiRegistration,
    KosekiNotice,
    MoveIn,
    MoveOutNotice,
    Name,
    PendingChange,
    PersonId,
    ResidenceCategory,
    RestrictedRecord,
    Restriction,
    SealRegistration,
    SealState,
    Snapshot,
    Status,
    StatusKind,
    TaxRecord,
)
from kofu.registers.standing import standing_of
from kofu.rules.standing import ContinuedUse, Membership, MoveOut, PersonFacts, Register, ResidentChange, Standing

JUNE = date(2026, 6, 1)


def snapshot(*more: Fact, first: list[Fact] | None = None, at: datetime = NOW) -> Snapshot:
    store = MemoryRegisterStore("282031")
    store.apply(family() if first is None else first, TOLD)
    store.apply(more, LATER)
    return store.snapshot(CARD, at)


def standing(*more: Fact, first: list[Fact] | None = None, at: datetime = NOW) -> Standing:
    return standing_of(snapshot(*more, first=first, at=at), at)


def person(told: Standing, wanted: PersonId) -> PersonFacts:
    found = told.person(wanted)
    assert found is not None
    return found


def test_an_ordinary_family_of_three() -> None:
    told = standing()
    assert (told.holder.person, told.holder.born_on) == (HANAKO, date(1985, 4, 12))
    assert [(other.person, other.household, other.same_koseki) for other in told.others] == [
        (TARO, Membership.PRESENT, True),
        (MEI, Membership.PRESENT, True),
    ]
    assert told.koseki is not None
    assert not told.koseki.notice_pending
    assert (told.seal_registered, told.adult_ward, told.tax, told.registration) == (False, False, (), None)


# Protective measures and restrictions


def test_support_measures_of_a_household_member_are_known_as_theirs_alone() -> None:
    told = standing(measure(MEI))
    assert person(told, MEI).support_measures
    assert not told.holder.support_measures
    assert not person(told, TARO).support_measures


def test_support_measures_end_when_they_are_closed() -> None:
    told = standing(measure(HANAKO), Fact(FactKind.MEASURE, HANAKO, JUNE, None))
    assert not told.holder.support_measures


def test_a_restriction_names_the_record_it_is_laid_on() -> None:
    restriction = Restriction(HANAKO, RestrictedRecord.KOSEKI, JUNE)
    told = standing(Fact(FactKind.RESTRICTION, HANAKO, JUNE, restriction, key="koseki"))
    assert told.holder.restricted == {Register.KOSEKI}
    assert person(told, TARO).restricted == frozenset()


# Readings


@pytest.mark.parametrize("reading", [None, "アカシ ハナコ"])
def test_a_reading_may_be_missing(reading: str | None) -> None:
    named = replace(RECORD, name=Name("明石 花子", reading))
    resident = snapshot(Fact(FactKind.RECORD, HANAKO, JUNE, named)).resident
    assert resident is not None
    assert resident.name.reading == reading
    assert resident.former_names == (), "a reading added later is no change of name"


def test_a_changed_name_leaves_its_predecessor_in_the_history() -> None:
    renamed = replace(RECORD, name=Name("西 花子"), former_surname=Name("明石", "アカシ"))
    resident = snapshot(Fact(FactKind.RECORD, HANAKO, JUNE, renamed)).resident
    assert resident is not None
    assert (resident.name.written, resident.former_names) == ("西 花子", ("明石 花子",))


# Removed residents


@pytest.mark.parametrize(
    ("ended", "alive", "removed", "move_out"),
    [
        (StatusKind.DEAD, False, False, MoveOut.NONE),
        (StatusKind.MOVED_OUT, True, False, MoveOut.DONE),
        (StatusKind.REMOVED, True, True, MoveOut.NONE),
    ],
)
def test_a_removed_member_stays_known_as_what_became_of_them(
    ended: StatusKind, alive: bool, removed: bool, move_out: MoveOut
) -> None:
    told = person(standing(Fact(FactKind.STATUS, MEI, JUNE, Status(ended, JUNE))), MEI)
    assert (told.household, told.resident_since) == (Membership.FORMER, None)
    assert (told.alive, told.removed, told.move_out) == (alive, removed, move_out)


def test_a_holder_who_moved_away_is_no_resident_and_keeps_the_koseki() -> None:
    told = standing(Fact(FactKind.STATUS, HANAKO, JUNE, Status(StatusKind.MOVED_OUT, JUNE)))
    assert (told.holder.resident_since, told.holder.move_out) == (None, MoveOut.DONE)
    assert told.koseki is not None


def test_a_death_is_known_from_its_day_on() -> None:
    death = Fact(FactKind.STATUS, MEI, date(2026, 7, 8), Status(StatusKind.DEAD, date(2026, 7, 8)))
    assert person(standing(death, at=NOW - timedelta(days=1)), MEI).alive
    assert not person(standing(death), MEI).alive


# Foreign residents


def foreign_family(expires_on: date | None) -> list[Fact]:
    told = ForeignStatus(
        "ブラジル", ResidenceCategory.MID_TO_LONG_TERM, "AB12345678CD", "定住者", "３年", expires_on, JUNE
    )
    record = replace(
        RECORD, name=Name("SILVA MARIANA"), honseki=None, first_entry=None, foreign=told, alias=Name("山本 マリ")
    )
    return [*moved_in(HANAKO, record, HouseholdMembership(HOME, "世帯主", True, 1)), card_link(HANAKO)]


@pytest.mark.parametrize("expires_on", [None, date(2026, 7, 8)])
def test_a_foreign_resident_has_a_period_of_stay_and_no_koseki(expires_on: date | None) -> None:
    told = standing(first=foreign_family(expires_on))
    assert told.holder.residence_expires_on == expires_on
    assert told.koseki is None
    assert not told.holder.same_koseki


def test_earlier_common_names_are_history_and_not_the_present_one() -> None:
    first = foreign_family(None)
    record = first[0].value
    assert isinstance(record, type(RECORD))
    renamed = replace(record, alias=Name("川上 マリ"))
    resident = snapshot(Fact(FactKind.RECORD, HANAKO, JUNE, renamed), first=first).resident
    assert resident is not None
    assert resident.alias == Name("川上 マリ")
    assert (resident.former_aliases, resident.former_names) == (("山本 マリ",), ())


# Moves


def test_a_filed_move_out_marks_the_one_who_filed_it() -> None:
    notice = MoveOutNotice(JUNE, date(2026, 7, 20))
    told = standing(Fact(FactKind.MOVE_OUT, TARO, JUNE, notice))
    assert (person(told, TARO).move_out, told.holder.move_out) == (MoveOut.FILED, MoveOut.NONE)


def test_a_filed_change_counts_as_pending_until_the_moment_it_is_worked_in() -> None:
    filed, processed = datetime(2026, 7, 8, 9, tzinfo=JAPAN), datetime(2026, 7, 8, 11, tzinfo=JAPAN)
    change = Fact(FactKind.CHANGE, HANAKO, date(2026, 7, 8), PendingChange("address", filed, None, processed))
    states = [standing(change, at=at).holder.changes for at in (filed - timedelta(1), NOW, processed)]
    assert states == [(), (ResidentChange(filed, False),), (ResidentChange(filed, True),)]


def test_the_previous_address_of_a_newcomer_is_outside() -> None:
    before = Fact(
        FactKind.ADDRESS, HANAKO, date(2010, 4, 1), Address("大阪府大阪市北区梅田一丁目１番１号", None, None, False)
    )
    resident = snapshot(before).resident
    assert resident is not None
    assert [address.here for address in resident.addresses] == [True, False]


def test_a_move_in_brings_the_continued_use_procedure() -> None:
    move_in = MoveIn(HANAKO, JUNE, None)
    told = standing(Fact(FactKind.MOVE_IN, HANAKO, JUNE, move_in))
    assert told.card.continued_use == ContinuedUse(JUNE, None)


# Seals, taxes, koseki, cards


@pytest.mark.parametrize("state", list(SealState))
def test_only_an_active_seal_counts(state: SealState) -> None:
    seal = SealRegistration(HANAKO, "12345678", JUNE, state)
    assert standing(Fact(FactKind.SEAL, HANAKO, JUNE, seal)).seal_registered == (state is SealState.ACTIVE)


def test_a_seal_abolished_the_same_morning_is_gone() -> None:
    """The mistake behind three cities' certificates for abolished seals: the removal has to arrive and to count."""
    seal = Fact(FactKind.SEAL, HANAKO, JUNE, SealRegistration(HANAKO, "12345678", JUNE))
    told = standing(seal, Fact(FactKind.SEAL, HANAKO, NOW.date(), None))
    assert not told.seal_registered


@pytest.mark.parametrize(
    ("since", "registered"), [(date(2026, 1, 1), True), (date(2026, 1, 2), False)], ids=["1 January", "2 January"]
)
def test_residence_on_the_assessment_date_decides(since: date, registered: bool) -> None:
    tax = TaxRecord(HANAKO, 2026, "282031", "", declared=True, documents=True, taxable=True)
    late = [*moved_in(HANAKO, replace(RECORD, became_resident_on=since), HouseholdMembership(HOME, "世帯主", True, 1))]
    told = standing(Fact(FactKind.TAX, HANAKO, JUNE, tax, key="2026"), first=[*late, card_link(HANAKO)])
    facts = told.tax_year(2026)
    assert facts is not None
    assert (facts.resident_on_january_1, facts.taxed_here) == (registered, True)


def test_who_moved_in_after_1_january_is_known_to_be_taxed_elsewhere_without_any_record() -> None:
    record = replace(RECORD, became_resident_on=date(2026, 3, 1))
    late = [*moved_in(HANAKO, record, HouseholdMembership(HOME, "世帯主", True, 1)), card_link(HANAKO)]
    facts = standing(first=late).tax_year(2026)
    assert facts is not None
    assert (facts.resident_on_january_1, facts.taxed_here) == (False, False)


@pytest.mark.parametrize(
    ("recorded_on", "pending"), [(None, True), (date(2026, 7, 8), False), (date(2026, 7, 9), True)]
)
def test_a_koseki_notice_is_pending_until_it_is_recorded(recorded_on: date | None, pending: bool) -> None:
    notice = KosekiNotice("marriage", date(2026, 7, 6), recorded_on)
    told = standing(Fact(FactKind.NOTICE, KOSEKI, date(2026, 7, 6), notice, key="1"))
    assert told.koseki is not None
    assert told.koseki.notice_pending == pending


def test_a_koseki_on_paper_is_known_as_such() -> None:
    paper = KosekiHeader("兵庫県明石市中崎一丁目５番地", Name("明石"), "明石 太郎", computerised=False)
    told = standing(Fact(FactKind.KOSEKI, KOSEKI, JUNE, paper))
    assert told.koseki is not None
    assert not told.koseki.computerised


@pytest.mark.parametrize(("identity", "matches"), [(CARD, True), (OTHER_CARD, False)], ids=["same", "renewed"])
def test_a_honseki_registration_holds_for_the_certificate_it_was_made_with(identity: object, matches: bool) -> None:
    assert isinstance(identity, type(CARD))
    registration = HonsekiRegistration(HANAKO, identity, JUNE, JUNE)
    only_koseki = [*koseki_facts(), card_link(HANAKO)]
    told = standing(Fact(FactKind.HONSEKI_REGISTRATION, HANAKO, JUNE, registration), first=only_koseki)
    assert told.registration is not None
    assert told.registration.certificate_matches == matches
    assert told.holder.resident_since is None
    assert told.holder.household is Membership.OTHER


@pytest.mark.parametrize("addresses", [0, 1], ids=["abroad", "elsewhere in Japan"])
def test_the_supplement_tells_whether_a_person_lives_in_japan(addresses: int) -> None:
    home = Address("東京都世田谷区三軒茶屋二丁目１番１号", date(2020, 4, 1))
    known = [Fact(FactKind.SUPPLEMENT_ADDRESS, HANAKO, date(2020, 4, 1), home)][:addresses]
    assert standing(first=[*koseki_facts(), *known, card_link(HANAKO)]).resident_in_japan == bool(addresses)


def test_a_card_is_ready_from_the_moment_its_data_arrived() -> None:
    delivered, ready = datetime(2026, 7, 1, 10, tzinfo=JAPAN), datetime(2026, 7, 8, 12, tzinfo=JAPAN)
    link = CardLink(OTHER_CARD, HANAKO, delivered, delivered.date(), ready)
    fact = Fact(FactKind.LINK, HANAKO, delivered.date(), link, key=OTHER_CARD.fingerprint().hex())
    store = MemoryRegisterStore("282031")
    store.apply([*family(), fact], TOLD)
    told = [standing_of(store.snapshot(OTHER_CARD, at), at).card.data_ready for at in (NOW, ready)]
    assert told == [False, True]


def test_an_unidentified_character_or_a_long_address_is_known() -> None:
    gaiji = replace(RECORD, characters_identified=False)
    long = Address("長" * 130, JUNE)
    told = standing(Fact(FactKind.RECORD, HANAKO, JUNE, gaiji), Fact(FactKind.ADDRESS, TARO, JUNE, long))
    assert (told.holder.characters_supported, told.holder.text_fits) == (False, True)
    assert not person(told, TARO).text_fits
