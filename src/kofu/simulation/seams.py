"""What a simulated world is put together from. Mutants change one part; production code has no such choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kofu.issuance.kiosk.role import Kiosk
from kofu.issuance.servers import MunicipalServer
from kofu.issuance.store import Store
from kofu.pki.revocation import RevocationList
from kofu.simulation.kiosk import KioskNode
from kofu.simulation.paper import LightStudio, Studio
from kofu.simulation.registers import FedRegisters
from kofu.simulation.store import WatchedStore

if TYPE_CHECKING:
    from kofu.simulation.world import World


def _approved(build: str) -> frozenset[str]:
    return frozenset({build})


def _as_published(world: World, lists: Sequence[RevocationList]) -> Sequence[RevocationList]:
    del world
    return lists


def _honest_studio(world: World, code: str, server: int, light: LightStudio) -> Studio:
    del world, code, server
    return light


@dataclass(frozen=True)
class Seams:
    """The parts; the defaults are the honest ones."""

    kiosk: Callable[[World, Kiosk, Store], KioskNode] = KioskNode
    municipal_server: type[MunicipalServer] = MunicipalServer
    registers: Callable[[str], FedRegisters] = FedRegisters
    store: Callable[[World, str], WatchedStore] = WatchedStore
    studio: Callable[[World, str, int, LightStudio], Studio] = _honest_studio
    """From world, municipality, which server, and the honest studio"""
    approved_builds: Callable[[str], frozenset[str]] = _approved
    revocation_lists: Callable[[World, Sequence[RevocationList]], Sequence[RevocationList]] = _as_published


HONEST = Seams()
