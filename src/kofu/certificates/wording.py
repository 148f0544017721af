"""Words and dates that several certificates share."""

from __future__ import annotations

from datetime import date, datetime

from kofu.certificates.issuer import IssuerFacts
from kofu.clock import in_japan
from kofu.text import era_date, full_width

LEFT_OUT = "省略"
"""An item the law lets the holder leave out (住民基本台帳法 §12⑤)"""
UNUSED = "＊＊＊"
"""An item that does not apply"""
END = "以下余白"
"""Nothing follows"""


def western_date(day: date) -> str:
    """A day of the Gregorian calendar, as foreign nationals' dates are written: １９８５年４月１２日."""
    return full_width(f"{day.year}年{day.month}月{day.day}日")


def era_or_unused(day: date | None) -> str:
    """A day by era, or the mark of an item that does not apply."""
    return UNUSED if day is None else era_date(day)


def amount(yen: int) -> str:
    """An amount as forms write it: １，２３４，０００円."""
    return full_width(f"{yen:,}") + "円"


def foot(issuer: IssuerFacts, issued_at: datetime) -> dict[str, str]:
    """Date and mayor, as they stand below the certifying sentence."""
    return {
        "issued_on": era_date(in_japan(issued_at).date()),
        "mayor": f"{issuer.prefecture}{issuer.mayor_title}　　{issuer.mayor_name}",
    }
