"""The original mistakes, each put back at one seam of a simulated world. Production code has no such seams.

A mutant that the checkers miss is a failing test: then the checkers are too weak, not the mutant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kofu.errors import KofuError
from kofu.issuance.alarms import CLOSED
from kofu.issuance.kiosk.vocabulary import PrintCopy
from kofu.issuance.municipality.vocabulary import Drawn, DrawnCopy, MunicipalityEffect
from kofu.issuance.servers import MunicipalServer
from kofu.issuance.states import CopyEvent
from kofu.issuance.step import Step
from kofu.issuance.store import Row, Work
from kofu.pki.revocation import RevocationList
from kofu.registers.kinds import RegisterName
from kofu.simulation.faults import Fault
from kofu.simulation.kiosk import KioskNode
from kofu.simulation.mistakes import NamedBy, PrintOrderLock, SharedPagePool, WithoutSeal
from kofu.simulation.paper import LightStudio, Studio
from kofu.simulation.registers import Batch, FedRegisters
from kofu.simulation.seams import Seams
from kofu.simulation.store import WatchedStore

if TYPE_CHECKING:
    from kofu.simulation.world import World

Folder = dict[str, tuple[DrawnCopy, ...]]


class UnknownMutant(KofuError):
    """No mutant has this name."""

    code = "SIMULATION_UNKNOWN_MUTANT"
    summary = "no such mutant; see kofu simulate --list"


@dataclass(frozen=True)
class Mutant:
    """One mistake: what it was, where it happened, which scenario brings it out, how it is put back."""

    name: str
    incident: str
    mistake: str
    scenario: str
    promise: str
    """The promise it breaks"""
    seams: Callable[[], Seams]
    """Made anew for each world, because a mistake may keep something"""


# FI-1, FI-3, FI-4, FI-7, FI-11: the page is joined to the person by something else than its rows


def _print_order_lock() -> Seams:
    left: dict[str, list[tuple[str, tuple[DrawnCopy, ...]]]] = {}

    def studio(world: World, code: str, server: int, light: LightStudio) -> Studio:
        del world, server
        return PrintOrderLock(light, left.setdefault(code, []))

    return Seams(studio=studio)


def _named_by_second() -> Seams:
    folders: dict[str, Folder] = {}

    def studio(world: World, code: str, server: int, light: LightStudio) -> Studio:
        del server
        return NamedBy(light, folders.setdefault(code, {}), lambda: str(int(world.scheduler.seconds)))

    return Seams(studio=studio)


def _single_server_build() -> Seams:
    """Each server counts its own print slots, in a folder that both use."""
    folders: dict[str, Folder] = {}

    def studio(world: World, code: str, server: int, light: LightStudio) -> Studio:
        del world, server
        counter = _Counter()
        return NamedBy(light, folders.setdefault(code, {}), counter.next_slot)

    return Seams(studio=studio)


class _Counter:
    """Print slots 1 to 4 in turn; within one server a slot is long free again when its turn comes."""

    def __init__(self) -> None:
        self._count = 0

    def next_slot(self) -> str:
        self._count += 1
        return str(self._count % 4)


def _shared_page_pool() -> Seams:
    pools: dict[str, list[tuple[object, ...]]] = {}

    def studio(world: World, code: str, server: int, light: LightStudio) -> Studio:
        del world, server
        return SharedPagePool(light, pools.setdefault(code, []))

    return Seams(studio=studio)


def _without_seal() -> Seams:
    return Seams(studio=lambda _world, _code, _server, light: WithoutSeal(light))


# FI-2: the register changes while the page is drawn


class SignsWithoutLooking(MunicipalServer):
    """Signs what was drawn, whatever the registers say by now."""

    def _sign(self, event: Drawn) -> Step[MunicipalityEffect]:
        return self._step(event)


# FI-5: a feed that loses a deletion


class DeafRegisters(FedRegisters):
    """Records whatever comes, misses nothing that does not come, and believes every heartbeat."""

    def take(self, batch: Batch) -> bool:
        """Record it if it is newer; what was skipped is forgotten."""
        if batch.number <= self.received:
            return False
        self.received = self.newest = batch.number
        self.apply(batch.facts, batch.at)
        return True

    def hear(self, newest: int, at: datetime) -> None:
        """The line lives, so all must be well."""
        self.received = self.newest = max(newest, self.received)
        self.heartbeat(RegisterName, at)


# FI-6, FI-12: what a kiosk keeps


class SpoolsUnderOneName(KioskNode):
    """I8: one spool file for every job; when the line is cut between fetching and deleting, it stays."""

    left: bytes | None = None

    def print(self, effect: PrintCopy) -> None:
        """What lies in the spool is printed; it is deleted over the line."""
        lies_there = self.left if self.left is not None else effect.pdf
        self.left = effect.pdf if self.world.faults.strikes(Fault.LINE_LOSS) else None
        super().print(replace(effect, pdf=lies_there))


class ReprintsAfterRestart(KioskNode):
    """N: after a power cut whatever had been started is printed again, to be on the safe side."""

    def __init__(self, *parts: object) -> None:
        super().__init__(*parts)  # type: ignore[arg-type]  # the same parts as any kiosk
        self._started: dict[str, PrintCopy] = {}

    def print(self, effect: PrintCopy) -> None:
        """Remember the job beyond its session."""
        self._started = {effect.job: effect}
        super().print(effect)

    def outcome_of(self, job: str) -> CopyEvent:
        """Nobody asks the printer."""
        if job in self._started:
            self.put_out(self._started[job])
        return CopyEvent.PRINTED


# FI-8: a retry closes the alarm


class ForgetsAlarms(WatchedStore):
    """I2: asked about the error the answer was "re-applied and printed normally", and the warning was lost."""

    def streams(self, prefix: str, states: Iterable[str]) -> tuple[str, ...]:
        """Whoever asks for open alarms finds them closed."""
        found = super().streams(prefix, states)
        if not prefix.startswith("alarm/"):
            return found
        for stream in found:
            row = self.rows(stream)[-1]
            if row.state != CLOSED:
                told = {"cause": "re-applied and printed normally"}
                closing = Row(stream, row.sequence + 1, "close", CLOSED, row.at, told)
                self.commit(Work(rows=(closing,)))
        return ()


# FI-9: any build is served


class Anything(frozenset[str]):
    """Holds whatever it is asked for."""

    def __contains__(self, item: object) -> bool:
        return True


# FI-10: a stale list is taken for a fresh one


def _believed_fresh(world: World, lists: Sequence[RevocationList]) -> Sequence[RevocationList]:
    now = world.scheduler.now()
    return [replace(each, this_update=now - timedelta(hours=1), next_update=now + timedelta(hours=1)) for each in lists]


_ALL = (
    Mutant(
        "print-order-lock",
        "I1",
        "a time-out releases the print-order lock alone; the waiting job takes the next applicant's print image",
        "stalled-renderer",
        "own_paper",
        _print_order_lock,
    ),
    Mutant(
        "versions-unchecked",
        "I2",
        "the record-update feed runs at the moment of issue, and nobody looks whether the rows are still the same",
        "feed-while-drawing",
        "fresh_facts",
        lambda: Seams(municipal_server=SignsWithoutLooking),
    ),
    Mutant(
        "named-by-second",
        "I3",
        "print images are named by the second; the later of two overwrites the earlier",
        "same-second",
        "own_paper",
        _named_by_second,
    ),
    Mutant(
        "shared-page-pool",
        "I4",
        "later pages of a set come from a pool that several jobs share",
        "many-pages",
        "own_paper",
        _shared_page_pool,
    ),
    Mutant(
        "feed-without-watermark",
        "I5",
        "a deletion that the feed lost is missed by nobody",
        "lossy-feed",
        "fresh_facts",
        lambda: Seams(registers=DeafRegisters),
    ),
    Mutant(
        "one-spool-name",
        "I8",
        "the file of the job before stays in the spool under the one name there is",
        "cut-lines",
        "own_paper",
        lambda: Seams(kiosk=SpoolsUnderOneName),
    ),
    Mutant(
        "single-server-build",
        "I9",
        "two servers run the build for one: the exclusion between print slots does not reach the other server",
        "two-servers",
        "own_paper",
        _single_server_build,
    ),
    Mutant(
        "retry-closes-alarm",
        "I2",
        "an error is taken for settled because the next try worked",
        "contradictions",
        "alarms_stay_open",
        lambda: Seams(store=ForgetsAlarms),
    ),
    Mutant(
        "any-build-approved",
        "I8",
        "a site that missed a patch is served all the same",
        "old-build",
        "own_paper",
        lambda: Seams(approved_builds=lambda _build: Anything()),
    ),
    Mutant(
        "stale-list-believed",
        "N2",
        "a revocation list that nobody could renew is taken for fresh",
        "stale-lists",
        "own_paper",
        lambda: Seams(revocation_lists=_believed_fresh),
    ),
    Mutant(
        "sheet-without-seal",
        "N3",
        "a new system draws pages without their seal",
        "calm",
        "own_paper",
        _without_seal,
    ),
    Mutant(
        "reprint-after-restart",
        "fee",
        "after a power cut whatever was started is printed again",
        "power-cuts",
        "money_is_paper",
        lambda: Seams(kiosk=ReprintsAfterRestart),
    ),
)

MUTANTS = {mutant.name: mutant for mutant in _ALL}


def mutant(name: str) -> Mutant:
    """The mutant of this name. Raises UnknownMutant."""
    try:
        return MUTANTS[name]
    except KeyError:
        raise UnknownMutant(name=name) from None
