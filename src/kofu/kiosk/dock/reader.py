"""A reader with a spot for cards. Two cards on it at once disturb each other, as on real readers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kofu.card.connection import CardConnection
from kofu.card.errors import CardRemoved, UnexpectedAnswer


@dataclass
class DockReader:
    """See devices.CardReader. ``open_card`` gives a connection to a card by its name."""

    open_card: Callable[[str], CardConnection]
    changed: Callable[[], None]
    lying: list[str] = field(default_factory=list)

    def connect(self) -> CardConnection:
        """See devices.CardReader."""
        match tuple(self.lying):
            case ():
                raise CardRemoved
            case (name,):
                return _Lying(self, name, self.open_card(name))
            case _:
                raise UnexpectedAnswer(cards=len(self.lying))

    def has_card(self) -> bool:
        """See devices.CardReader."""
        return bool(self.lying)

    def lay(self, name: str) -> None:
        """Lay a card down."""
        if name not in self.lying:
            self.lying = [*self.lying, name]
        self.changed()

    def take(self, name: str) -> None:
        """Take a card off."""
        self.lying = [each for each in self.lying if each != name]
        self.changed()


@dataclass
class _Lying:
    """A connection that breaks when the card is taken off."""

    reader: DockReader
    name: str
    connection: CardConnection

    @property
    def atr(self) -> bytes:
        return self.connection.atr

    def transmit(self, command: bytes) -> bytes:
        if self.reader.lying != [self.name]:
            raise CardRemoved
        return self.connection.transmit(command)

    def close(self) -> None:
        self.connection.close()
