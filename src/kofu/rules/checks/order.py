"""All rules in the documented order of telling."""

from __future__ import annotations

from kofu.rules.checks import card, holder, persons, times, wanted
from kofu.rules.checks.case import Rule
from kofu.rules.kinds import Kind

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (*times.RULES, *card.RULES, *holder.RULES, *persons.RULES, *wanted.RULES), key=lambda rule: rule.reason.order
    )
)

RULES_OF: dict[Kind, tuple[Rule, ...]] = {
    kind: tuple(rule for rule in RULES if kind.family in rule.families) for kind in Kind
}
"""The rules that are asked of one kind of certificate, in order."""
