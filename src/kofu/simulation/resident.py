"""Residents: what they want, what the screen shows them, and what an observer beside them knows they asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kofu.issuance.kiosk.vocabulary import Chosen
from kofu.issuance.messages import Choices, Offer, OfferedCertificate
from kofu.money import Yen
from kofu.simulation.people import Citizen

if TYPE_CHECKING:
    from kofu.simulation.world import World

WANTED = ("resident_record", "resident_record_items", "seal", "income")
"""Kinds that residents of a simulated world come for."""
_OF_HOUSEHOLD = ("resident_record", "resident_record_items")


@dataclass
class Visit:
    """One resident before one kiosk."""

    world: World
    terminal: str
    citizen: Citizen
    types_wrong_pin: bool
    gives_up: bool
    issuance: str = ""
    wishes: int = 0
    _asking: tuple[OfferedCertificate | None, frozenset[str], int] = field(default=(None, frozenset(), 0))

    def thinks_seconds(self) -> float:
        """How long the screen is looked at; some wait for the full minute with everybody else."""
        dice = self.world.dice
        if dice.random() < self.world.workload.same_second:
            return 60.0 - self.world.scheduler.seconds % 60.0
        return dice.uniform(6, 20)

    def choose(self, offer: Offer) -> Chosen | None:
        """Ask for something on offer, now and then for something that is not; None to leave."""
        self.wishes += 1
        if self.wishes > 2 or not self.world.may_apply():
            return None
        dice = self.world.dice
        refused = [entry.kind for entry in offer.refusals if entry.kind in WANTED]
        if self.wishes == 1 and refused and dice.random() < self.world.workload.ineligible:
            return self._ask_ineligible(offer, dice.choice(refused))
        offered = [entry for entry in offer.certificates if entry.kind in WANTED]
        if not offered or (self.wishes > 1 and dice.random() < 0.5):
            return None
        return self._ask(offer, dice.choice(offered))

    def _ask(self, offer: Offer, entry: OfferedCertificate) -> Chosen:
        dice, workload = self.world.dice, self.world.workload
        copies = dice.choice((2, 3)) if dice.random() < workload.several_copies else 1
        copies = min(copies, entry.most_copies)
        names = {person.person: person.name for person in offer.persons}
        holder = next(person.person for person in offer.persons if person.is_holder)
        tokens: Sequence[str] = [holder] if holder in entry.persons else list(entry.persons[:1])
        household = False
        if entry.kind in _OF_HOUSEHOLD and dice.random() < workload.several_persons:
            tokens = [token for token in entry.persons if token == tokens[0] or dice.random() < 0.6]
            household = entry.whole_household and dice.random() < 0.3
        shown = entry.persons if household else tokens
        persons = frozenset(str(self.citizen.household[names[token]]) for token in shown)
        self._asking = (entry, persons, copies)
        return self._chosen(entry.kind, "household" if household else tuple(tokens), entry, copies)

    def _ask_ineligible(self, offer: Offer, kind: str) -> Chosen:
        holder = tuple(person.person for person in offer.persons if person.is_holder)
        self._asking = (None, frozenset({str(self.citizen.person)}), 1)
        return self._chosen(kind, holder, None, 1)

    def _chosen(
        self, kind: str, persons: tuple[str, ...] | str, entry: OfferedCertificate | None, copies: int
    ) -> Chosen:
        options = set(entry.options) if entry else set()
        dice = self.world.dice
        choices = Choices.model_validate(
            {
                "kind": kind,
                "persons": persons,
                "my_number": False,
                "resident_code": False,
                "relationship": "relationship" in options and dice.random() < 0.5,
                "honseki": "honseki" in options and dice.random() < 0.3,
                "tax_year": dice.choice(entry.years) if entry and entry.years else None,
                "form": "current",
            }
        )
        return Chosen(choices, copies, Yen((entry.fee if entry else 0) * copies))

    def applied(self, issuance: str) -> None:
        """The kiosk has made an application of it."""
        self.issuance = issuance
        entry, persons, copies = self._asking
        fee = entry.fee * copies if entry else 0
        self.world.observer.asked(self, issuance, persons, copies, fee, is_eligible=entry is not None)
