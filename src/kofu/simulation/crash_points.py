"""Named places at which a party may be killed, each tested for finishing or reversing from rows alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Place:
    """Before or after a row is committed, or a device has acted. ``event`` is the row's, or the device's method."""

    party: str
    side: str
    event: str


def _around(party: str, event: str) -> tuple[Place, Place]:
    return Place(party, "before", event), Place(party, "after", event)


class CrashPoint(Enum):
    """Every point has a test of its own (tests/issuance/test_crash_points.py)."""

    KIOSK_BEFORE_APPLY, KIOSK_AFTER_APPLY = _around("kiosk", "apply")
    KIOSK_BEFORE_DELIVER, KIOSK_AFTER_DELIVER = _around("kiosk", "deliver")
    KIOSK_BEFORE_COINS_HELD, KIOSK_AFTER_COINS_HELD = _around("kiosk", "coins_held")
    KIOSK_BEFORE_PAY, KIOSK_AFTER_PAY = _around("kiosk", "pay")
    KIOSK_BEFORE_KEEPING, KIOSK_AFTER_KEEPING = _around("kiosk", "keep")
    KIOSK_BEFORE_PRINTING, KIOSK_AFTER_PRINTING = _around("kiosk", "print_copy")
    KIOSK_BEFORE_PRINTED, KIOSK_AFTER_PRINTED = _around("kiosk", "copy_printed")
    KIOSK_BEFORE_FAILED, KIOSK_AFTER_FAILED = _around("kiosk", "copy_failed")
    CENTRE_BEFORE_OPEN, CENTRE_AFTER_OPEN = _around("centre", "open")
    CENTRE_BEFORE_SPEND, CENTRE_AFTER_SPEND = _around("centre", "spend")
    CENTRE_BEFORE_PROVE, CENTRE_AFTER_PROVE = _around("centre", "prove")
    CENTRE_BEFORE_APPLY, CENTRE_AFTER_APPLY = _around("centre", "apply")
    CENTRE_BEFORE_PREPARE, CENTRE_AFTER_PREPARE = _around("centre", "prepare")
    CENTRE_BEFORE_PAY, CENTRE_AFTER_PAY = _around("centre", "pay")
    CENTRE_BEFORE_STARTED, CENTRE_AFTER_STARTED = _around("centre", "copy_started")
    CENTRE_BEFORE_PRINTED, CENTRE_AFTER_PRINTED = _around("centre", "copy_printed")
    CENTRE_BEFORE_CLOSE, CENTRE_AFTER_CLOSE = _around("centre", "close")
    MUNICIPALITY_BEFORE_PROVE, MUNICIPALITY_AFTER_PROVE = _around("municipality", "prove")
    MUNICIPALITY_BEFORE_PREPARE, MUNICIPALITY_AFTER_PREPARE = _around("municipality", "prepare")
    MUNICIPALITY_BEFORE_SETTLE, MUNICIPALITY_AFTER_SETTLE = _around("municipality", "settle")
