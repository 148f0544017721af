"""Invented households: who lives together, how old they are, and how they are related."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kofu.registers.model import Name, Sex
from kofu.towns.dice import Dice

_FEMALE, _MALE = Sex.FEMALE, Sex.MALE
ADULT = timedelta(days=18 * 365 + 5)
"""From birth to the 18th birthday, which is full age"""


@dataclass(frozen=True, slots=True)
class Someone:
    """A member of a household before it becomes facts."""

    surname: Name
    given: Name
    birth: date
    sex: Sex
    relationship: str
    married_on: date | None = None
    maiden_name: Name | None = None
    foreign: bool = False

    @property
    def name(self) -> Name:
        """氏名 in one."""
        if self.foreign:
            return Name(f"{self.surname.written} {self.given.written}")
        return Name(f"{self.surname.written} {self.given.written}", f"{self.surname.reading} {self.given.reading}")


FOREIGN_NAMES = (
    ("NGUYEN", "VAN MINH", "NGUYEN", "THI LAN", "ベトナム"),
    ("SANTOS", "JOSE CRUZ", "SANTOS", "ANNA REYES", "フィリピン"),
    ("WANG", "WEI", "LI", "NA", "中国"),
    ("PARK", "JIHOON", "KIM", "MINJI", "韓国"),
    ("SILVA", "CARLOS ALBERTO", "SOUZA", "MARIANA", "ブラジル"),
    ("SHARMA", "BIKASH", "GURUNG", "SITA", "ネパール"),
    ("SMITH", "JOHN ALEXANDER", "BROWN", "EMILY ROSE", "米国"),
)


class HouseholdMaker:
    """Draws households of one to eight people as they would be on ``today``."""

    def __init__(self, dice: Dice, today: date) -> None:
        self._dice = dice
        self._today = today

    def draw(self) -> tuple[Someone, ...]:
        """A household, head first, in the order of the record."""
        makers: list[Callable[[], list[Someone]]] = [
            *(self._single, self._couple, self._family),
            *(self._single_parent, self._three_generations, self._foreign_household),
        ]
        return tuple(self._dice.weighted(makers, [36, 20, 28, 8, 5, 3])()[:8])

    def _born(self, youngest: int, oldest: int) -> date:
        year = self._today.year - self._dice.number(youngest, oldest)
        return self._dice.day(date(year, 1, 1), date(year, 6, 30))

    def _someone(self, surname: Name, birth: date, sex: Sex, relationship: str) -> Someone:
        return Someone(surname, self._dice.given(sex, birth), birth, sex, relationship)

    def _single(self) -> list[Someone]:
        sex = self._dice.one_of((_FEMALE, _MALE))
        return [self._someone(self._dice.surname(), self._born(19, 97), sex, "世帯主")]

    def _couple(self) -> list[Someone]:
        return self._pair(self._born(26, 92))

    def _pair(self, birth: date) -> list[Someone]:
        """A married couple; the head is mostly the husband, the shared surname mostly his."""
        surname, before = self._dice.surname(), self._dice.surname()
        married_on = self._dice.day(date(birth.year + 22, 1, 1), date(birth.year + 25, 12, 31))
        husband_heads = self._dice.happens(900)
        head = self._someone(surname, birth, _MALE if husband_heads else _FEMALE, "世帯主")
        partner_birth = self._dice.day(date(birth.year - 2, 1, 1), date(birth.year + 3, 12, 31))
        partner_sex, called = (_FEMALE, "妻") if husband_heads else (_MALE, "夫")
        partner = self._someone(surname, partner_birth, partner_sex, called)
        return [replace(head, married_on=married_on), replace(partner, married_on=married_on, maiden_name=before)]

    def _family(self) -> list[Someone]:
        pair = self._pair(self._born(28, 58))
        return pair + self._children(pair[0], self._dice.weighted((1, 2, 3, 4, 5), (35, 42, 18, 4, 1)))

    def _children(self, head: Someone, count: int) -> list[Someone]:
        """Children of the head, eldest first; those who would not be born yet are left out."""
        years = sorted(self._dice.number(26, 40) for _ in range(count))
        births = [self._dice.day(date(head.birth.year + y, 1, 2), date(head.birth.year + y, 12, 30)) for y in years]
        return [
            self._someone(head.surname, birth, self._dice.one_of((_FEMALE, _MALE)), "子")
            for birth in births
            if birth < self._today
        ]

    def _single_parent(self) -> list[Someone]:
        sex = _FEMALE if self._dice.happens(850) else _MALE
        parent = self._someone(self._dice.surname(), self._born(27, 55), sex, "世帯主")
        return [parent, *self._children(parent, self._dice.number(1, 3))]

    def _three_generations(self) -> list[Someone]:
        members = self._family()
        head = members[0]
        mother_birth = self._dice.day(date(head.birth.year - 33, 1, 1), date(head.birth.year - 21, 12, 31))
        father_birth = self._dice.day(date(head.birth.year - 35, 1, 1), date(head.birth.year - 22, 12, 31))
        parents = [self._someone(head.surname, mother_birth, _FEMALE, "母")]
        if self._dice.happens(600):
            parents.insert(0, self._someone(head.surname, father_birth, _MALE, "父"))
        return members + parents

    def _foreign_household(self) -> list[Someone]:
        his, him, hers, her, _ = self._dice.one_of(FOREIGN_NAMES)
        birth = self._born(20, 60)
        head = Someone(Name(his), Name(him), birth, _MALE, "世帯主", foreign=True)
        if self._dice.happens(500):
            return [head]
        partner = self._dice.day(date(birth.year - 1, 1, 1), date(birth.year + 4, 12, 31))
        return [head, Someone(Name(hers), Name(her), partner, _FEMALE, "妻", foreign=True)]
