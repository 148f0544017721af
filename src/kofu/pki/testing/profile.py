"""The test PKI as values: what ``pki/data/test_pki.toml`` says."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from kofu.pki.certificates import TEST_ORGANISATION, KeyKind


@dataclass(frozen=True, slots=True)
class AuthorityProfile:
    """One authority. ``name`` picks the common name that several generations share; ``key`` names its pool key."""

    id: str
    name: str
    key: str
    trusted: bool
    serial: int
    not_before: datetime
    not_after: datetime
    issues: tuple[KeyKind, ...]


@dataclass(frozen=True, slots=True)
class Specimen:
    """A card with, at most, one thing wrong."""

    name: str
    key_kind: KeyKind
    issued_at: datetime
    birthday: date
    authority: str | None = None
    policy: str = "user_card"
    non_repudiation: bool = False
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TestPki:
    """The whole test PKI. Policies map a use (``user_card`` …) to its dotted OID."""

    __test__ = False  # its name begins like a test's; pytest is not to collect it

    statement_of_practice: str
    revocation_list_hours: int
    names: Mapping[str, str]
    policies: Mapping[str, str]
    authorities: tuple[AuthorityProfile, ...]
    specimens: Mapping[str, Specimen]


@cache
def described_test_pki() -> TestPki:
    """The committed test PKI. Raises ValueError if it does not bear the test organisation's name."""
    table = tomllib.loads(files("kofu.pki").joinpath("data/test_pki.toml").read_text("utf-8"))
    if table["organisation"] != TEST_ORGANISATION:
        raise ValueError("the test PKI must be recognisable by its organisation")
    specimens = [_specimen(row) for row in table["specimens"]]
    return TestPki(
        statement_of_practice=table["statement_of_practice"],
        revocation_list_hours=table["revocation_list_hours"],
        names=table["names"],
        policies=table["policies"],
        authorities=tuple(_authority(row) for row in table["authorities"]),
        specimens={specimen.name: specimen for specimen in specimens},
    )


def _authority(row: dict[str, Any]) -> AuthorityProfile:
    return AuthorityProfile(**{**row, "issues": tuple(map(KeyKind, row["issues"]))})


def _specimen(row: dict[str, Any]) -> Specimen:
    return Specimen(**{**row, "key_kind": KeyKind(row["key_kind"])})
