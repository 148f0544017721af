"""``python -m kofu.simulation.soak``: many seeds with all faults, on every core; no promise may break.

It ends with status 1 at the first violation, with the command that replays it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from kofu.simulation.run import WORLD_ISSUANCES, Report, simulate
from kofu.simulation.scenario import EVERYTHING, scenario


@dataclass(frozen=True, slots=True)
class Part:
    """One world of a soak."""

    seed: int
    issuances: int
    scenario: str


@dataclass(frozen=True, slots=True)
class Done:
    """A world that was run, and the processor's time it took."""

    part: Part
    report: Report
    seconds: float


def run_part(part: Part) -> Done:
    """Run one world."""
    begun = time.process_time()
    report = simulate(scenario(part.scenario), part.seed, part.issuances)
    return Done(part, report, time.process_time() - begun)


def parts(seed: int, issuances: int, name: str) -> Iterator[Part]:
    """Worlds of one seed each."""
    for place, start in enumerate(range(0, issuances, WORLD_ISSUANCES)):
        yield Part(seed + place, min(WORLD_ISSUANCES, issuances - start), name)


def soak(seed: int, issuances: int, name: str, processes: int) -> int:
    """Run all parts and tell the sum; exit status."""
    total: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    alarms: Counter[str] = Counter()
    spent = 0.0
    with ProcessPoolExecutor(processes) as pool:
        for done in pool.map(run_part, parts(seed, issuances, name)):
            spent += done.seconds
            data = done.report.as_data()
            total.update({key: value for key, value in data.items() if isinstance(value, int) and key != "seed"})
            faults.update(done.report.faults)
            alarms.update(done.report.alarms)
            print(f"seed {done.part.seed}: {total['issuances']} issuances so far", file=sys.stderr)  # noqa: T201
            if done.report.stories:
                _tell_violation(done)
                pool.shutdown(cancel_futures=True)
                return 1
    per_second = total["issuances"] / spent if spent else 0.0
    told = {**total, "faults": dict(faults), "alarms": dict(alarms), "issuances_per_second_and_core": round(per_second)}
    print(json.dumps(told))  # noqa: T201
    return 0


def _tell_violation(done: Done) -> None:
    part = done.part
    replay = f"kofu simulate --seed {part.seed} --issuances {part.issuances} --scenario {part.scenario}"
    story = done.report.stories[0]
    print(f"{story.violation}\nreplay: {replay}", *story.lines, sep="\n", file=sys.stderr)  # noqa: T201


def main() -> int:
    """Read the command line and soak."""
    parser = argparse.ArgumentParser(description="Simulate many seeds with all faults.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--issuances", type=int, default=200_000)
    parser.add_argument("--scenario", default=EVERYTHING)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    told = parser.parse_args()
    return soak(told.seed, told.issuances, told.scenario, told.processes)


if __name__ == "__main__":
    sys.exit(main())
