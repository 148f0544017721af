"""``python -m kofu.simulation.promises`` writes docs/promises.md: promises, incidents, how soon mutants are caught."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from kofu.issuance.invariants import PROMISES
from kofu.simulation.mutants import MUTANTS, Mutant
from kofu.simulation.run import simulate
from kofu.simulation.scenario import EVERYTHING, scenario, scenarios

SEEDS = (1, 2, 3)
MOST_ISSUANCES = 2000
_HEAD = """\
# The five promises, and what shows that the checkers would notice

Made by `python -m kofu.simulation.promises`; do not edit. Each promise is a class in `kofu/issuance/invariants.py`.
Each mutant puts one original mistake back into a simulated world (`kofu simulate --mutant NAME`). The numbers say after
how many issuances the checkers caught it, with seeds {seeds}: in its own scenario, and among all faults at once.
"""


def caught_after(mutant: Mutant, scenario_name: str, seed: int) -> int | None:
    """How many issuances it took; None when it was missed."""
    report = simulate(scenario(scenario_name), seed, MOST_ISSUANCES, mutant)
    return report.issuances if report.stories else None


def page() -> Iterator[str]:
    """The page, line by line."""
    yield _HEAD.format(seeds=", ".join(map(str, SEEDS)))
    yield "| promise | what it says |"
    yield "|---|---|"
    for promise in PROMISES:
        yield f"| `{promise.name}` | {promise.sentence} |"
    yield ""
    yield "| promise | incident | scenario | test | mutant | the mistake | caught after | among all faults |"
    yield "|---|---|---|---|---|---|---|---|"
    for mutant in MUTANTS.values():
        own = _told([caught_after(mutant, mutant.scenario, seed) for seed in SEEDS])
        among = _told([caught_after(mutant, EVERYTHING, seed) for seed in SEEDS])
        test = scenarios()[mutant.scenario].test
        yield (
            f"| `{mutant.promise}` | {mutant.incident} | `{mutant.scenario}` | {test} | `{mutant.name}` "
            f"| {mutant.mistake} | {own} | {among} |"
        )
    yield ""


def _told(caught: list[int | None]) -> str:
    return " / ".join("missed" if count is None else str(count) for count in caught)


def main() -> int:
    """Write the page."""
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/promises.md")
    path.write_text("\n".join(page()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
