"""Invented rows for the tests of certificates and paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from kofu.certificates import IssuerFacts, OfficeSeal
from kofu.clock import JAPAN
from kofu.pki.identity import CardIdentity
from kofu.registers.model import (
    Address,
    CardLink,
    ForeignStatus,
    Household,
    HouseholdId,
    Name,
    PersonId,
    ResidenceCategory,
    Resident,
    Sex,
    Snapshot,
    Status,
    StatusKind,
)

ISSUED_AT = datetime(2026, 7, 8, 10, 12, 30, tzinfo=JAPAN)
HOLDER_CARD = CardIdentity("ab" * 32, 4711)
OTHER_CARD = CardIdentity("ab" * 32, 4712)
AKASHI = IssuerFacts("282031", "明石市", "兵庫県", "明石市長", "浜辺　汐里", OfficeSeal("明石市長之印"))

_HERE = "兵庫県明石市中崎一丁目５番１号　海峡ハイツ２０３号"
_BEFORE = "兵庫県神戸市垂水区平磯四丁目１２番３号"
_HONSEKI = "兵庫県明石市大久保町大窪１２３番地"


def resident(person: str, written: str, reading: str | None, birth: date, sex: Sex, relationship: str) -> Resident:
    return Resident(
        person=PersonId(person),
        household=HouseholdId("h-1"),
        name=Name(written, reading),
        birth=birth,
        sex=sex,
        relationship=relationship,
        is_head=relationship == "世帯主",
        became_resident_on=date(2015, 4, 1),
        addresses=(
            Address(_HERE, since=date(2018, 10, 20), notified_on=date(2018, 10, 25)),
            Address(_BEFORE, here=False),
            Address("大阪府大阪市北区梅田一丁目１番地", here=False),
        ),
        honseki=_HONSEKI,
        first_entry="明石　太郎",
        my_number="123456789018",
        resident_code="12345678901",
    )


FATHER = resident("father", "明石　太郎", "アカシ　タロウ", date(1985, 4, 12), Sex.MALE, "世帯主")
MOTHER = replace(
    resident("mother", "明石　花子", "アカシ　ハナコ", date(1987, 11, 3), Sex.FEMALE, "妻"),
    former_surname=Name("渡邉󠄏", "ワタナベ"),
)
SON = resident("son", "明石　海斗", None, date(2012, 1, 5), Sex.MALE, "子")
DAUGHTER = resident("daughter", "明石　凪", "アカシ　ナギ", date(2019, 5, 1), Sex.FEMALE, "子")
GRANDMOTHER = resident("grandmother", "明石　ヨシ", "アカシ　ヨシ", date(1926, 12, 25), Sex.FEMALE, "父の母")
IVS_PERSON = replace(
    resident("ivs", "辻󠄂　𠮷葛󠄂", "ツジ　ヨシカツ", date(1989, 1, 8), Sex.MALE, "世帯主"),
    honseki="奈良県葛󠄂城市當麻１２５３番地",
    first_entry="辻󠄂　𠮷葛󠄂",
)
FOREIGNER = replace(
    resident(
        "foreigner", "SILVA SANTOS MARIA EDUARDA", "シルバ　サントス　マリア", date(1990, 2, 28), Sex.FEMALE, "世帯主"
    ),
    honseki=None,
    first_entry=None,
    alias=Name("田中　マリア", "タナカ　マリア"),
    former_aliases=("山田　マリア", "鈴木　マリア"),
    foreign=ForeignStatus(
        nationality="ブラジル",
        category=ResidenceCategory.MID_TO_LONG_TERM,
        card_number="AB12345678CD",
        residence_status="定住者",
        period="3年",
        expires_on=date(2027, 3, 31),
        became_foreign_resident_on=date(2015, 4, 1),
    ),
)
FAMILY = (FATHER, MOTHER, SON, DAUGHTER, GRANDMOTHER)


def household(*members: Resident) -> Household:
    return Household(HouseholdId("h-1"), members)


def snapshot(*members: Resident, identity: CardIdentity = HOLDER_CARD, holder: PersonId | None = None) -> Snapshot:
    """The holder is the first member unless named; the link ties the identity to the holder."""
    person = members[0].person if holder is None else holder
    return Snapshot(
        municipality="282031",
        identity=identity,
        taken_at=ISSUED_AT,
        holder=person,
        link=CardLink(identity, person, ISSUED_AT, date(2023, 5, 1), ISSUED_AT),
        resident=next((row for row in members if row.person == person), None),
        household=household(*members),
        koseki=None,
        seal=None,
        taxes=(),
        move_in=None,
        registration=None,
        restrictions=(),
        measures=(),
        versions=(),
    )


def dead(row: Resident) -> Resident:
    return replace(row, status=Status(StatusKind.DEAD, date(2026, 7, 1)))
