"""All rules in the documented order of telling."""

from __future__ import annotations

from kofu.rules.checks import card, holder, persons, times, wanted
from kofu.rules.checks.case import Rule

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (*times.RULES, *card.RULES, *holder.RULES, *persons.RULES, *wanted.RULES), key=lambda rule: rule.reason.order
    )
)
