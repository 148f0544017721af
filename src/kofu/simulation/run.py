"""Running scenarios: worlds of a bearable size one after another, counted together."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kofu.issuance.centre.records import IssuanceRecord
from kofu.issuance.invariants import Violation
from kofu.issuance.states import CopyEvent, State
from kofu.simulation.mutants import Mutant
from kofu.simulation.observer import Observer
from kofu.simulation.scenario import Scenario
from kofu.simulation.seams import HONEST
from kofu.simulation.world import World

WORLD_ISSUANCES = 2500
"""Applications of one world; longer runs go on with another of the next seed, so that memory and days stay bounded"""


@dataclass(frozen=True, slots=True)
class Story:
    """A violation and what led to it."""

    violation: Violation
    seed: int
    """Of the world it happened in"""
    lines: tuple[str, ...]


@dataclass
class Report:
    """What came of a run. Every issuance is counted once, in one of the first four; ``unresolved`` counts along."""

    seed: int
    issuances: int = 0
    printed: int = 0
    refused: int = 0
    refunded: int = 0
    withdrawn: int = 0
    unresolved: int = 0
    """Issuances that were in doubt for a while, because a device had forgotten"""
    faults: Counter[str] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)
    stories: list[Story] = field(default_factory=list)
    transcript: str = ""
    """SHA-256 over everything every party wrote down, in order"""

    def as_data(self) -> dict[str, object]:
        """The report for programs."""
        return {
            "seed": self.seed,
            "issuances": self.issuances,
            "printed": self.printed,
            "refused": self.refused,
            "refunded": self.refunded,
            "withdrawn": self.withdrawn,
            "unresolved": self.unresolved,
            "faults": dict(sorted(self.faults.items())),
            "alarms": dict(sorted(self.alarms.items())),
            "violations": [
                {
                    "promise": story.violation.promise,
                    "issuance": story.violation.issuance,
                    "told": story.violation.told,
                    "world_seed": story.seed,
                    "story": list(story.lines),
                }
                for story in self.stories
            ],
        }


def simulate(
    scenario: Scenario,
    seed: int,
    issuances: int,
    mutant: Mutant | None = None,
    progress: Callable[[int], None] = lambda _done: None,
) -> Report:
    """Run and judge. With a mutant the first violation ends it."""
    report = Report(seed)
    digest = hashlib.sha256()
    for world_seed, size in _worlds(seed, issuances):
        world = World(scenario, world_seed, size, mutant.seams() if mutant else HONEST)
        world.observer.stops_at_violation = mutant is not None
        world.run()
        _count(report, world)
        report.stories += _stories(world.observer, world_seed)
        digest.update(world.observer.transcript.digest())
        progress(report.issuances)
        if report.stories:
            break
    report.transcript = digest.hexdigest()
    return report


def _worlds(seed: int, issuances: int) -> Iterator[tuple[int, int]]:
    for place, start in enumerate(range(0, issuances, WORLD_ISSUANCES)):
        yield seed + place, min(WORLD_ISSUANCES, issuances - start)


def _count(report: Report, world: World) -> None:
    evidence = world.observer.evidence
    report.issuances += len(evidence.asked)
    report.faults.update({fault.value: count for fault, count in world.faults.counts.items()})
    report.alarms.update(world.observer.alarms)
    for issuance in evidence.asked:
        record = evidence.record(issuance)
        report.unresolved += _was_in_doubt(record)
        match _end(record):
            case "printed":
                report.printed += 1
            case "refused":
                report.refused += 1
            case "refunded":
                report.refunded += 1
            case _:
                report.withdrawn += 1


def _end(record: IssuanceRecord | None) -> str:
    """How an issuance ended, by the centre's book of record; what it never heard of was withdrawn at the kiosk."""
    if record is None:
        return "withdrawn"
    if record.state is State.FINISHED:
        return "refunded" if any(row.event == CopyEvent.REFUNDED for row in record.rows) else "printed"
    return "refused" if record.state is State.REFUSED else "withdrawn"


def _was_in_doubt(record: IssuanceRecord | None) -> bool:
    return record is not None and any(row.event == CopyEvent.UNKNOWN for row in record.rows)


def _stories(observer: Observer, seed: int) -> Iterator[Story]:
    for violation in observer.violations[:10]:
        yield Story(violation, seed, tuple(observer.story(violation)))
