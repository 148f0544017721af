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
UNTAXED = replace(TAXED, fiscal_year=2025, taxable=False, incomes=(), deductions=(), taxes=(), dependants=())
SEAL = SealRegistration(PersonId("father"), "00012345", date(2016, 5, 2), imprint_png=imprint_png())


def everything() -> Snapshot:
    """The father's snapshot with all registers filled."""
    return replace(snapshot(*FAMILY), koseki=KOSEKI, seal=SEAL, taxes=(TAXED, UNTAXED))
