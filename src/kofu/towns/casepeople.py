"""One person of a scenario case: what the vocabulary says, completed from the person's role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kofu.registers.model import (
    Address,
    ForeignStatus,
    HouseholdId,
    KosekiId,
    MoveOutNotice,
    Name,
    PendingChange,
    PersonId,
    ResidenceCategory,
    Status,
    StatusKind,
    TaxRecord,
)
from kofu.towns.drafts import REGISTERED, KosekiPerson, PersonDraft
from kofu.towns.places import Place, elsewhere
from kofu.towns.roles import HOLDER, SURNAME, Role, role
from kofu.towns.taxes import NOTHING, tax_record
from kofu.towns.vocabulary import GivenPerson

_LONG_BUILDING = "見本台ガーデンヒルズレジデンシャルタワー" * 7
"""Makes an address longer than any certificate can show (facts B-44)"""
_SALARY_YEN, _SMALL_SALARY_YEN = 4_200_000, 900_000


@dataclass(frozen=True)
class CasePerson:
    """The holder or one of the others, seen from the case's municipality."""

    name: str
    order: int
    given: GivenPerson
    user: GivenPerson
    place: Place
    today: date

    @property
    def id(self) -> PersonId:
        """Opaque, and not the id of the case, so that nobody mistakes one for the other."""
        return PersonId(f"case-{self.order:04d}")

    @property
    def role(self) -> Role:
        """What the id says of the person."""
        return role(self.name)

    @property
    def birth(self) -> date:
        """As given, else the role's."""
        return self.given.birth or self.role.birth

    @property
    def lives_here(self) -> bool:
        """Registered in the case's municipality, or was until the record ended; a household goes with its holder."""
        follows = self.given.same_household and self.given.resident_in is None
        told = self.user.resident_in if follows else self.given.resident_in
        return told in {None, self.place.name}

    @property
    def has_record(self) -> bool:
        """Whether the resident register has a record, current or struck off."""
        return self.lives_here or self.given.move_out == "done"

    @property
    def is_registered(self) -> bool:
        """Whether that record is current."""
        return self.has_record and self.status is REGISTERED

    @property
    def began(self) -> date:
        """住民となった年月日; before the departure for somebody who has left."""
        ended = self.status.since
        began = max(self.given.resident_since, self.birth)
        return min(began, ended - timedelta(days=1)) if ended else began

    @property
    def status(self) -> Status:
        """Current, or ended some weeks ago."""
        ended = self.today - timedelta(days=30)
        if not self.given.alive:
            return Status(StatusKind.DEAD, ended)
        if self.given.removed:
            return Status(StatusKind.REMOVED, ended)
        return Status(StatusKind.MOVED_OUT, ended) if self.given.move_out == "done" else REGISTERED

    @property
    def household(self) -> HouseholdId:
        """The holder's household is the first; everybody else has an own one."""
        shared = self.name == HOLDER or self.given.same_household
        return HouseholdId(f"case-household-{1 if shared else self.order:04d}")

    @property
    def koseki(self) -> KosekiId | None:
        """The koseki of this municipality in which the person stands; foreign nationals stand in none."""
        if self.given.foreigner:
            return None
        told = self.user if self.given.same_koseki else self.given
        if told.honseki_in not in {None, self.place.name} or told.foreigner:
            return None
        shared = self.name == HOLDER or self.given.same_koseki
        return KosekiId(f"case-koseki-{1 if shared else self.order:04d}")

    @property
    def honseki_here(self) -> str:
        """The 本籍 of a koseki in this municipality."""
        return self.place.honseki(1 if self.name == HOLDER else self.order, 100 + self.order)

    @property
    def written_name(self) -> Name:
        """氏名."""
        if self.given.foreigner:
            return Name(f"SAMPLE {self.name.upper()}")
        reading = self.role.given.reading
        return Name(f"{SURNAME.written} {self.role.given.written}", reading and f"{SURNAME.reading} {reading}")

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Oldest first; the last one is the present address, or the one outside for somebody who has left."""
        count = 2 if self.given.addresses is None else max(1, self.given.addresses)
        earlier = [self._earlier_address(back) for back in range(count - 1, 0, -1)]
        present = Address(self._present_address(), self.began, self.began)
        return (*earlier, present)

    def _earlier_address(self, back: int) -> Address:
        since = max(self.birth, self.began - timedelta(days=900 * back)) - timedelta(days=back)
        return Address(elsewhere().address(back, 10 + back, self.order), since, here=False)

    def _present_address(self) -> str:
        shared = self.name == HOLDER or self.given.same_household or self.given.same_address
        text = self.place.address(0, 5, 1 if shared else 10 + self.order)
        return f"{text}　{_LONG_BUILDING}" if self.given.text_too_long else text

    @property
    def supplement(self) -> tuple[Address, ...]:
        """The supplement's addresses, oldest first; none for somebody abroad."""
        if self.given.resident_in == "abroad":
            return ()
        if self.is_registered:
            return self.addresses
        since = max(self.given.resident_since, self.birth)
        return (Address(elsewhere().address(self.order, 3, 7), since),)

    def draft(self, at: datetime) -> PersonDraft:
        """The resident record."""
        foreign = self.given.foreigner
        alias = Name("見本 マリア", "ミホン マリア") if self.given.former_aliases else None
        return PersonDraft(
            person=self.id,
            name=self.written_name,
            birth=self.birth,
            sex=self.role.sex,
            household=self.household,
            relationship="世帯主" if self._heads() else self.role.relationship,
            order=self.order,
            became_resident_on=self.began,
            addresses=self.addresses,
            honseki=None if foreign else self._honseki(),
            first_entry=None if foreign else f"{SURNAME.written} {role(HOLDER).given.written}",
            former_names=tuple(Name(f"旧見本{n} {self.role.given.written}") for n in range(self.given.former_names)),
            former_aliases=tuple(Name(f"旧通称{n} マリア") for n in range(self.given.former_aliases)),
            alias=alias,
            foreign=self._foreign_status() if foreign else None,
            status=self.status,
            move_out=self._move_out(),
            pending=self._pending(at),
            adult_ward=self.given.adult_ward,
            characters_identified=self.given.characters_supported,
            number=self.order,
        )

    def _heads(self) -> bool:
        return self.name == HOLDER or not self.given.same_household

    def _honseki(self) -> str | None:
        if self.koseki is not None:
            return self.honseki_here
        return None if self.given.honseki_in == "none" else elsewhere().honseki(self.order, 20 + self.order)

    def _foreign_status(self) -> ForeignStatus:
        expires_on = self.given.residence_expires_on
        return ForeignStatus(
            nationality="フィリピン",
            category=ResidenceCategory.MID_TO_LONG_TERM,
            card_number=f"AB{self.order:08d}CD",
            residence_status="技術・人文知識・国際業務" if expires_on else "永住者",
            period="３年" if expires_on else "無期限",
            expires_on=expires_on,
            became_foreign_resident_on=self.began,
        )

    def _move_out(self) -> MoveOutNotice | None:
        if self.given.move_out != "filed":
            return None
        filed_on = max(self.began, self.today - timedelta(days=3))
        return MoveOutNotice(filed_on, self.today + timedelta(days=7))

    def _pending(self, at: datetime) -> PendingChange | None:
        change = self.given.change
        if change is None:
            return None
        processed_at = max(at, change.filed_at) if change.processed else None
        return PendingChange(change.kind, change.filed_at, change.desk, processed_at)

    def koseki_person(self) -> KosekiPerson:
        """The person as the koseki has them."""
        return KosekiPerson(
            person=self.id,
            given=self.role.given,
            birth=self.birth,
            sex=self.role.sex,
            father=f"{SURNAME.written} 正",
            mother=f"{SURNAME.written} 恵子",
            parental_relationship=self.role.parental_relationship,
            spouse=self.role.spouse if self.name == "spouse" else None,
            birthplace=f"{self.place.prefecture}{self.place.city}",
        )

    def tax_record(self, year: int) -> TaxRecord:
        """The tax record of one fiscal year, as the case says; the same for every year."""
        told = self.given.tax
        taxed_by = self.place.code if told.taxed_by in {None, self.place.name} else "elsewhere"
        salary = _SALARY_YEN if told.taxable else _SMALL_SALARY_YEN
        usual = tax_record(self.id, year, taxed_by, self._present_address(), salary)
        return TaxRecord(
            person=usual.person,
            fiscal_year=year,
            taxed_by=usual.taxed_by,
            address_on_january_1=usual.address_on_january_1,
            declared=told.declared,
            documents=told.documents,
            taxable=told.taxable,
            incomes=usual.incomes if told.declared else (),
            deductions=usual.deductions if told.declared else (),
            taxes=usual.taxes if told.taxable else NOTHING,
            dependant=told.dependant,
            declared_on=told.declared_on,
            amendment_pending=told.amendment_pending,
        )
