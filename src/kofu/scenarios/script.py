"""A resident who knows beforehand what to press: for the command line, the demo and scenario cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kofu.errors import KofuError
from kofu.issuance.kiosk.vocabulary import Chosen, ShowRefusal
from kofu.issuance.messages import Choices, Offer, OfferedPerson
from kofu.kiosk.devices import PinEntry
from kofu.kiosk.simulated import SimulatedReader
from kofu.money import Yen


class UnknownPersonName(KofuError):
    """A person asked for by name is not in the offer."""

    code = "COMMAND_UNKNOWN_PERSON"
    summary = "nobody of this name can be printed with this card; use a full or a given name as registered"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the resident wants."""

    kind: str
    persons: Callable[[Offer], tuple[str, ...]]
    """Tokens of the persons to print, from the offer"""
    household: bool = False
    options: frozenset[str] = frozenset()
    tax_year: int | None = None
    copies: int = 1
    form: str = "current"


@dataclass
class Script:
    """Enters PINs in turn, asks for one certificate, and leaves."""

    reader: SimulatedReader
    pins: Iterator[bytes]
    wish: Wish
    seen: list[Offer] = field(default_factory=list)
    asked: bool = False

    def enter_pin(self, tries_left: int | None) -> PinEntry | None:
        """See Person. How many tries are left does not make a script hesitate."""
        del tries_left
        pin = next(self.pins, None)
        return None if pin is None else PinEntry(pin)

    def take_card(self) -> None:
        """See Person."""
        self.reader.take()

    def choose(self, offer: Offer) -> Chosen | None:
        """Ask once. What the offer does not hold is asked for all the same, as a forged request would be."""
        if self.asked:
            return None
        self.asked = True
        self.seen.append(offer)
        wish = self.wish
        choices = Choices.model_validate(
            {
                "kind": wish.kind,
                "persons": "household" if wish.household else wish.persons(offer),
                "my_number": "my_number" in wish.options,
                "resident_code": "resident_code" in wish.options,
                "relationship": "relationship" in wish.options,
                "honseki": "honseki" in wish.options,
                "tax_year": wish.tax_year,
                "form": wish.form,
            }
        )
        each = next((entry.fee for entry in offer.certificates if entry.kind == wish.kind), 0)
        return Chosen(choices, wish.copies, Yen(each * wish.copies))

    def read_refusal(self, refusal: ShowRefusal) -> None:
        """See Person."""

    def read_failure(self, error: KofuError) -> None:
        """See Person."""


def holder(offer: Offer) -> tuple[str, ...]:
    """The card holder alone."""
    return tuple(person.person for person in offer.persons if person.is_holder)


def named(names: tuple[str, ...]) -> Callable[[Offer], tuple[str, ...]]:
    """The holder and persons by given or full name."""

    def pick(offer: Offer) -> tuple[str, ...]:
        return holder(offer) + tuple(_called(offer, name).person for name in names)

    return pick


def _called(offer: Offer, name: str) -> OfferedPerson:
    wanted = "".join(name.split())
    for person in offer.persons:
        if wanted in {"".join(person.name.split()), person.name.split()[-1]}:
            return person
    raise UnknownPersonName
