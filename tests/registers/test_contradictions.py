"""Facts that cannot be true together are refused with a name for what is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from tests.registers.people import CARD, HANAKO, HOME, LATER, MEI, NOW, RECORD, TARO, TOLD, family, moved_in

from kofu.registers.errors import (
    BeforeBirth,
    ChildOlderThanParent,
    ContradictoryFacts,
    ForeignerWithHonseki,
    NoHead,
    TwoHeads,
    TwoKoseki,
)
from kofu.registers.facts import Fact
from kofu.registers.kinds import FactKind, HouseholdMembership, KosekiMembership
from kofu.registers.memory_store import MemoryRegisterStore
from kofu.registers.model import (
    ForeignStatus,
    HouseholdId,
    KosekiId,
    Name,
    PersonId,
    ResidenceCategory,
    SealRegistration,
    Sex,
    Status,
    StatusKind,
)

JUNE = date(2026, 6, 1)
NEWCOMER = PersonId("p9")
FOREIGN = ForeignStatus("ベトナム", ResidenceCategory.MID_TO_LONG_TERM, None, None, None, None, JUNE)
OWN_KOSEKI = KosekiMembership(KosekiId("k9"), 1, Name("花子"), RECORD.birth, Sex.FEMALE, "西 正", "西 恵子", "長女")


def member(relationship: str, is_head: bool, order: int = 9) -> HouseholdMembership:
    return HouseholdMembership(HOME, relationship, is_head, order)


CONTRADICTIONS: list[tuple[str, type[ContradictoryFacts], list[Fact]]] = [
    (
        "a second head",
        TwoHeads,
        [Fact(FactKind.MEMBERSHIP, HANAKO, JUNE, member("世帯主", True))],
    ),
    (
        "a second head for some weeks in the past only",
        TwoHeads,
        [
            Fact(FactKind.MEMBERSHIP, HANAKO, date(2020, 1, 1), member("世帯主", True)),
            Fact(FactKind.MEMBERSHIP, HANAKO, date(2020, 2, 1), member("妻", False)),
        ],
    ),
    ("the head dies and nobody follows", NoHead, [Fact(FactKind.STATUS, TARO, JUNE, Status(StatusKind.DEAD, JUNE))]),
    (
        "the head leaves for another household and nobody follows",
        NoHead,
        [Fact(FactKind.MEMBERSHIP, TARO, JUNE, HouseholdMembership(HouseholdId("h2"), "世帯主", True, 1))],
    ),
    (
        "a child born before the head",
        ChildOlderThanParent,
        moved_in(NEWCOMER, replace(RECORD, birth=date(1983, 1, 1)), member("子", False)),
    ),
    (
        "a person in two koseki",
        TwoKoseki,
        [Fact(FactKind.MEMBER, HANAKO, JUNE, OWN_KOSEKI, key="k9")],
    ),
    (
        "a seal registered before birth",
        BeforeBirth,
        [Fact(FactKind.SEAL, MEI, date(2018, 1, 1), SealRegistration(MEI, "1", date(2018, 1, 1)))],
    ),
    (
        "a foreign national with a honseki",
        ForeignerWithHonseki,
        moved_in(NEWCOMER, replace(RECORD, foreign=FOREIGN), member("同居人", False)),
    ),
]


@pytest.mark.parametrize(
    ("refusal", "facts"), [row[1:] for row in CONTRADICTIONS], ids=[row[0] for row in CONTRADICTIONS]
)
def test_a_contradiction_is_refused_by_name(refusal: type[ContradictoryFacts], facts: list[Fact]) -> None:
    store = MemoryRegisterStore("282031")
    store.apply(family(), TOLD)
    with pytest.raises(refusal):
        store.apply(facts, LATER)
    assert [row.sequence for row in store.history([HANAKO, TARO, MEI]).rows if row.recorded_at == LATER] == []


def test_a_dead_head_is_followed_by_another_in_the_same_batch() -> None:
    store = MemoryRegisterStore("282031")
    store.apply(family(), TOLD)
    died = Fact(FactKind.STATUS, TARO, JUNE, Status(StatusKind.DEAD, JUNE))
    follows = Fact(FactKind.MEMBERSHIP, HANAKO, JUNE, member("世帯主", True, 1))
    store.apply([died, follows], LATER)
    household = store.snapshot(CARD, NOW).household
    assert household is not None
    assert household.head is not None
    assert household.head.person == HANAKO
    assert [resident.person for resident in household.current] == [HANAKO, MEI]


def test_a_marriage_moves_a_person_from_one_koseki_to_another() -> None:
    store = MemoryRegisterStore("282031")
    store.apply(family(), TOLD)
    left = KosekiMembership(
        KosekiId("k1"), 2, Name("花子"), RECORD.birth, Sex.FEMALE, "西 正", "西 恵子", "長女", removed=True
    )
    store.apply(
        [
            Fact(FactKind.MEMBER, HANAKO, JUNE, left, key="k1"),
            Fact(FactKind.MEMBER, HANAKO, JUNE, OWN_KOSEKI, key="k9"),
        ],
        LATER,
    )
    before = store.snapshot(CARD, datetime(2026, 5, 1, tzinfo=NOW.tzinfo))
    assert before.koseki is not None
    assert [entry.removed for entry in before.koseki.members] == [False, False, False]
    assert store.snapshot(CARD, NOW).koseki is None, "the new koseki is kept elsewhere: no header here"
