"""Dates, digits and the foot of a sheet, written independently of ``kofu.text`` and ``certificates.wording``."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta, timezone

from kofu.certificates.issuer import IssuerFacts
from kofu.paper.binding import Binding

_ERA_STARTS = (
    (20190501, 2018, "令和"),
    (19890108, 1988, "平成"),
    (19261225, 1925, "昭和"),
    (19120730, 1911, "大正"),
    (18730101, 1867, "明治"),
)
"""First day as a number, the year before year one, name"""

_WIDE = {ord(unicodedata.normalize("NFKC", chr(code))): chr(code) for code in (*range(0xFF01, 0xFF5F), 0x3000)}


def wide(text: str) -> str:
    """ASCII as full-width characters, found by asking Unicode which wide character stands for which narrow one."""
    return text.translate(_WIDE)


def japanese_day(day: date) -> str:
    """A day by era. A day before 1873 has none and stays empty, which no form shows."""
    number = day.year * 10_000 + day.month * 100 + day.day
    for first, before, name in _ERA_STARTS:
        if number >= first:
            year = day.year - before
            return wide(f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日")
    return ""


def japanese_day_or_stars(day: date | None) -> str:
    """A day by era, three stars for none."""
    return "＊＊＊" if day is None else japanese_day(day)


def gregorian_day(day: date) -> str:
    """A day of the common calendar in wide digits."""
    return wide(day.strftime("%Y").lstrip("0") + f"年{day.month}月{day.day}日")


def yen(amount: int) -> str:
    """An amount with a comma every three digits, in wide characters."""
    digits = str(amount)
    head = len(digits) % 3 or 3
    groups = [digits[:head], *(digits[i : i + 3] for i in range(head, len(digits), 3))]
    return wide(",".join(groups)) + "円"


def frame(binding: Binding, issuer: IssuerFacts, page: int, pages: int) -> dict[str, str]:
    """What every sheet carries, whatever it certifies."""
    digits = binding.number
    tokyo = binding.issued_at.astimezone(timezone(timedelta(hours=9)))
    return {
        "page": f"{page}／{pages}",
        "number": f"{digits[0:10]} {digits[10:20]} {digits[20:30]} {digits[30:40]}",
        "issued_on": japanese_day(tokyo.date()),
        "mayor": issuer.prefecture + issuer.mayor_title + "　　" + issuer.mayor_name,
    }
