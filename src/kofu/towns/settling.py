"""Invented households become facts: addresses, koseki, seals, taxes, and what happens to people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from kofu.clock import JAPAN
from kofu.registers.facts import Fact
from kofu.registers.kinds import FactKind
from kofu.registers.model import (
    Address,
    ForeignStatus,
    HouseholdId,
    KosekiId,
    KosekiNotice,
    MoveOutNotice,
    Name,
    PendingChange,
    PersonId,
    ResidenceCategory,
    RestrictedRecord,
    Restriction,
    Status,
    StatusKind,
    SupportMeasure,
)
from kofu.towns.dice import Dice
from kofu.towns.drafts import PersonDraft, resident_facts, seal_fact
from kofu.towns.families import family_koseki
from kofu.towns.households import ADULT, FOREIGN_NAMES, Someone
from kofu.towns.places import Place, elsewhere
from kofu.towns.taxes import tax_fact, tax_record

_STAYS = (
    (ResidenceCategory.MID_TO_LONG_TERM, "技術・人文知識・国際業務", "３年", 3),
    (ResidenceCategory.MID_TO_LONG_TERM, "技能実習２号ロ", "１年", 1),
    (ResidenceCategory.MID_TO_LONG_TERM, "永住者", "無期限", None),
    (ResidenceCategory.SPECIAL_PERMANENT, None, None, None),
    (ResidenceCategory.PROVISIONAL_STAY, None, "６月", 1),
)


class Settler:
    """Settles households in one municipality, numbering its people from ``first``."""

    def __init__(self, dice: Dice, place: Place, today: date, first: int) -> None:
        self._dice = dice
        self._place = place
        self._today = today
        self._next = first

    def settle(self, members: Sequence[Someone]) -> list[Fact]:
        """Everything the registers are told about one household."""
        began = self._began(members[0])
        spot = (self._dice.number(0, 50), self._dice.number(1, 40), self._dice.number(1, 30))
        at_home = not members[0].foreign and self._dice.happens(650)
        household = HouseholdId(f"{self._place.code}-h{self._next:07d}")
        lot = (self._dice.number(0, 50), self._dice.number(1, 999))
        honseki = (self._place if at_home else elsewhere()).honseki(*lot)
        drafts = [
            self._draft(member, members[0], household, order, began, spot, honseki)
            for order, member in enumerate(members, 1)
        ]
        people = [(self._fate(draft), member) for draft, member in zip(drafts, members, strict=True)]
        facts = [fact for draft, _ in people for fact in self._life(draft)]
        for koseki in family_koseki(people, self._place, honseki, self._dice) if at_home else ():
            facts += koseki.facts
            facts += self._notices(koseki.id)
        return facts

    def _began(self, head: Someone) -> date:
        """Since when the head lives here: after coming of age, and long enough to have lived somewhere before."""
        return self._dice.day(min(head.birth + ADULT, self._today - timedelta(days=40)), self._today - timedelta(30))

    def _draft(
        self,
        member: Someone,
        head: Someone,
        household: HouseholdId,
        order: int,
        began: date,
        spot: tuple[int, int, int],
        honseki: str,
    ) -> PersonDraft:
        number, self._next = self._next, self._next + 1
        since = max(began, member.birth)
        notified = self._dice.happens(700)
        renamed = member.maiden_name is not None and member.married_on is not None and member.married_on > since
        return PersonDraft(
            person=PersonId(f"{self._place.code}-{number:07d}"),
            name=member.name if notified else Name(member.name.written),
            birth=member.birth,
            sex=member.sex,
            household=household,
            relationship=member.relationship,
            order=order,
            became_resident_on=since,
            addresses=tuple(self._addresses(member, since, spot)),
            honseki=None if member.foreign else honseki,
            first_entry=None if member.foreign else f"{head.surname.written} {head.given.written}",
            former_names=self._former(member) if renamed else (),
            former_surname=member.maiden_name if self._dice.happens(60) else None,
            foreign=self._foreign(number, since) if member.foreign else None,
            alias=self._dice.surname() if member.foreign and self._dice.happens(400) else None,
            number=int(self._place.code) * 1_000_000 + number,
        )

    def _former(self, member: Someone) -> tuple[Name, ...]:
        before = member.maiden_name or member.surname
        return (Name(f"{before.written} {member.given.written}"),)

    def _addresses(self, member: Someone, since: date, spot: tuple[int, int, int]) -> Iterator[Address]:
        if since > member.birth:
            text = elsewhere().address(spot[0], spot[1], spot[2])
            yield Address(text, since - timedelta(days=min(1200, (since - member.birth).days)), here=False)
        moved = self._today - timedelta(days=600 + spot[1])
        if moved > since and spot[2] % 3 == 0:
            yield Address(self._place.address(spot[0] + 1, spot[2], spot[1]), since, since)
            since = moved
        yield Address(self._place.address(*spot), since, since + timedelta(days=1))

    def _foreign(self, number: int, since: date) -> ForeignStatus:
        category, status, period, years = self._dice.one_of(_STAYS)
        until = self._today + timedelta(days=self._dice.number(20, 360 * years)) if years else None
        return ForeignStatus(
            nationality=self._dice.one_of(FOREIGN_NAMES)[-1],
            category=category,
            card_number=f"ZZ{number:08d}AA" if status else None,
            residence_status=status,
            period=period,
            expires_on=until,
            became_foreign_resident_on=max(since, date(2012, 7, 9)),
        )

    def _life(self, draft: PersonDraft) -> Iterator[Fact]:
        yield from resident_facts(draft)
        adult_on = draft.birth + ADULT
        if adult_on < self._today and self._dice.happens(600):
            day = self._dice.day(max(adult_on, draft.became_resident_on), self._today - timedelta(days=10))
            yield seal_fact(draft.person, draft.number % 10**8, day)
        yield from self._taxes(draft)
        yield from self._limits(draft)

    def _fate(self, draft: PersonDraft) -> PersonDraft:
        """What has happened to somebody, seldom; the head stays, so that the household keeps one."""
        recent = max(draft.became_resident_on, self._today - timedelta(days=self._dice.number(2, 400)))
        if not draft.is_head and self._dice.happens(40):
            ended = self._dice.one_of((StatusKind.DEAD, StatusKind.MOVED_OUT, StatusKind.REMOVED))
            return replace(draft, status=Status(ended, recent))
        if self._dice.happens(6):
            return replace(draft, move_out=MoveOutNotice(recent, self._today + timedelta(days=10)))
        if self._dice.happens(8):
            filed_at = datetime.combine(recent, time(10, 30), JAPAN)
            processed_at = filed_at + timedelta(days=1) if self._dice.happens(800) else None
            return replace(draft, pending=PendingChange("address", filed_at, None, processed_at))
        if self._dice.happens(3):
            return replace(draft, characters_identified=False)
        return replace(draft, adult_ward=True) if draft.is_head and self._dice.happens(3) else draft

    def _taxes(self, draft: PersonDraft) -> Iterator[Fact]:
        salary = 0 if self._dice.happens(250) else self._dice.number(60, 950) * 10_000
        declared = salary > 0 or self._dice.happens(850)
        for year in range(self._today.year, self._today.year - 3, -1):
            assessed = date(year, 1, 1)
            if draft.became_resident_on <= assessed and draft.birth + ADULT <= assessed:
                here = next(a for a in reversed(draft.addresses) if a.since is None or a.since <= assessed)
                record = tax_record(draft.person, year, self._place.code, here.text, salary)
                yield tax_fact(replace(record, declared=declared, documents=declared, dependant=not declared))

    def _limits(self, draft: PersonDraft) -> Iterator[Fact]:
        since = draft.became_resident_on
        if self._dice.happens(4):
            on = self._dice.one_of(tuple(RestrictedRecord))
            yield Fact(FactKind.RESTRICTION, draft.person, since, Restriction(draft.person, on, since), key=on.value)
        if self._dice.happens(4):
            yield Fact(FactKind.MEASURE, draft.person, since, SupportMeasure(draft.person, since))

    def _notices(self, koseki: KosekiId) -> list[Fact]:
        if not self._dice.happens(15):
            return []
        filed_on = self._today - timedelta(days=self._dice.number(0, 20))
        recorded_on = filed_on + timedelta(days=9) if self._dice.happens(500) else None
        notice = KosekiNotice(self._dice.one_of(("birth", "marriage", "divorce")), filed_on, recorded_on)
        return [Fact(FactKind.NOTICE, koseki, filed_on, notice, key="1")]
