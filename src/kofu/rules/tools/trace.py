"""Why a request is decided as it is: each rule asked, its values and sources, its verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from kofu.clock import in_japan
from kofu.rules.book import MunicipalityRules
from kofu.rules.checks.case import Case, Rule, make_case
from kofu.rules.checks.order import RULES_OF
from kofu.rules.decide import decide
from kofu.rules.decision import Granted, Refused
from kofu.rules.in_force import in_force
from kofu.rules.next_moment import next_success
from kofu.rules.operations import OperationalState
from kofu.rules.reasons import Reason
from kofu.rules.request import Request, TerminalFacts
from kofu.rules.standing import Standing
from kofu.rules.tools.show import Shown, shown_value


class Verdict(Enum):
    """What a rule said."""

    PASSES = "passes"
    REFUSES = "refuses"
    NOT_ASKED = "not asked"
    """The certificate is not on offer, so the rule has no values for it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One rule of the trace."""

    reason: Reason
    values: tuple[Shown, ...]
    verdict: Verdict
    earliest: datetime | None
    """For a refusal: no moment before this one is free of it; None when time does not cure it."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A decision with its way. For staff: it names the true reasons."""

    decision: Granted | Refused
    steps: tuple[Step, ...]
    next_success: datetime | None
    """For a refusal: the first moment at which it would succeed if only time passes."""


def why(
    rules: MunicipalityRules,
    operations: OperationalState,
    standing: Standing,
    request: Request,
    terminal: TerminalFacts,
    at: datetime,
) -> Trace:
    """Decide and tell how. Before the start of service no rule is asked."""
    at = in_japan(at)
    decision = decide(rules, operations, standing, request, terminal, at)
    if isinstance(decision, Granted):
        succeeds = None
    else:
        succeeds = next_success(rules, operations, standing, request, terminal, at)
    if at.date() < rules.starts_on:
        return Trace(decision, (), succeeds)
    case = make_case(in_force(rules, at.date()), operations, standing, request, terminal, at)
    return Trace(decision, tuple(_step(case, rule) for rule in RULES_OF[request.kind]), succeeds)


def _step(case: Case, rule: Rule) -> Step:
    shown = (shown_value(case.rules.rules, key, case.day) for key in rule.keys_for(case.kind))
    values = tuple(value for value in shown if value is not None)
    if rule.for_offered and case.certificate is None:
        return Step(rule.reason, values, Verdict.NOT_ASKED, None)
    found = rule.ask(case)
    if found is None:
        return Step(rule.reason, values, Verdict.PASSES, None)
    return Step(rule.reason, values, Verdict.REFUSES, found.earliest)
