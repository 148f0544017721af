from __future__ import annotations

from tests.paper_simulator.attacks import WAYS, attack, core_outcome
from tests.paper_simulator.sheets import sheet


def test_nothing_altered_is_accepted() -> None:
    outcomes = attack(2_000, seed=2)
    assert not [outcome for outcome in outcomes if outcome.endswith("accepted")]
    assert outcomes["core forged"] > 1_000
    assert outcomes["image BackLocked"] > 200
    assert len(WAYS) == 5


def test_the_attack_notices_what_is_accepted() -> None:
    """A sheet that was signed, but is none of those issued for the attack, counts as accepted."""
    assert core_outcome(sheet(99).back.core) == "accepted"
    assert core_outcome(sheet(1).back.core) == "issued"
