"""The ten certificates, and the families that share registers and rules."""

from __future__ import annotations

from enum import Enum


class Family(Enum):
    """Which register a certificate is drawn from."""

    RESIDENT = "resident"
    SEAL = "seal"
    KOSEKI = "koseki"
    TAX = "tax"


class Kind(Enum):
    """A certificate kind: its code, its two digits in document numbers, its family."""

    RESIDENT_RECORD = ("resident_record", 1, Family.RESIDENT)
    RESIDENT_RECORD_ITEMS = ("resident_record_items", 2, Family.RESIDENT)
    SEAL = ("seal", 3, Family.SEAL)
    KOSEKI_FULL = ("koseki_full", 4, Family.KOSEKI)
    KOSEKI_INDIVIDUAL = ("koseki_individual", 5, Family.KOSEKI)
    KOSEKI_SUPPLEMENT = ("koseki_supplement", 6, Family.KOSEKI)
    TAXATION = ("taxation", 7, Family.TAX)
    NON_TAXATION = ("non_taxation", 8, Family.TAX)
    INCOME = ("income", 9, Family.TAX)
    INCOME_TAX = ("income_tax", 10, Family.TAX)

    def __init__(self, code: str, number: int, family: Family) -> None:
        self.code = code
        self.number = number
        self.family = family

    __hash__ = object.__hash__  # members are single objects; Enum's own hashes the name on every look-up

    @property
    def digits(self) -> str:
        """The kind as it stands in a document number: 01 to 10."""
        return f"{self.number:02d}"

    @classmethod
    def of(cls, code: str) -> Kind:
        """The kind of a code. Raises KeyError for an unknown one; callers turn it into their own refusal."""
        return _BY_CODE[code]


_BY_CODE = {kind.code: kind for kind in Kind}
