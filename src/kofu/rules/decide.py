"""The decision: a pure function of rules, operational state, standing, request, terminal and moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kofu.clock import in_japan
from kofu.money import yen
from kofu.rules.book import MunicipalityRules
from kofu.rules.checks.case import Case, Found, Rule, make_case
from kofu.rules.checks.order import RULES_OF
from kofu.rules.decision import Cause, Granted, Refused
from kofu.rules.in_force import CertificateRules, in_force
from kofu.rules.operations import OperationalState
from kofu.rules.reasons import Audience, Reason
from kofu.rules.request import Request, TerminalFacts
from kofu.rules.standing import Standing
from kofu.rules.topics import topic_of
from kofu.rules.values import start_of


def decide(
    rules: MunicipalityRules,
    operations: OperationalState,
    standing: Standing,
    request: Request,
    terminal: TerminalFacts,
    at: datetime,
) -> Granted | Refused:
    """Grant, or refuse with all reasons in the order of ``Reason``.

    Before the start of service only that is told: no other rule is in force yet. Raises NotInForce for a day on which
    a rule has no value, NaiveMoment for a moment without a time zone.
    """
    at = in_japan(at)
    if at.date() < rules.starts_on:
        return Refused((not_started(rules),))
    case = make_case(in_force(rules, at.date()), operations, standing, request, terminal, at)
    causes = tuple(_cause(case, rule, found) for rule, found in findings(case))
    if causes or case.certificate is None:
        return Refused(causes)
    return _granted(case, case.certificate)


def findings(case: Case) -> Iterator[tuple[Rule, Found]]:
    """Every rule that refuses, in order. Rules about an offered certificate are not asked of others."""
    offered = case.certificate is not None
    for rule in RULES_OF[case.kind]:
        if (offered or not rule.for_offered) and (found := rule.ask(case)) is not None:
            yield rule, found


def not_started(rules: MunicipalityRules) -> Cause:
    """The cause told before the first day of service."""
    start = rules.values["service.start"][-1]
    return Cause(Reason.SERVICE_NOT_STARTED, start.source, None, start_of(rules.starts_on))


def _cause(case: Case, rule: Rule, found: Found) -> Cause:
    key = found.key or rule.keys_for(case.kind)[0]
    topic = topic_of(rule.reason, case.kind.family)
    return Cause(
        reason=rule.reason,
        source=found.source or case.rules.rules.source(key, case.day),
        desk=None if topic is None else case.rules.desks[topic],
        earliest=found.earliest,
        audience=Audience.STAFF if found.hidden else Audience.RESIDENT,
        about=None if found.about is None else found.about.person,
    )


def _granted(case: Case, certificate: CertificateRules) -> Granted:
    printed = tuple(person.person for person in case.printed())
    return Granted(
        kind=case.kind,
        title=certificate.title,
        copies=case.request.copies,
        fee_each=certificate.fee,
        fee=yen(certificate.fee * case.request.copies),
        persons=printed,
        omitted=tuple(one.person for one in case.wanted if one.person not in printed),
        options=case.request.options,
        tax_year=case.tax_year(),
        addresses=certificate.addresses,
        basis=certificate.basis,
        rules_fingerprint=case.rules.rules.fingerprint,
        operations_version=case.operations.version,
        at=case.at,
    )
