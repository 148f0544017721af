"""A deadline for card I/O: drivers hang for ever on a silent card (card reference §6), a kiosk must not."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeVar

from kofu.card.connection import CardConnection
from kofu.card.errors import CardMute

Result = TypeVar("Result")
_Job = Callable[[], None]


class DeadlineConnection:
    """Opens and drives a connection in a thread of its own; each step gets ``seconds``, then CardMute is raised.

    A thread stuck in a driver cannot be stopped: it is a daemon, is left behind, and closes its connection should
    it ever come back. After one missed deadline every further command raises CardMute at once.
    """

    def __init__(self, opener: Callable[[], CardConnection], seconds: float) -> None:
        self._seconds = seconds
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._gave_up = False
        self._closed = False
        threading.Thread(target=self._work, name="card", daemon=True).start()
        self._connection = self._open(opener)

    @property
    def atr(self) -> bytes:
        """The card's answer to reset."""
        return self._connection.atr

    def transmit(self, command: bytes) -> bytes:
        """The card's answer within the deadline. Raises CardMute beyond it, else what the connection raises."""
        return self._within(lambda: self._connection.transmit(command))

    def close(self) -> None:
        """Close the connection; one that hangs is closed in the background."""
        if self._closed:
            return
        self._closed = True
        if not self._gave_up:
            self._close_in_turn()
        if self._gave_up:
            threading.Thread(target=self._connection.close, name="card close", daemon=True).start()
        self._jobs.put(None)

    def _close_in_turn(self) -> None:
        try:
            self._within(self._connection.close)
        except CardMute:
            self._gave_up = True

    def _open(self, opener: Callable[[], CardConnection]) -> CardConnection:
        opened: Future[CardConnection] = Future()
        try:
            return self._within(opener, opened)
        except BaseException:
            self._jobs.put(lambda: _close_late(opened))
            self._jobs.put(None)
            raise

    def _within(self, action: Callable[[], Result], outcome: Future[Result] | None = None) -> Result:
        """Run the action on the card's thread and wait for it until the deadline."""
        if self._gave_up:
            raise CardMute
        outcome = Future() if outcome is None else outcome
        kept = outcome
        self._jobs.put(lambda: _settle(kept, action))
        try:
            return outcome.result(self._seconds)
        except TimeoutError:
            self._gave_up = True
        raise CardMute(deadline_seconds=str(self._seconds))

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


def _settle(outcome: Future[Result], action: Callable[[], Result]) -> None:
    """Put what the action returns or raises where its caller waits."""
    try:
        outcome.set_result(action())
    except BaseException as error:  # noqa: BLE001 - it is raised again in the caller's thread
        outcome.set_exception(error)


def _close_late(opened: Future[CardConnection]) -> None:
    """Let go of a connection that opened after its deadline."""
    if opened.exception() is None:
        opened.result().close()
