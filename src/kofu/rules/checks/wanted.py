"""Is what is asked for something this certificate can be: form, options, copies, seal, tax year."""

from __future__ import annotations

from collections.abc import Callable

from kofu.rules.checks.case import Case, Found, Rule
from kofu.rules.kinds import Family, Kind
from kofu.rules.reasons import Reason
from kofu.rules.request import Form, Option
from kofu.rules.standing import TaxFacts
from kofu.rules.tax_years import TaxRules, next_month
from kofu.rules.values import start_of


def _refused_form(case: Case) -> Reason | None:
    """Which reason a form that is not offered has."""
    form, koseki = case.request.form, case.kind.family is Family.KOSEKI
    if case.certificate is None or form in case.certificate.forms:
        return None
    if form in {Form.WITH_HISTORY, Form.WITH_REMARKS}:
        return Reason.HISTORY_NOT_AVAILABLE
    if koseki:
        return Reason.OLD_KOSEKI_NOT_AVAILABLE
    return Reason.OLD_RECORD_NOT_AVAILABLE if form is Form.BEFORE_REFORM else Reason.REMOVED_FROM_REGISTER


def _form(reason: Reason) -> Rule:
    def ask(case: Case) -> Found | None:
        return Found() if _refused_form(case) is reason else None

    return Rule(reason, ("forms.{kind}",), ask)


def _option(reason: Reason, options: frozenset[Option]) -> Rule:
    def ask(case: Case) -> Found | None:
        allowed = case.certificate.options if case.certificate else frozenset()
        return Found() if (case.request.options & options) - allowed else None

    return Rule(reason, ("options.{kind}",), ask)


def _copies(case: Case) -> Found | None:
    return None if 1 <= case.request.copies <= case.rules.copies_most else Found()


def _no_seal(case: Case) -> Found | None:
    return Found() if case.resident and not case.standing.seal_registered else None


def _year_not_offered(case: Case) -> Found | None:
    year, tax = case.tax_year(), case.rules.tax
    if year is None or tax is None or year in tax.offered(case.day):
        return None
    begins = tax.offered_from(year)
    return Found(start_of(begins) if begins is not None and begins > case.day else None)


def _switch_period(case: Case) -> Found | None:
    if case.rules.tax is None or case.kind.family is not Family.TAX:
        return None
    ends = case.rules.tax.blackout_ends(case.day)
    return Found(start_of(ends)) if ends is not None else None


def _tax(reason: Reason, key: str, ask: Callable[[Case, TaxRules, TaxFacts], Found | None]) -> Rule:
    """A rule about the holder's facts of the year; asked of residents, and for years on offer."""

    def answer(case: Case) -> Found | None:
        year, tax = case.tax_year(), case.rules.tax
        if year is None or tax is None or not case.resident or year not in tax.offered(case.day):
            return None
        return ask(case, tax, case.tax_facts(year))

    return Rule(reason, (key,), answer, families=(Family.TAX,))


def _taxed_asks_non_taxation(case: Case, tax: TaxRules, facts: TaxFacts) -> Found | None:
    refused = case.kind is Kind.NON_TAXATION and tax.non_taxation_needs_exemption and facts.taxed
    return Found() if refused and facts.declared else None


def _not_here_on_january_1(_: Case, tax: TaxRules, facts: TaxFacts) -> Found | None:
    return Found() if tax.residence_on_january_1 and not facts.resident_on_january_1 else None


def _taxed_elsewhere(_: Case, tax: TaxRules, facts: TaxFacts) -> Found | None:
    return Found() if tax.taxed_here and not facts.taxed_here else None


def _undeclared(_: Case, tax: TaxRules, facts: TaxFacts) -> Found | None:
    return Found() if tax.declaration and not facts.declared else None


def _no_documents(_: Case, tax: TaxRules, facts: TaxFacts) -> Found | None:
    return Found() if tax.documents and not facts.documents else None


def _not_yet_reflected(case: Case, tax: TaxRules, facts: TaxFacts) -> Found | None:
    if not tax.declared_next_month or facts.declared_on is None:
        return None
    from_day = next_month(facts.declared_on)
    return Found(start_of(from_day)) if case.day < from_day else None


def _amendment(_: Case, tax: TaxRules, facts: TaxFacts) -> Found | None:
    return Found() if tax.amendment and facts.amendment_pending else None


RULES = (
    _tax(Reason.CERTIFICATE_NOT_OFFERED, "tax.non_taxation_needs_exemption", _taxed_asks_non_taxation),
    _form(Reason.REMOVED_FROM_REGISTER),
    _form(Reason.HISTORY_NOT_AVAILABLE),
    _option(Reason.RESIDENT_CODE_NOT_AVAILABLE, frozenset({Option.RESIDENT_CODE})),
    _option(Reason.MY_NUMBER_NOT_AVAILABLE, frozenset({Option.MY_NUMBER})),
    _form(Reason.OLD_RECORD_NOT_AVAILABLE),
    _form(Reason.OLD_KOSEKI_NOT_AVAILABLE),
    Rule(Reason.SEAL_NOT_REGISTERED, ("subjects.{kind}",), _no_seal, families=(Family.SEAL,)),
    Rule(Reason.TAX_YEAR_NOT_AVAILABLE, ("tax.years", "tax.switch"), _year_not_offered, families=(Family.TAX,)),
    Rule(Reason.TAX_SWITCH_PERIOD, ("tax.blackout",), _switch_period, families=(Family.TAX,)),
    _tax(Reason.NOT_RESIDENT_ON_JAN_1, "tax.residence_on_january_1", _not_here_on_january_1),
    _tax(Reason.TAXED_ELSEWHERE, "tax.taxed_here", _taxed_elsewhere),
    _tax(Reason.TAX_UNDECLARED, "tax.declaration", _undeclared),
    _tax(Reason.TAX_DOCUMENTS_MISSING, "tax.documents", _no_documents),
    _tax(Reason.TAX_NOT_YET_REFLECTED, "tax.declared_next_month", _not_yet_reflected),
    _tax(Reason.TAX_AMENDMENT_PENDING, "tax.amendment", _amendment),
    Rule(Reason.COPIES_OUT_OF_RANGE, ("copies.most",), _copies, for_offered=False),
    _option(Reason.OPTION_NOT_AVAILABLE, frozenset({Option.RELATIONSHIP, Option.HONSEKI})),
)
