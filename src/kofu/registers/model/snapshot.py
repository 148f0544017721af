"""Everything one issue may read, read at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kofu.pki.identity import CardIdentity
from kofu.registers.model.access import CardLink, HonsekiRegistration, MoveIn, Restriction, SupportMeasure
from kofu.registers.model.koseki import Koseki
from kofu.registers.model.residents import Household, PersonId, Resident
from kofu.registers.model.seals_and_taxes import SealRegistration, TaxRecord


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The registers' state around one card holder at one moment, from one consistent read.

    ``resident`` and ``household`` are None for a person whose koseki alone is here; ``koseki`` is None for one whose
    honseki is elsewhere. Restrictions and measures are those of everybody in the household or the koseki.
    """

    municipality: str
    identity: CardIdentity
    taken_at: datetime
    holder: PersonId
    link: CardLink
    resident: Resident | None
    household: Household | None
    koseki: Koseki | None
    seal: SealRegistration | None
    taxes: tuple[TaxRecord, ...]
    """The holder's, latest fiscal year first"""
    move_in: MoveIn | None
    registration: HonsekiRegistration | None
    restrictions: tuple[Restriction, ...]
    measures: tuple[SupportMeasure, ...]
    versions: tuple[tuple[str, int], ...]
    """Per ``register:subject`` the number of the last fact it was read from; any later fact changes it"""

    def people(self) -> Iterator[PersonId]:
        """The holder and everybody in the same household or koseki, each once."""
        seen = dict.fromkeys([self.holder])
        seen |= dict.fromkeys(member.person for member in self.household.members) if self.household else {}
        seen |= dict.fromkeys(member.person for member in self.koseki.members) if self.koseki else {}
        yield from seen
