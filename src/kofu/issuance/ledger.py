"""The centre's book of record: double entry, integer yen, one posting per copy and step (promise 3).

Accounts: ``cash:<terminal>`` where the money comes from, ``reserved:<municipality>`` taken but not yet earned,
``fees:<municipality>`` earned. Every entry moves one amount from one account to another, so the books always balance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kofu.money import Yen


class Step(StrEnum):
    """The movements of money that exist."""

    RESERVE = "reserve"
    POST = "post"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement for one copy; (issuance, copy, step) is unique."""

    issuance: str
    copy_index: int
    step: Step
    debit: str
    credit: str
    amount: Yen


@dataclass(frozen=True, slots=True)
class Books:
    """The accounts of one issuance."""

    issuance: str
    terminal: str
    municipality: str
    fee_each: Yen

    def reserve(self, copies: int) -> tuple[Entry, ...]:
        """The resident's money is in the terminal's box: booked, not earned."""
        return tuple(self._entry(index, Step.RESERVE, self._reserved, self._cash) for index in range(copies))

    def post(self, copy_index: int) -> Entry:
        """The copy was printed: the fee is earned."""
        return self._entry(copy_index, Step.POST, self._fees, self._reserved)

    def refund(self, copy_index: int) -> Entry:
        """The copy was not printed: the fee went back to the resident."""
        return self._entry(copy_index, Step.REFUND, self._cash, self._reserved)

    def _entry(self, copy_index: int, step: Step, to: str, source: str) -> Entry:
        return Entry(self.issuance, copy_index, step, debit=source, credit=to, amount=self.fee_each)

    @property
    def _cash(self) -> str:
        return f"cash:{self.terminal}"

    @property
    def _reserved(self) -> str:
        return f"reserved:{self.municipality}"

    @property
    def _fees(self) -> str:
        return f"fees:{self.municipality}"


def balance(entries: Iterable[Entry], account: str) -> int:
    """Credits minus debits of an account in yen; ``cash`` runs negative as it pays into the other two."""
    return sum(entry.amount * ((entry.credit == account) - (entry.debit == account)) for entry in entries)
