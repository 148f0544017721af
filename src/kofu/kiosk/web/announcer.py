"""The fourth device: what makes itself heard (facts F-21, F-22)."""

from __future__ import annotations

from typing import Protocol


class Announcer(Protocol):
    """Loudspeaker and buzzer."""

    def say(self, prompt: str, language: str) -> None:
        """Speak a prompt, by the name a screen gives it, in the language of a tag."""

    def alarm(self, is_on: bool) -> None:
        """Sound, or stop sounding, because something was left behind."""


class Silence:
    """A machine without loudspeaker."""

    def say(self, prompt: str, language: str) -> None:
        """See Announcer."""

    def alarm(self, is_on: bool) -> None:
        """See Announcer."""
