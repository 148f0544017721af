"""A simulated card on a reader made of nothing: the same conversation without PC/SC."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from kofu.card.errors import CardMute, CardRemoved
from kofu.card.simulated.card import SimulatedCard


class InProcessConnection:
    """A card in this process; opening powers it on, closing resets it.

    ``wait`` holds answers back for the card's latency. ``patience_seconds`` is how long this reader hangs on a mute
    card before it gives up, as a bad driver does; None hangs until ``close``. A deadline belongs above it.
    """

    def __init__(
        self,
        card: SimulatedCard,
        wait: Callable[[float], None] = time.sleep,
        patience_seconds: float | None = 0.0,
    ) -> None:
        self._card = card
        self._wait = wait
        self._patience_seconds = patience_seconds
        self._closed = threading.Event()
        card.reset()

    @property
    def atr(self) -> bytes:
        """The card's answer to reset."""
        return self._card.atr

    def transmit(self, command: bytes) -> bytes:
        """The card's answer. Raises CardRemoved after ``close`` or as ordered, CardMute as ordered."""
        if self._closed.is_set():
            raise CardRemoved
        if self._card.latency_seconds:
            self._wait(self._card.latency_seconds)
        try:
            return self._card.transmit(command)
        except CardMute:
            self._closed.wait(self._patience_seconds)
            raise

    def close(self) -> None:
        """Reset the card and let go."""
        if not self._closed.is_set():
            self._closed.set()
            self._card.reset()
