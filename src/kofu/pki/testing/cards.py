"""What is ordered from the test PKI for one card or phone, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum

from kofu.clock import JAPAN
from kofu.pki.certificates import KeyKind
from kofu.pki.identity import CardIdentity


class TokenKind(Enum):
    """What holds the keys. Each has certificates and serials of its own, revoked separately."""

    CARD = "card"
    ANDROID = "android"
    IPHONE = "iphone"

    @property
    def policy_suffix(self) -> str:
        """Which of the two policies of a use it falls under."""
        return "card" if self is TokenKind.CARD else "phone"


@dataclass(frozen=True, slots=True)
class Holder:
    """The four basic facts of the signature certificate, all invented.

    ``sex`` is 1 or 2; ``born`` is the era digit (1 Meiji … 5 Reiwa, 0 unknown) and YYYYMMDD (reference card.md §10).
    """

    name: str
    sex: str
    born: str
    address: str
    prefecture: str
    municipality: str


@dataclass(frozen=True, slots=True)
class CardOrder:
    """One card to be issued: at ``issued_at``, to a person born on ``birthday``, by ``municipality`` (6 digits).

    ``last_day`` ends validity earlier: a foreign resident's period of stay. ``authority`` names the user authority;
    by default it is the newest one in force that issues such keys. ``policy`` and ``non_repudiation`` make faulty
    user certificates.
    """

    municipality: str
    issued_at: datetime
    birthday: date
    key_kind: KeyKind = KeyKind.RSA_2048
    token: TokenKind = TokenKind.CARD
    holder: Holder | None = None
    last_day: date | None = None
    authority: str | None = None
    policy: str | None = None
    non_repudiation: bool = False


@dataclass(frozen=True, slots=True)
class CardCredentials:
    """What is written to one card. Certificates in DER; keys in PKCS #8 DER, from the pool of test keys."""

    identity: CardIdentity
    token: TokenKind
    key_kind: KeyKind
    user_certificate: bytes
    user_key: bytes = field(repr=False)
    user_authority: bytes
    signature_certificate: bytes
    signature_key: bytes = field(repr=False)
    signature_authority: bytes


def end_of_validity(birthday: date, issued_on: date) -> datetime:
    """The last second of the fifth birthday after issue (facts A-17, X-19); one on the day of issue is not counted.

    Assumed, as no source at hand says it: who was born on 29 February has the birthday on the 28th in common years.
    """
    birthdays = (_birthday_in(birthday, issued_on.year + years) for years in range(7))
    fifth = [day for day in birthdays if day > issued_on][4]
    return datetime.combine(fifth, time(23, 59, 59), JAPAN)


def _birthday_in(birthday: date, year: int) -> date:
    try:
        return birthday.replace(year=year)
    except ValueError:
        return date(year, 3, 1) - timedelta(days=1)
