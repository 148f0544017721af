"""Scenarios: a workload and faults composed in a TOML file each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from kofu.errors import KofuError
from kofu.simulation.faults import Fault

EVERYTHING = "everything"


class UnknownScenario(KofuError):
    """No scenario has this name."""

    code = "SIMULATION_UNKNOWN_SCENARIO"
    summary = "no such scenario; see kofu simulate --list"


class ScenarioInvalid(KofuError):
    """A scenario file holds something that is not understood."""

    code = "SIMULATION_SCENARIO_INVALID"
    summary = "the scenario file is not understood"


@dataclass(frozen=True, slots=True)
class Workload:
    """Honest work: how many terminals, which municipalities, and how residents behave (shares from 0 to 1)."""

    kiosks: int = 24
    municipalities: tuple[str, ...] = ("282031", "132276", "182109")
    people: int = 70
    """Per municipality"""
    cards: int = 40
    """Per municipality"""
    pause_seconds: float = 40.0
    """From one resident to the next, on average"""
    same_second: float = 0.0
    """Residents who confirm on the full minute, at the very second of others"""
    ineligible: float = 0.06
    gives_up: float = 0.03
    wrong_pin: float = 0.02
    several_copies: float = 0.3
    several_persons: float = 0.5
    changed_lately: float = 0.3
    """Residents who come because something about them has changed"""
    revoked_cards: float = 0.05
    changes_per_hour: float = 60.0
    """Per municipality, at the resident system"""
    full_paper: float = 0.01
    """Issuances drawn as real sheets"""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One composition."""

    name: str
    title: str
    test: str = ""
    """FI-1 to FI-12 of the fault tests, where it is one of them"""
    incident: str = ""
    workload: Workload = field(default_factory=Workload)
    faults: Mapping[Fault, float] = field(default_factory=dict)


@cache
def scenarios() -> dict[str, Scenario]:
    """All scenarios by name. Raises ScenarioInvalid."""
    folder = files("kofu.simulation").joinpath("scenarios")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return {
        name.removesuffix(".toml"): read_scenario(name.removesuffix(".toml"), (folder / name).read_text("utf-8"))
        for name in names
    }


def scenario(name: str) -> Scenario:
    """The scenario of this name. Raises UnknownScenario."""
    try:
        return scenarios()[name]
    except KeyError:
        raise UnknownScenario(name=name) from None


def read_scenario(name: str, text: str) -> Scenario:
    """Parse one file. Raises ScenarioInvalid for unknown keys, unknown faults and rates below nothing."""
    try:
        table = tomllib.loads(text)
        told = table.pop("workload", {})
        if "municipalities" in told:
            told["municipalities"] = tuple(told["municipalities"])
        rates = {Fault(fault): float(rate) for fault, rate in table.pop("faults", {}).items()}
        if any(rate < 0 for rate in rates.values()):
            raise ScenarioInvalid(name=name)
        return Scenario(name=name, workload=Workload(**told), faults=rates, **table)
    except (tomllib.TOMLDecodeError, ValueError, TypeError):
        raise ScenarioInvalid(name=name) from None
