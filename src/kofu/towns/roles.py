"""Who the people of a case are: the vocabulary names them by role, so a role has a name, a sex and an age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zlib import crc32

from kofu.registers.model import Name, Sex

HOLDER = "self"
SURNAME = Name("見本", "ミホン")


@dataclass(frozen=True, slots=True)
class Role:
    """A role's given name and what the registers call the person towards a holder who heads the household."""

    given: Name
    sex: Sex
    birth: date
    relationship: str
    parental_relationship: str
    spouse: str | None = None


_FEMALE, _MALE = Sex.FEMALE, Sex.MALE
ROLES = {
    HOLDER: Role(Name("花子", "ハナコ"), _FEMALE, date(1985, 4, 12), "世帯主", "長女", "妻"),
    "spouse": Role(Name("太郎", "タロウ"), _MALE, date(1983, 11, 2), "夫", "長男", "夫"),
    "child": Role(Name("葵", "アオイ"), _FEMALE, date(2014, 6, 20), "子", "長女"),
    "son": Role(Name("大輝", "ダイキ"), _MALE, date(2010, 8, 15), "子", "長男"),
    "daughter": Role(Name("結衣", "ユイ"), _FEMALE, date(2012, 1, 30), "子", "長女"),
    "mother": Role(Name("恵子", "ケイコ"), _FEMALE, date(1957, 3, 8), "母", "二女"),
    "father": Role(Name("正", "タダシ"), _MALE, date(1954, 10, 25), "父", "長男"),
    "brother": Role(Name("健一", "ケンイチ"), _MALE, date(1988, 2, 14), "弟", "長男"),
    "sister": Role(Name("由美", "ユミ"), _FEMALE, date(1990, 12, 3), "妹", "二女"),
    "grandfather": Role(Name("茂", "シゲル"), _MALE, date(1930, 5, 5), "祖父", "二男"),
    "grandmother": Role(Name("ハル", "ハル"), _FEMALE, date(1933, 9, 17), "祖母", "三女"),
}
_OTHERS = ("一郎", "次郎", "三郎", "四郎", "五郎", "六郎", "七郎")


def role(name: str) -> Role:
    """A person's role by id; an id without a role of its own is somebody who merely lives there."""
    given = Name(_OTHERS[crc32(name.encode()) % len(_OTHERS)])
    return ROLES.get(name) or Role(given, Sex.MALE, date(1979, 7, 7), "同居人", "長男")
