"""How long each kind of screen waits, in seconds. Every wait is visible, and can be made longer by a press."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """Time-outs of one model of kiosk."""

    lobby: float = 60
    pin: float = 60
    choosing: float = 90
    reading: float = 120
    paying: float = 120
    reminder: float = 15
    """After this long something left behind is reminded of aloud"""
    farewell: float = 8
    card_reminders: int = 8
    """How often a forgotten card is reminded of before the session is given up"""
