"""What can go wrong, by name, and how often it did."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum


class Fault(StrEnum):
    """Every fault of the simulated world. The rate's unit stands beside it."""

    LINE_DELAY = "line_delay"
    """per message: it takes 5 to 40 s"""
    LINE_LOSS = "line_loss"
    """per message"""
    LINE_DUPLICATE = "line_duplicate"
    """per request: it arrives twice"""
    LINE_REORDER = "line_reorder"
    """per message: overtaken by others"""
    LINE_GARBLED = "line_garbled"
    """per message: sealed or signed bytes are altered"""
    PARTITION = "partition"
    """per hour: a machine cannot be reached for some minutes"""
    KIOSK_KILLED = "kiosk_killed"
    """per step: power cut between any two steps"""
    CENTRE_KILLED = "centre_killed"
    """per step"""
    MUNICIPALITY_KILLED = "municipality_killed"
    """per step"""
    CLOCK_STEP = "clock_step"
    """per hour: a machine's clock jumps by up to two hours, forwards or back, for some minutes"""
    RENDERER_STALLED = "renderer_stalled"
    """per drawing: it takes longer than anybody waits"""
    FEED_LOSS = "feed_loss"
    """per batch"""
    FEED_DUPLICATE = "feed_duplicate"
    """per batch"""
    FEED_REORDER = "feed_reorder"
    """per batch: overtaken by the next"""
    FEED_OUTAGE = "feed_outage"
    """per hour and municipality: no batches and no heartbeats for 20 to 40 minutes"""
    FEED_WHILE_DRAWING = "feed_while_drawing"
    """per drawing: the register records a change of the very person"""
    PRINTER_JAM = "printer_jam"
    """per copy"""
    PRINTER_FORGETS = "printer_forgets"
    """per power cut or jam: the printer's job history is gone"""
    CARD_REMOVED = "card_removed"
    """per session: the card is taken too early"""
    STALE_LISTS = "stale_lists"
    """per hour: the revocation lists of two days ago are all there is, for some minutes"""
    BUILD_DRIFT = "build_drift"
    """per hour: one server comes up with an old build"""
    PAGE_DAMAGED = "page_damaged"
    """per drawing: the page does not say what the rows say"""
    MANIFEST_DAMAGED = "manifest_damaged"
    """per drawing: the signed manifest names another card"""


class Faults:
    """Decides by seeded chance whether a fault strikes, and counts those that did."""

    def __init__(self, rates: Mapping[Fault, float], dice: random.Random) -> None:
        self.rates = dict(rates)
        self.dice = dice
        self.counts: Counter[Fault] = Counter()
        self.is_active = True

    def strikes(self, fault: Fault) -> bool:
        """Whether it strikes now."""
        rate = self.rates.get(fault, 0.0)
        if not self.is_active or not rate or self.dice.random() >= rate:
            return False
        self.counts[fault] += 1
        return True

    def seconds_until(self, fault: Fault) -> float | None:
        """When a fault with a rate per hour strikes next; None for never."""
        rate = self.rates.get(fault, 0.0)
        return self.dice.expovariate(rate / 3600) if rate else None
