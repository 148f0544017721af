"""Cases as data: read strictly, so that a word nobody knows is an error and never a skip."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kofu.clock import read_moment
from kofu.errors import KofuError
from kofu.rules import Kind, Outcome, Reason

MunicipalityName = str
Action = Literal["issue", "register_honseki", "refund", "reset_pin", "reprint", "next_screen"]
Entry = Literal["right", "wrong"]
Paper = Literal["card", "identity_document"]
ChainName = Literal[
    "seven_eleven", "lawson", "familymart", "ministop", "seicomart", "aeon_hokkaido", "aeon_retail", "town_hall"
]
TOKENS = (
    "current_address",
    "previous_address",
    "older_addresses",
    "name_history",
    "my_number",
    "resident_code",
    "head_and_relationship",
    "honseki_and_first_entry",
    "nationality",
    "residence_category",
    "residence_card_number",
    "residence_status",
    "residence_period",
    "residence_expiry",
    "alias_history",
    "previous_year_income",
    "tax_amount",
)


class UnknownCaseVocabulary(KofuError):
    """A case file uses a word, a type or a structure that is not in the vocabulary."""

    code = "SCENARIO_UNKNOWN_VOCABULARY"
    summary = "the case uses a word that the vocabulary does not have"


class UnreadableCases(KofuError):
    """The file is no JSON, or holds no list of cases."""

    code = "SCENARIO_UNREADABLE_FILE"
    summary = "not a file of scenario cases"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Options(_Strict):
    """Items asked for; true means that the user asks."""

    my_number: bool = False
    resident_code: bool = False
    relationship: bool = False
    honseki: bool = False


class CaseRequest(_Strict):
    """What is asked, with the vocabulary's defaults."""

    at: str
    action: Action = "issue"
    certificate: str | None = None
    subjects: list[str] | Literal["household"] = Field(default_factory=lambda: ["self"])
    tax_year: int | None = None
    copies: int = 1
    pin: tuple[Entry, ...] = ("right",)
    form: Literal["current", "before_reform", "removed", "with_history", "with_remarks"] = "current"
    options: Options = Options()
    channel: Literal["kiosk", "internet"] = "kiosk"
    cause: Literal["wrong_choice", "print_failure", "fee_exempt"] | None = None
    place: Literal["store", "city_hall"] = "store"
    brings: tuple[Paper, ...] = Field(default=("card", "identity_document"), alias="with")
    by: Literal["self", "agent"] = "self"


class Content(_Strict):
    """Tokens that must, or must not, be on the paper."""

    shows: list[str] = Field(default_factory=list)
    omits: list[str] = Field(default_factory=list)


class Expect(_Strict):
    """How the case has to end."""

    outcome: str
    reason: str
    fee: int | None = None
    also: list[str] = Field(default_factory=list)
    attempts_left: int | None = None
    content: Content | None = None
    estimated_ready_on: str | None = None


class _Window(_Strict):
    begins: str = Field(alias="from")
    ends: str = Field(alias="to")
    services: list[str] = Field(default_factory=lambda: ["*"])


class _Blackout(_Strict):
    begins: str = Field(alias="from")
    ends: str = Field(alias="to")


class Policy(_Strict):
    """What the case sets in the rules and the operational state."""

    maintenance: list[_Window] = Field(default_factory=list)
    suspensions: list[_Window] = Field(default_factory=list)
    tax_switch_on: str | None = None
    tax_blackout: _Blackout | None = None


class _Kiosk(_Strict):
    chain: ChainName = "seven_eleven"
    card_on_reader: bool = False


class _Case(_Strict):
    id: str
    municipality: str
    given: dict[str, Any]
    request: CaseRequest
    expect: Expect
    facts: list[str] = Field(default_factory=list)
    why: str = ""
    resolution: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One case, read and checked."""

    id: str
    municipality: str
    people: Mapping[str, Any]
    """The part of ``given`` that towns.build_case reads"""
    kiosk: _Kiosk
    policy: Policy
    card_reader: bool
    request: CaseRequest
    expect: Expect
    at: datetime


def read_cases(path: Path) -> tuple[Case, ...]:
    """All cases of a file. Raises UnreadableCases, UnknownCaseVocabulary with the case's id."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UnreadableCases(file=path.name) from None
    listed = told.get("scenarios") if isinstance(told, dict) else told
    if not isinstance(listed, list):
        raise UnreadableCases(file=path.name)
    cases = tuple(read_case(row) for row in listed)
    ids = [case.id for case in cases]
    if len(set(ids)) < len(ids):
        raise UnknownCaseVocabulary(key="id", problem="the same id twice")
    return cases


def read_case(row: Any) -> Case:
    """One case. Raises UnknownCaseVocabulary."""
    name = str(row.get("id", "?")) if isinstance(row, dict) else "?"
    try:
        told = _Case.model_validate(row)
        given = dict(told.given)
        kiosk = _Kiosk.model_validate(given.pop("kiosk", {}))
        policy = Policy.model_validate(given.pop("policy", {}))
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise UnknownCaseVocabulary(case=name, key=where, problem=error.errors()[0]["type"]) from None
    card_reader, exempt = given.pop("card_reader", True), given.pop("exempt", False)
    if not isinstance(card_reader, bool) or not isinstance(exempt, bool):
        raise UnknownCaseVocabulary(case=name, key="card_reader, exempt")
    _check_words(name, told)
    return Case(
        id=told.id,
        municipality=told.municipality,
        people=given,
        kiosk=kiosk,
        policy=policy,
        card_reader=card_reader,
        request=told.request,
        expect=told.expect,
        at=read_moment(told.request.at),
    )


def _check_words(name: str, told: _Case) -> None:
    kinds = {kind.code for kind in Kind}
    reasons = {reason.value for reason in Reason} | {"ok"}
    people = {"self", *told.given.get("others", {})}
    content = told.expect.content
    tokens = [*content.shows, *content.omits] if content else []
    known = set(TOKENS) | {f"person:{person}" for person in people}
    needs_certificate = told.request.action == "issue"
    words: tuple[tuple[str, bool], ...] = (
        ("request.certificate", told.request.certificate in kinds | (set() if needs_certificate else {None})),
        ("expect.outcome", told.expect.outcome in {outcome.value for outcome in Outcome}),
        ("expect.reason", {told.expect.reason, *told.expect.also} <= reasons),
        ("expect.content", set(tokens) <= known),
        ("request.subjects", told.request.subjects == "household" or set(told.request.subjects) <= people),
    )
    for key, is_known in words:
        if not is_known:
            raise UnknownCaseVocabulary(case=name, key=key)


def day(text: str) -> date:
    """A day of a case. Raises UnreadableDate."""
    return date.fromisoformat(text)
