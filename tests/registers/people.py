"""A small family for the tests, and the facts that make it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from kofu.clock import JAPAN
from kofu.pki.identity import CardIdentity
from kofu.registers.facts import Fact
from kofu.registers.kinds import (
    FactKind,
    HouseholdMembership,
    KosekiHeader,
    KosekiMembership,
    ResidentRecord,
)
from kofu.registers.model import (
    Address,
    CardLink,
    HouseholdId,
    KosekiId,
    Name,
    PersonId,
    Sex,
    SupportMeasure,
)

TOLD = datetime(2026, 4, 1, 9, 0, tzinfo=JAPAN)
LATER = datetime(2026, 6, 1, 9, 0, tzinfo=JAPAN)
NOW = datetime(2026, 7, 8, 10, 0, tzinfo=JAPAN)

HANAKO, TARO, MEI = PersonId("p1"), PersonId("p2"), PersonId("p3")
HOME, KOSEKI = HouseholdId("h1"), KosekiId("k1")
CARD = CardIdentity("ab" * 32, 1001)
OTHER_CARD = CardIdentity("ab" * 32, 1002)

RECORD = ResidentRecord(
    name=Name("明石 花子", "アカシ ハナコ"),
    birth=date(1985, 4, 12),
    sex=Sex.FEMALE,
    became_resident_on=date(2015, 4, 1),
    honseki="兵庫県明石市中崎一丁目５番地",
    first_entry="明石 太郎",
)


def moved_in(person: PersonId, record: ResidentRecord, membership: HouseholdMembership) -> list[Fact]:
    """A resident's three facts."""
    day = record.became_resident_on
    address = Address("兵庫県明石市中崎一丁目５番１号", day, day)
    return [
        Fact(FactKind.RECORD, person, day, record),
        Fact(FactKind.ADDRESS, person, day, address),
        Fact(FactKind.MEMBERSHIP, person, day, membership),
    ]


def card_link(person: PersonId, identity: CardIdentity = CARD) -> Fact:
    """An open link from a card to a person."""
    delivered = datetime(2023, 5, 1, 10, 0, tzinfo=JAPAN)
    link = CardLink(identity, person, delivered, delivered.date(), delivered)
    return Fact(FactKind.LINK, person, delivered.date(), link, key=identity.fingerprint().hex())


def family() -> list[Fact]:
    """Hanako, who holds CARD, her husband Taro, head of the household, and their daughter Mei; one koseki."""
    taro = replace(RECORD, name=Name("明石 太郎"), birth=date(1984, 1, 2), sex=Sex.MALE)
    mei = replace(RECORD, name=Name("明石 芽衣"), birth=date(2018, 9, 9), became_resident_on=date(2018, 9, 9))
    return [
        *moved_in(TARO, taro, HouseholdMembership(HOME, "世帯主", True, 1)),
        *moved_in(HANAKO, RECORD, HouseholdMembership(HOME, "妻", False, 2)),
        *moved_in(MEI, mei, HouseholdMembership(HOME, "子", False, 3)),
        card_link(HANAKO),
        *koseki_facts(),
    ]


def koseki_facts() -> list[Fact]:
    """The family's koseki and its members."""
    made = date(2012, 5, 5)
    header = KosekiHeader(RECORD.honseki or "", Name("明石", "アカシ"), "明石 太郎")
    members = [
        KosekiMembership(KOSEKI, 1, Name("太郎"), date(1984, 1, 2), Sex.MALE, "明石 一郎", "明石 和子", "長男", "夫"),
        KosekiMembership(KOSEKI, 2, Name("花子"), date(1985, 4, 12), Sex.FEMALE, "西 正", "西 恵子", "長女", "妻"),
        KosekiMembership(KOSEKI, 3, Name("芽衣"), date(2018, 9, 9), Sex.FEMALE, "明石 太郎", "明石 花子", "長女"),
    ]
    return [
        Fact(FactKind.KOSEKI, KOSEKI, made, header),
        *(
            Fact(FactKind.MEMBER, person, max(made, member.birth), member, key=KOSEKI)
            for person, member in zip((TARO, HANAKO, MEI), members, strict=True)
        ),
    ]


def measure(person: PersonId) -> Fact:
    """Support measures for a person since May 2026."""
    since = date(2026, 5, 1)
    return Fact(FactKind.MEASURE, person, since, SupportMeasure(person, since))
