"""Decisions the scenarios do not reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.rules.scenario_standing import SELF, standing_from

from kofu.clock import NaiveMoment, read_moment
from kofu.rules import (
    HOUSEHOLD,
    TOWN_HALL,
    Accepted,
    Channel,
    Equipment,
    Form,
    Granted,
    HonsekiRegistration,
    Kind,
    Membership,
    NobodyAskedFor,
    NotNow,
    Offered,
    OperationalState,
    Option,
    Place,
    Reason,
    RefundCause,
    Refused,
    Request,
    RuleBook,
    Standing,
    TerminalFacts,
    Visitor,
    decide,
    offer,
    pin_desks,
    refund,
    register_honseki,
    reset_pin,
)
from kofu.rules.calendars import birthday, certificate_valid_until

NOW, STORE, STATE = read_moment("2026-07-08T10:00"), TerminalFacts("lawson"), OperationalState()
FAMILY = {"same_household": True, "same_address": True, "same_koseki": True}


def _standing(town: str, **given: Any) -> Standing:
    return standing_from({"municipality": town, "given": given})


def _reasons(told: Granted | Refused | Accepted) -> list[Reason]:
    return [cause.reason for cause in told.reasons] if isinstance(told, Refused) else []


def test_all_reasons_are_told_in_the_documented_order(book: RuleBook) -> None:
    user = {"birth": "2015-01-01", "support_measures": True, "seal_registered": False, "move_out": "filed"}
    standing = _standing("kamigori", user=user, card={"data_ready": False})
    request = Request(Kind.SEAL, (SELF,), copies=99)
    told = decide(book.municipality("kamigori"), STATE, standing, request, STORE, read_moment("2026-07-08T05:00"))
    assert _reasons(told) == [
        Reason.OUTSIDE_HOURS,
        Reason.CARD_NOT_READY,
        Reason.UNDER_15,
        Reason.SUPPORT_MEASURES,
        Reason.MOVING_OUT,
        Reason.SEAL_NOT_REGISTERED,
        Reason.COPIES_OUT_OF_RANGE,
    ]


@pytest.mark.parametrize("copies", [-1, 0, 11])
def test_the_number_of_copies_is_bound_by_the_rules(book: RuleBook, copies: int) -> None:
    request = Request(Kind.SEAL, (SELF,), copies=copies)
    told = decide(book.municipality("akashi"), STATE, _standing("akashi"), request, STORE, NOW)
    assert _reasons(told) == [Reason.COPIES_OUT_OF_RANGE]


def test_a_request_for_nobody_is_an_error() -> None:
    with pytest.raises(NobodyAskedFor):
        Request(Kind.SEAL, ())


def test_a_moment_without_zone_is_an_error(book: RuleBook) -> None:
    with pytest.raises(NaiveMoment):
        decide(book.municipality("akashi"), STATE, _standing("akashi"), Request(Kind.SEAL, (SELF,)), STORE,
               NOW.replace(tzinfo=None))  # fmt: skip


def test_a_moment_of_another_zone_is_read_in_japan(book: RuleBook) -> None:
    request, utc = Request(Kind.SEAL, (SELF,)), read_moment("2026-07-07T21:30+00:00")
    assert isinstance(decide(book.municipality("akashi"), STATE, _standing("akashi"), request, STORE, utc), Granted)


def test_an_option_the_certificate_lacks_is_refused(book: RuleBook) -> None:
    request = Request(Kind.SEAL, (SELF,), options=frozenset({Option.RELATIONSHIP}))
    told = decide(book.municipality("akashi"), STATE, _standing("akashi"), request, STORE, NOW)
    assert _reasons(told) == [Reason.OPTION_NOT_AVAILABLE]


def test_a_taxed_person_gets_no_non_taxation_certificate(book: RuleBook) -> None:
    request = Request(Kind.NON_TAXATION, (SELF,))
    told = decide(book.municipality("hamura"), STATE, _standing("hamura"), request, STORE, NOW)
    assert _reasons(told) == [Reason.CERTIFICATE_NOT_OFFERED]


def test_a_person_without_any_tax_record_is_undeclared(book: RuleBook) -> None:
    standing = replace(_standing("akashi"), tax=())
    told = decide(book.municipality("akashi"), STATE, standing, Request(Kind.INCOME_TAX, (SELF,)), STORE, NOW)
    assert _reasons(told) == [Reason.TAX_UNDECLARED, Reason.TAX_DOCUMENTS_MISSING]


def test_a_removed_record_as_a_form_is_refused_as_removed(book: RuleBook) -> None:
    request = Request(Kind.RESIDENT_RECORD, (SELF,), form=Form.REMOVED)
    told = decide(book.municipality("obihiro"), STATE, _standing("obihiro"), request, STORE, NOW)
    assert _reasons(told) == [Reason.REMOVED_FROM_REGISTER]


def test_a_dead_holders_card_opens_nothing_and_says_so_once(book: RuleBook) -> None:
    for town, kind in (("akashi", Kind.SEAL), ("kamigori", Kind.KOSEKI_FULL), ("hamura", Kind.TAXATION)):
        standing = _standing(town, user={"alive": False})
        told = decide(book.municipality(town), STATE, standing, Request(kind, (SELF,)), STORE, NOW)
        assert Reason.DECEASED in _reasons(told)
        assert Reason.NOT_RESIDENT not in _reasons(told)


def test_a_former_member_is_not_in_a_copy_of_the_household_and_refused_when_asked_for(book: RuleBook) -> None:
    standing = _standing("hamura", others={"father": {**FAMILY, "alive": False}})
    father = replace(standing.others[0], household=Membership.FORMER)
    standing = replace(standing, others=(father,))
    whole = decide(book.municipality("hamura"), STATE, standing, Request(Kind.RESIDENT_RECORD, HOUSEHOLD), STORE, NOW)
    assert isinstance(whole, Granted)
    assert whole.persons == (SELF,)
    alone = Request(Kind.RESIDENT_RECORD, (father.person,))
    assert _reasons(decide(book.municipality("hamura"), STATE, standing, alone, STORE, NOW)) == [Reason.DECEASED]


def test_akashi_omits_the_dead_and_says_whom(book: RuleBook) -> None:
    standing = _standing("akashi", others={"father": {**FAMILY, "alive": False}, "mother": FAMILY})
    told = decide(book.municipality("akashi"), STATE, standing, Request(Kind.RESIDENT_RECORD, HOUSEHOLD), STORE, NOW)
    assert isinstance(told, Granted)
    assert (told.persons, told.omitted) == (("self", "mother"), ("father",))


def test_a_hall_kiosk_of_another_town_does_not_follow_these_halls_hours(book: RuleBook) -> None:
    evening, request = read_moment("2026-07-08T20:00"), Request(Kind.SEAL, (SELF,))
    arguments = (book.municipality("kamigori"), STATE, _standing("kamigori"), request)
    assert _reasons(decide(*arguments, TerminalFacts(TOWN_HALL), evening)) == [Reason.HALL_CLOSED]
    assert isinstance(decide(*arguments, TerminalFacts(TOWN_HALL, hall_of="132276"), evening), Granted)


def test_a_koseki_certificate_the_registration_does_not_open_needs_residence(book: RuleBook) -> None:
    standing = _standing("sakai", user={"resident_in": "elsewhere"})
    told = decide(book.municipality("sakai"), STATE, standing, Request(Kind.KOSEKI_FULL, (SELF,)), STORE, NOW)
    assert _reasons(told) == [Reason.REGISTRATION_REQUIRED]


def test_the_menu_names_choices_or_reasons_for_each_listed_certificate(book: RuleBook) -> None:
    standing = _standing("akashi", user={"seal_registered": False, "resident_since": "2025-06-01"},
                         others={"mother": FAMILY, "friend": {}})  # fmt: skip
    record, seal, tax = offer(book.municipality("akashi"), STATE, standing, STORE, NOW)
    assert isinstance(record, Offered)
    assert (record.persons, record.whole_household) == (("self", "mother"), True)
    assert record.options == {Option.MY_NUMBER, Option.RELATIONSHIP, Option.HONSEKI}
    assert (record.fee_each, record.copies_most, record.closes_at) == (100, 10, read_moment("2026-07-08T23:00"))
    assert isinstance(seal, NotNow)
    assert _reasons(seal.refused) == [Reason.SEAL_NOT_REGISTERED]
    assert isinstance(tax, Offered)
    assert (tax.title, tax.tax_years) == ("所得・課税証明書", (2026,))


def test_the_menu_of_a_holder_moving_out_in_kamigori_still_offers_the_rest_of_the_koseki(book: RuleBook) -> None:
    standing = _standing("kamigori", user={"move_out": "filed"})
    menu = offer(book.municipality("kamigori"), STATE, standing, STORE, NOW)
    open_kinds = [entry.kind for entry in menu if isinstance(entry, Offered)]
    assert open_kinds == [Kind.KOSEKI_FULL, Kind.KOSEKI_INDIVIDUAL, Kind.KOSEKI_SUPPLEMENT]


AWAY = {"user": {"resident_in": "elsewhere"}}


@pytest.mark.parametrize(
    ("registration", "reason"),
    [
        (HonsekiRegistration(date(2026, 7, 1)), Reason.REGISTRATION_PENDING),
        (HonsekiRegistration(date(2026, 6, 1), date(2026, 6, 10)), Reason.REGISTRATION_NOT_NEEDED),
    ],
)
def test_a_registration_is_not_applied_for_twice(
    book: RuleBook, registration: HonsekiRegistration, reason: Reason
) -> None:
    standing = replace(_standing("obihiro", **AWAY), registration=registration)
    told = register_honseki(book.municipality("obihiro"), STATE, standing, Channel.KIOSK, Equipment(), NOW)
    assert _reasons(told) == [reason]


def test_a_rejected_or_lapsed_registration_may_be_applied_for_again(book: RuleBook) -> None:
    rejected = HonsekiRegistration(date(2026, 6, 1), rejected=True)
    lapsed = HonsekiRegistration(date(2026, 6, 1), date(2026, 6, 10), certificate_matches=False)
    for registration in (rejected, lapsed):
        standing = replace(_standing("kamigori", **AWAY), registration=registration)
        told = register_honseki(book.municipality("kamigori"), STATE, standing, Channel.KIOSK, Equipment(), NOW)
        assert told == Accepted(estimated_ready_on=date(2026, 7, 17))


def test_a_registration_over_new_year_counts_no_holidays(book: RuleBook) -> None:
    standing, at = _standing("obihiro", **AWAY), read_moment("2026-12-25T10:00")
    told = register_honseki(book.municipality("obihiro"), STATE, standing, Channel.KIOSK, Equipment(), at)
    assert told == Accepted(estimated_ready_on=date(2027, 1, 7))


def test_a_town_without_koseki_certificates_takes_no_registration(book: RuleBook) -> None:
    standing = _standing("akashi", **AWAY)
    told = register_honseki(book.municipality("akashi"), STATE, standing, Channel.KIOSK, Equipment(), NOW)
    assert _reasons(told) == [Reason.CERTIFICATE_NOT_OFFERED]


def test_all_that_is_missing_for_a_registration_is_told(book: RuleBook) -> None:
    nothing = Equipment(auth_certificate=False, signing_certificate=False, card_reader=False)
    standing = _standing("hamura", **AWAY)
    told = register_honseki(book.municipality("hamura"), STATE, standing, Channel.INTERNET, nothing, NOW)
    assert _reasons(told) == [
        Reason.NO_AUTH_CERTIFICATE,
        Reason.SIGNING_CERTIFICATE_MISSING,
        Reason.CARD_READER_MISSING,
    ]


def test_a_failed_print_is_refunded_at_the_store_everywhere(book: RuleBook) -> None:
    for rules in book.municipalities:
        assert isinstance(refund(rules, RefundCause.PRINT_FAILURE, Place.STORE, NOW), Accepted)
        city_hall = refund(rules, RefundCause.PRINT_FAILURE, Place.CITY_HALL, NOW)
        assert _reasons(city_hall) == [Reason.REFUND_NOT_AT_CITY_HALL]


def test_a_reset_without_the_card_or_papers_tells_all(book: RuleBook) -> None:
    told = reset_pin(book.municipality("sakai"), [], Visitor.AGENT, NOW)
    assert _reasons(told) == [
        Reason.CARD_KIND_NOT_ACCEPTED,
        Reason.IDENTITY_DOCUMENT_MISSING,
        Reason.AGENT_NOT_ACCEPTED,
    ]


def test_akashis_five_desks_reset_a_pin(book: RuleBook) -> None:
    desks = [desk.ja for desk in pin_desks(book.municipality("akashi"), date(2026, 7, 8))]
    assert desks == ["本庁舎2階4番窓口", "あかし総合窓口", "大久保市民センター", "魚住市民センター", "二見市民センター"]


def test_every_refusal_names_a_desk_of_its_subject(book: RuleBook) -> None:
    standing = _standing("akashi", user={"tax": {"declared": False}})
    told = decide(book.municipality("akashi"), STATE, standing, Request(Kind.INCOME_TAX, (SELF,)), STORE, NOW)
    assert isinstance(told, Refused)
    assert [cause.desk.phone if cause.desk else None for cause in told.reasons] == ["078-918-5014"]


def test_birthdays_of_29_february() -> None:
    assert birthday(date(2012, 2, 29), 15) == date(2027, 3, 1)
    assert certificate_valid_until(date(1984, 2, 29), date(2021, 6, 1)) == date(2026, 2, 28)
