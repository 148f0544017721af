"""領収書: what was paid, when and for which certificate; no personal data (facts D-10)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from kofu.clock import in_japan
from kofu.money import Yen
from kofu.numbering import DocumentNumber
from kofu.paper.characters import FontCharacters
from kofu.paper.front.typesetting import Typesetter
from kofu.text import era_date, full_width

_MAIN = b'#import "receipt.typ": receipt\n#receipt(json("receipt.json"))\n'
_DIGITS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Receipt:
    """One payment; ``numbers`` are the sets it paid for."""

    municipality: str
    """明石市"""
    title: str
    """住民票の写し"""
    copies: int
    amount: Yen
    paid_at: datetime
    terminal: str
    numbers: tuple[DocumentNumber, ...]


class Receipts:
    """Draws receipts."""

    def __init__(self, font: FontCharacters, typesetter: Typesetter) -> None:
        self._font = font
        self._typesetter = typesetter

    def draw(self, receipt: Receipt) -> bytes:
        """The receipt as PDF/A. Raises UndrawableCharacter, RenderingFailed."""
        said = _said(receipt)
        self._font.width_em(json.dumps(said, ensure_ascii=False), "receipt")
        return self._typesetter.render(
            _MAIN, {"receipt.json": json.dumps(said, ensure_ascii=False).encode()}, receipt.paid_at
        )


def _said(receipt: Receipt) -> dict[str, object]:
    paid_at = in_japan(receipt.paid_at)
    return {
        "title": "領　収　書",
        "amount": f"金　{full_width(f'{receipt.amount:,}')}円",
        "lines": [
            ["証明書", receipt.title],
            ["部数", f"{full_width(str(receipt.copies))}部"],
            ["領収日時", f"{era_date(paid_at.date())}　{full_width(f'{paid_at:%H:%M}')}"],
            ["発行", receipt.municipality],
            ["端末", receipt.terminal],
            *(["照会番号", f"…{number[-_DIGITS_SHOWN:]}"] for number in receipt.numbers),
        ],
        "notes": [
            "上記の金額を証明書交付手数料として領収しました。",
            "手数料に消費税はかかりません。",
            "照会番号は証明書の固有番号の末尾です。",
        ],
    }
