"""Making a text fit its field: smaller down to 70 %, then narrower down to 60 % (長体), and never further."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

from kofu.paper.characters import FontCharacters
from kofu.paper.errors import TextTooLong
from kofu.paper.layout import Spot

MILLIMETRES_PER_POINT = 25.4 / 72
SMALLEST = 0.7
NARROWEST = 0.6


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text with the size in points and the horizontal scale in percent at which it fits."""

    text: str
    size: float
    percent: int


def fit(text: str, spot: Spot, font: FontCharacters, field: str) -> Fitted:
    """The largest way to write a text in its field. Raises TextTooLong and UndrawableCharacter, with the field only."""
    width = font.width_em(text, field) * MILLIMETRES_PER_POINT
    if width * spot.size <= spot.width:
        return Fitted(text, spot.size, 100)
    smallest = spot.size * SMALLEST
    size = floor(spot.width / width * 100) / 100
    if size >= smallest:
        return Fitted(text, size, 100)
    percent = floor(spot.width / (width * smallest) * 100)
    if percent < NARROWEST * 100:
        raise TextTooLong(field=field)
    return Fitted(text, round(smallest, 2), percent)


def placed(text: str, spot: Spot, font: FontCharacters, field: str) -> tuple[float, float, str, float, int]:
    """Left and top in millimetres, text, size and scale. Raises TextTooLong and UndrawableCharacter, with the field."""
    fitted = fit(text, spot, font, field)
    high = fitted.size * MILLIMETRES_PER_POINT
    left = spot.x
    if spot.side != "left":
        spare = spot.width - font.width_em(text, field) * high * fitted.percent / 100
        left += spare if spot.side == "right" else spare / 2
    return round(left, 3), round(spot.y + (spot.height - high) / 2, 3), text, fitted.size, fitted.percent
