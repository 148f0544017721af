"""The simulated world keeps the promises, and its checkers notice every mistake that is put back."""

from __future__ import annotations

import pytest

from kofu.simulation.faults import Fault
from kofu.simulation.mutants import MUTANTS
from kofu.simulation.run import simulate
from kofu.simulation.scenario import EVERYTHING, ScenarioInvalid, read_scenario, scenario, scenarios


def test_without_faults_every_eligible_request_is_printed() -> None:
    report = simulate(scenario("calm"), 11, 60)
    assert report.stories == []
    assert report.faults == {}
    assert report.printed + report.refused + report.withdrawn == 60
    assert report.printed > 40


def test_with_every_fault_no_promise_is_broken() -> None:
    report = simulate(scenario(EVERYTHING), 12, 150)
    assert report.stories == []
    assert report.printed + report.refused + report.refunded + report.withdrawn == report.issuances == 150


def test_the_same_seed_gives_the_same_report_and_transcript() -> None:
    first, second = (simulate(scenario(EVERYTHING), 13, 60) for _ in range(2))
    assert first == second
    assert simulate(scenario(EVERYTHING), 14, 60).transcript != first.transcript


@pytest.mark.parametrize("name", sorted(MUTANTS))
def test_every_mistake_put_back_is_caught(name: str) -> None:
    mutant = MUTANTS[name]
    report = simulate(scenario(mutant.scenario), 1, 2000, mutant)
    assert report.stories, f"{name} was missed"
    assert report.stories[0].violation.promise == mutant.promise


def test_every_incident_has_a_scenario_and_a_mutant() -> None:
    tests = {f"FI-{number}" for number in range(1, 13)}
    assert tests <= {each.test for each in scenarios().values()}
    assert tests == {scenario(mutant.scenario).test for mutant in MUTANTS.values()}


def test_the_scenario_of_everything_has_every_fault() -> None:
    assert set(scenario(EVERYTHING).faults) == set(Fault)


@pytest.mark.parametrize(
    "text",
    [
        "title =",
        'title = "x"\ncolour = 1',
        'title = "x"\n[faults]\nfire = 0.1',
        'title = "x"\n[faults]\npartition = -1',
    ],
)
def test_a_scenario_that_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(ScenarioInvalid):
        read_scenario("broken", text)
