"""Integer yen: amounts, the coins and notes a kiosk takes, and change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NewType

from kofu.errors import KofuError

Yen = NewType("Yen", int)

NOTHING = Yen(0)

DENOMINATIONS: tuple[Yen, ...] = (Yen(1000), Yen(500), Yen(100), Yen(50), Yen(10))
"""What the coin unit accepts, largest first: one note and four coins. One- and five-yen coins are not taken."""

Cash = Mapping[Yen, int]
"""How many pieces of each denomination."""


class NotAnAmount(KofuError):
    """An amount is negative or not a whole number of yen."""

    code = "MONEY_NOT_AN_AMOUNT"
    summary = "an amount is a whole number of yen, zero or more"


class UnknownDenomination(KofuError):
    """A coin or note that the unit does not take."""

    code = "MONEY_UNKNOWN_DENOMINATION"
    summary = "this coin or note is not accepted"


class NoChange(KofuError):
    """The unit holds no pieces that make up the amount."""

    code = "MONEY_NO_CHANGE"
    summary = "the coin unit cannot make up this change"


def yen(amount: int) -> Yen:
    """Check and mark an amount. Raises NotAnAmount for a negative one or a truth value."""
    if isinstance(amount, bool) or amount < 0:
        raise NotAnAmount
    return Yen(amount)


def total(cash: Cash) -> Yen:
    """What these pieces are worth."""
    return Yen(sum(piece * count for piece, count in cash.items()))


def make_up(amount: Yen, held: Cash) -> dict[Yen, int]:
    """The fewest held pieces that are worth exactly ``amount``.

    Largest first never misses a way: each denomination divides the next larger one. Raises NoChange.
    """
    chosen: dict[Yen, int] = {}
    left: int = amount
    for piece in DENOMINATIONS:
        count = min(left // piece, held.get(piece, 0))
        if count:
            chosen[piece] = count
            left -= piece * count
    if left:
        raise NoChange(amount=amount)
    return chosen
