"""Invented koseki, seal and tax rows, and a snapshot that holds every register."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

from PIL import Image, ImageDraw
from tests.certificates.rows import FAMILY, FATHER, snapshot

from kofu.registers.model import (
    Address,
    Income,
    Koseki,
    KosekiEntry,
    KosekiId,
    KosekiMember,
    Name,
    PersonId,
    SealRegistration,
    Sex,
    Snapshot,
    TaxRecord,
)


def imprint_png(character: str = "明", side: int = 355) -> bytes:
    """A ring with a stroke pattern that depends on the character: an imprint nobody owns."""
    image = Image.new("1", (side, side), 1)
    pen = ImageDraw.Draw(image)
    pen.ellipse((8, 8, side - 9, side - 9), outline=0, width=14)
    for bit in range(7):
        if ord(character) >> bit & 1:
            pen.rectangle((70 + 30 * bit, 90, 84 + 30 * bit, side - 90), fill=0)
    pen.rectangle((70, side // 2 - 8, side - 70, side // 2 + 8), fill=0)
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def tiny_png() -> bytes:
    """A picture with too few pixels to be an imprint."""
    target = io.BytesIO()
    Image.new("1", (20, 20), 1).save(target, "PNG")
    return target.getvalue()


BIRTH_ENTRY = KosekiEntry(
    "出生",
    (
        ("出生日", "昭和６０年４月１２日"),
        ("出生地", "兵庫県明石市"),
        ("届出日", "昭和６０年４月２０日"),
        ("届出人", "父"),
    ),
)
MARRIAGE_ENTRY = KosekiEntry(
    "婚姻",
    (
        ("婚姻日", "平成２２年６月１日"),
        ("配偶者氏名", "渡邉󠄏花子"),
        ("従前戸籍", "兵庫県明石市大久保町大窪１２３番地　明石一郎"),
    ),
)
KOSEKI = Koseki(
    koseki=KosekiId("k-1"),
    honseki="兵庫県明石市大久保町大窪１２３番地",
    surname=Name("明石", "アカシ"),
    first_entry="明石　太郎",
    members=(
        KosekiMember(
            person=PersonId("father"),
            given=Name("太郎", "タロウ"),
            birth=date(1985, 4, 12),
            sex=Sex.MALE,
            father="明石一郎",
            mother="明石ヨシ",
            parental_relationship="長男",
            spouse="夫",
            entries=(BIRTH_ENTRY, MARRIAGE_ENTRY),
            addresses=FATHER.addresses[:2],
        ),
        KosekiMember(
            person=PersonId("mother"),
            given=Name("花子"),
            birth=date(1987, 11, 3),
            sex=Sex.FEMALE,
            father="渡邉󠄏三郎",
            mother=None,
            parental_relationship="二女",
            spouse="妻",
            entries=(MARRIAGE_ENTRY,),
        ),
        KosekiMember(
            person=PersonId("eldest"),
            given=Name("凪紗", "ナギサ"),
            birth=date(2008, 2, 29),
            sex=Sex.FEMALE,
            father="明石太郎",
            mother="明石花子",
            parental_relationship="長女",
            removed=True,
            entries=(BIRTH_ENTRY,),
            addresses=(Address("東京都羽村市緑ヶ丘五丁目２番地１", since=date(2026, 4, 1), here=False),),
        ),
    ),
    entries=(KosekiEntry("戸籍編製", (("編製日", "平成２２年６月１日"),)),),
    supplement_compiled_on=date(2010, 6, 1),
)
TAXED = TaxRecord(
    person=PersonId("father"),
    fiscal_year=2026,
    taxed_by="282031",
    address_on_january_1="兵庫県明石市中崎一丁目５番１号",
    declared=True,
    documents=True,
    taxable=True,
    incomes=(Income("給与", 6_214_000, 4_530_800), Income("配当", 12_000, 12_000)),
    deductions=(("社会保険料控除", 902_114), ("基礎控除", 430_000)),
    taxes=(("市民税　均等割", 3_000), ("市民税　所得割", 193_200), ("県民税　所得割", 128_800), ("森林環境税", 1_000)),
    dependants=(("一般", 1), ("１６歳未満", 2)),
)
_MOVES = tuple(
    Address(
        f"東京都羽村市緑ヶ丘五丁目{number}番地　{'多摩川河畔の眺めの良い集合住宅' * (number % 4)}{number}号室",
        since=day,
    )
    for number, day in ((number, date(1990 + number, 4, 1)) for number in range(30, 0, -1))
)
"""Thirty moves, some to long addresses, newest first"""
_LIFE = (
    BIRTH_ENTRY,
    KosekiEntry(
        "養子縁組",
        (
            ("縁組日", "平成２年３月３日"),
            ("養父氏名", "葛󠄂城次郎"),
            ("養母氏名", "葛󠄂城フミ"),
            ("代諾者", "親権者父母"),
            ("従前戸籍", "奈良県葛󠄂城市當麻１２５３番地　辻󠄂𠮷太郎兵衛右衛門長次郎左衛門"),
        ),
    ),
    KosekiEntry("養子離縁", (("離縁日", "平成１８年９月９日"), ("養父氏名", "葛󠄂城次郎"), ("養母氏名", "葛󠄂城フミ"))),
    MARRIAGE_ENTRY,
    KosekiEntry(
        "認知",
        (
            ("胎児認知日", "平成２３年２月２日"),
            ("認知した子の氏名", "渡邉󠄏凪紗"),
            ("認知した子の戸籍", "北海道帯広市西五条南七丁目１番地　渡邉󠄏三郎"),
        ),
    ),
    KosekiEntry("離婚", (("離婚日", "平成３０年１０月１日"), ("配偶者氏名", "明石花子"))),
    KosekiEntry(
        "死亡",
        (
            ("死亡日", "令和７年１２月３１日"),
            ("死亡時分", "午後１１時５９分"),
            ("死亡地", "兵庫県明石市"),
            ("届出日", "令和８年１月４日"),
            ("届出人", "親族　明石一郎"),
        ),
    ),
)


def long_history() -> Snapshot:
    """A koseki with every usual matter, and members who moved often; it takes several sheets."""
    first, second, third = KOSEKI.members
    reformed = KosekiEntry(
        "戸籍改製",
        (("改製日", "平成１２年１月１５日"), ("改製事由", "平成６年法務省令第５１号附則第２条第１項による改製")),
    )
    moved = KosekiEntry(
        "転籍", (("転籍日", "平成２５年７月７日"), ("従前の記録", "【本籍】北海道帯広市西五条南七丁目１番地"))
    )
    members = (
        replace(first, entries=_LIFE[:-1], addresses=_MOVES),
        second,
        replace(third, entries=(_LIFE[0], _LIFE[-1])),
    )
    return replace(everything(), koseki=replace(KOSEKI, entries=(reformed, moved), members=members))


def many_incomes() -> Snapshot:
    """Incomes and deductions beyond the form's rows, and taxes and dependants beyond its columns."""
    others = tuple(Income(f"分離課税の所得その{number}", 10_000 * number, 9_000 * number) for number in range(1, 9))
    more = replace(
        TAXED,
        incomes=(*TAXED.incomes, Income("公的年金等", 123_456_789, 98_765_432), *others),
        deductions=(*TAXED.deductions, ("医療費", 88_888), ("寄附金", 5_000)),
        taxes=(*TAXED.taxes, ("県民税　均等割", 1_000), ("県民税　株式等譲渡所得割", 2_500)),
        dependants=(*TAXED.dependants, ("配偶者", 1), ("留学中", 1)),
        taxable_base_yen=3_210_000,
    )
    return replace(everything(), taxes=(more,))


UNTAXED = replace(TAXED, fiscal_year=2025, taxable=False, incomes=(), deductions=(), taxes=(), dependants=())
SEAL = SealRegistration(PersonId("father"), "00012345", date(2016, 5, 2), imprint_png=imprint_png())


def everything() -> Snapshot:
    """The father's snapshot with all registers filled."""
    return replace(snapshot(*FAMILY), koseki=KOSEKI, seal=SEAL, taxes=(TAXED, UNTAXED))
