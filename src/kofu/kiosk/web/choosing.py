"""From an offer to one application, step by step. Pure: what was chosen so far gives the next screen.

The browser decides nothing: every step offers what the municipality offered, and nothing else is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from kofu.issuance.kiosk.vocabulary import Chosen
from kofu.issuance.messages import Choices, Offer, OfferedCertificate, OfferedPerson, RefusedCertificate
from kofu.kiosk.screens.certificates import Certificates
from kofu.kiosk.screens.confirm import Confirm, Summary
from kofu.kiosk.screens.copies import Copies
from kofu.kiosk.screens.options import Options
from kofu.kiosk.screens.persons import EVERYBODY, ME, SOME, Persons
from kofu.kiosk.screens.refusal import Refusal, Subject
from kofu.kiosk.screens.screen import Answer, Back, Picked, PickedSome, Screen
from kofu.kiosk.screens.some_persons import SomePersons
from kofu.kiosk.screens.year import Year
from kofu.money import Yen
from kofu.rules import Kind, Option


@dataclass(frozen=True, slots=True)
class Draft:
    """What was chosen so far; None where a question is open."""

    offer: Offer
    municipality: str
    """Its Japanese name"""
    certificate: OfferedCertificate | None = None
    asks_why: RefusedCertificate | None = None
    year: int | None = None
    way: str | None = None
    persons: tuple[str, ...] | None = None
    options: tuple[str, ...] | None = None
    copies: int | None = None

    def screen(self) -> Screen:
        """The screen of the first open question; confirmation when none is open."""
        if self.asks_why is not None:
            refused = self.asks_why
            return Refusal(refused.causes, refused.succeeds_at, Subject(refused.kind, refused.title))
        if self.certificate is None:
            return Certificates(self.offer, self.municipality)
        return next((step.screen(self) for step in _steps(self) if not step.is_answered(self)), self._confirm())

    def answered(self, answer: Answer) -> Draft | Chosen:
        """The draft after an answer to ``screen()``."""
        if isinstance(answer, Back):
            return self._back()
        if self.asks_why is not None:
            return replace(self, asks_why=None)
        if self.certificate is None:
            return self._with_certificate(answer)
        open_step = next((step for step in _steps(self) if not step.is_answered(self)), None)
        return self._chosen() if open_step is None else open_step.answer(self, answer)

    def _with_certificate(self, answer: Answer) -> Draft:
        kind = answer.value if isinstance(answer, Picked) else ""
        for certificate in self.offer.certificates:
            if certificate.kind == kind:
                return replace(self, certificate=certificate)
        refused = next((each for each in self.offer.refusals if each.kind == kind), None)
        return replace(self, asks_why=refused)

    def _back(self) -> Draft:
        """Open the last answered question again; before the first, the menu."""
        answered = [step for step in _steps(self) if step.is_answered(self)]
        return answered[-1].reopen(self) if answered else Draft(self.offer, self.municipality)

    def _confirm(self) -> Confirm:
        return Confirm(self._summary(), self.municipality)

    def _summary(self) -> Summary:
        certificate = _chosen_certificate(self)
        names = {person.person: person.name for person in self.offer.persons}
        persons = self._persons()
        return Summary(
            certificate=certificate,
            names=() if persons == "household" else tuple(names.get(token, "") for token in persons),
            options=self.options or (),
            year=self._year(),
            copies=self.copies or 1,
        )

    def _year(self) -> int | None:
        years = _chosen_certificate(self).years
        return self.year if self.year is not None else (years[0] if years else None)

    def _persons(self) -> tuple[str, ...] | str:
        """What the application names: the household, or tokens."""
        certificate = _chosen_certificate(self)
        if self.way == EVERYBODY:
            return "household" if certificate.whole_household else certificate.persons
        if self.way == SOME and self.persons:
            return self.persons
        return _mine(self.offer, certificate)

    def _chosen(self) -> Chosen:
        certificate, options = _chosen_certificate(self), self.options or ()
        choices = Choices.model_validate(
            {
                "kind": certificate.kind,
                "persons": self._persons(),
                "my_number": Option.MY_NUMBER.value in options,
                "resident_code": Option.RESIDENT_CODE.value in options,
                "relationship": Option.RELATIONSHIP.value in options,
                "honseki": Option.HONSEKI.value in options,
                "tax_year": self._year(),
                "form": "current",
            }
        )
        copies = self.copies or 1
        return Chosen(choices, copies, Yen(certificate.fee * copies))


@dataclass(frozen=True, slots=True)
class _Step:
    """One question about a certificate."""

    is_answered: Callable[[Draft], bool]
    screen: Callable[[Draft], Screen]
    answer: Callable[[Draft, Answer], Draft]
    reopen: Callable[[Draft], Draft]


def _steps(draft: Draft) -> Iterator[_Step]:
    """The questions that this certificate has, in order; a question with one answer is not asked."""
    certificate = draft.certificate
    if certificate is None:
        return
    if len(certificate.years) > 1:
        yield _YEAR
    if len(ways(draft.offer, certificate)) > 1:
        yield _WAY
        if draft.way == SOME:
            yield _PERSONS
    if certificate.options:
        yield _OPTIONS
    if certificate.most_copies > 1:
        yield _COPIES


def ways(offer: Offer, certificate: OfferedCertificate) -> tuple[str, ...]:
    """Me, everybody, some: as far as they differ. The full koseki is one paper, whoever of it asks."""
    if certificate.kind == Kind.KOSEKI_FULL.code:
        return (ME,)
    holders = [person.person for person in offer.persons if person.is_holder]
    can_be_me = any(token in certificate.persons for token in holders)
    others = [token for token in certificate.persons if token not in holders]
    told = [ME] if can_be_me else []
    if others:
        is_whole = certificate.whole_household or certificate.kind != Kind.RESIDENT_RECORD.code
        told += [EVERYBODY, SOME] if is_whole else [SOME]
    return tuple(told)


def _mine(offer: Offer, certificate: OfferedCertificate) -> tuple[str, ...]:
    holders = tuple(person.person for person in offer.persons if person.is_holder)
    return holders if set(holders) <= set(certificate.persons) and holders else certificate.persons[:1]


def offered_persons(offer: Offer, certificate: OfferedCertificate) -> tuple[OfferedPerson, ...]:
    """The people who may be printed, in the order of the certificate."""
    known = {person.person: person for person in offer.persons}
    return tuple(known[token] for token in certificate.persons if token in known)


def _chosen_certificate(draft: Draft) -> OfferedCertificate:
    if draft.certificate is None:
        raise AssertionError("asked before a certificate was chosen")
    return draft.certificate


def _picked(answer: Answer) -> str:
    if not isinstance(answer, Picked):
        raise AssertionError("the screen read something it does not offer")
    return answer.value


def _some(answer: Answer) -> Sequence[str]:
    if not isinstance(answer, PickedSome):
        raise AssertionError("the screen read something it does not offer")
    return answer.values


_YEAR = _Step(
    lambda draft: draft.year is not None,
    lambda draft: Year(_chosen_certificate(draft).years),
    lambda draft, answer: replace(draft, year=int(_picked(answer))),
    lambda draft: replace(draft, year=None),
)
_WAY = _Step(
    lambda draft: draft.way is not None,
    lambda draft: Persons(ways(draft.offer, _chosen_certificate(draft))),
    lambda draft, answer: replace(draft, way=_picked(answer), persons=None),
    lambda draft: replace(draft, way=None, persons=None),
)
_PERSONS = _Step(
    lambda draft: bool(draft.persons),
    lambda draft: SomePersons(
        offered_persons(draft.offer, _chosen_certificate(draft)), nobody_was_marked=draft.persons == ()
    ),
    lambda draft, answer: replace(draft, persons=tuple(_some(answer))),
    lambda draft: replace(draft, persons=None),
)
_OPTIONS = _Step(
    lambda draft: draft.options is not None,
    lambda draft: Options(_chosen_certificate(draft).options),
    lambda draft, answer: replace(draft, options=tuple(_some(answer))),
    lambda draft: replace(draft, options=None),
)
_COPIES = _Step(
    lambda draft: draft.copies is not None,
    lambda draft: Copies(_chosen_certificate(draft).most_copies, _chosen_certificate(draft).fee),
    lambda draft, answer: replace(draft, copies=int(_picked(answer))),
    lambda draft: replace(draft, copies=None),
)
