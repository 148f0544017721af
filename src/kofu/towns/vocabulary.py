"""The ``given`` of a scenario case, read strictly: defaults filled in, unknown words refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from kofu.clock import JAPAN, read_moment
from kofu.errors import KofuError
from kofu.text import read_iso_date
from kofu.towns.errors import UnknownVocabulary
from kofu.towns.places import places

RUNNERS_KEYS = frozenset({"kiosk", "card_reader", "policy", "exempt"})
"""Keys of ``given`` that say nothing about registers; whoever runs the case reads them"""


@dataclass(frozen=True, slots=True)
class GivenTax:
    """``user.tax``; ``taxed_by`` None is the municipality of the case."""

    declared: bool = True
    documents: bool = True
    taxed_by: str | None = None
    declared_on: date | None = None
    amendment_pending: bool = False
    dependant: bool = False
    taxable: bool = True


@dataclass(frozen=True, slots=True)
class GivenChange:
    """``user.change``: a filed resident change."""

    kind: str
    filed_at: datetime
    processed: bool
    desk: str | None = None


@dataclass(frozen=True, slots=True)
class GivenPerson:
    """``user``, or one of ``others``. Places that are None are the municipality of the case."""

    birth: date | None = None
    resident_in: str | None = None
    honseki_in: str | None = None
    resident_since: date = date(2015, 4, 1)
    foreigner: bool = False
    residence_expires_on: date | None = None
    adult_ward: bool = False
    support_measures: bool = False
    restricted: tuple[str, ...] = ()
    seal_registered: bool = True
    move_out: str = "none"
    alive: bool = True
    removed: bool = False
    change: GivenChange | None = None
    characters_supported: bool = True
    text_too_long: bool = False
    addresses: int | None = None
    former_names: int = 0
    former_aliases: int = 0
    tax: GivenTax = field(default_factory=GivenTax)
    same_household: bool = False
    same_address: bool = False
    same_koseki: bool = False


@dataclass(frozen=True, slots=True)
class GivenCard:
    """``card``: the registers need its dates; the rest is for whoever makes the card."""

    kind: str = "my_number_card"
    issued_at: datetime = datetime(2023, 5, 1, 10, tzinfo=JAPAN)
    auth_cert: bool = True
    auth_cert_issued_on: date | None = None
    sign_cert: bool = True
    prior_wrong: int = 0
    pin_locked: bool = False
    data_ready: bool = True
    renewed_after_registration: bool = False

    @property
    def certificate_issued_on(self) -> date:
        """Day of issue of the user certificate; that of the card unless said otherwise."""
        return self.auth_cert_issued_on or self.issued_at.date()


@dataclass(frozen=True, slots=True)
class GivenMoveIn:
    """``move_in``: a move-in notice with a card from elsewhere."""

    filed_on: date
    continued_use_at: datetime | None = None
    by_agent: bool = False


@dataclass(frozen=True, slots=True)
class GivenNotification:
    """``koseki.notification``: a filed koseki notice."""

    kind: str
    filed_on: date
    recorded: bool


@dataclass(frozen=True, slots=True)
class GivenKoseki:
    """``koseki``: the holder's."""

    computerised: bool = True
    notification: GivenNotification | None = None


@dataclass(frozen=True, slots=True)
class GivenRegistration:
    """``registration``: honseki use registration."""

    applied_on: date
    approved_on: date | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What a case gives the registers."""

    user: GivenPerson = GivenPerson()
    others: tuple[tuple[str, GivenPerson], ...] = ()
    card: GivenCard = GivenCard()
    move_in: GivenMoveIn | None = None
    koseki: GivenKoseki = GivenKoseki()
    registration: GivenRegistration | None = None


CARD_KINDS = frozenset({"my_number_card", "smartphone", "resident_card", "seal_card", "notification_card"})


def read_given(given: Mapping[str, Any]) -> Given:
    """Read a case's ``given``. Raises UnknownVocabulary with the key."""
    told = {name: value for name, value in given.items() if name not in RUNNERS_KEYS}
    result: Given = _object(Given, told, "given")
    return result


Reader = Callable[[Any, str], Any]


def _reader(kind: type[Any], name: str) -> Reader:
    return _READERS.get(f"{kind.__name__}.{name}") or _READERS[name]


def _object(kind: type[Any], told: Any, path: str) -> Any:
    known = {told_field.name: str(told_field.type) for told_field in fields(kind)}
    for name in _not_for(kind, path):
        del known[name]
    if not isinstance(told, Mapping):
        raise UnknownVocabulary(key=path)
    for name, value in told.items():
        if name not in known or (value is None and "None" not in known[name]):
            raise UnknownVocabulary(key=f"{path}.{name}")
    try:
        return kind(**{name: _reader(kind, name)(value, f"{path}.{name}") for name, value in told.items()})
    except TypeError:
        raise UnknownVocabulary(key=path, missing=True) from None


def _not_for(kind: type[Any], path: str) -> set[str]:
    """The holder is not related to themselves."""
    own = kind is GivenPerson and path == "given.user"
    return {"same_household", "same_address", "same_koseki"} if own else set()


def _exactly(*kinds: type) -> Reader:
    def read(value: Any, path: str) -> Any:
        if type(value) not in kinds:
            raise UnknownVocabulary(key=path)
        return value

    return read


def _parsed(parse: Callable[[str], Any]) -> Reader:
    def read(value: Any, path: str) -> Any:
        try:
            return None if value is None else parse(_exactly(str)(value, path))
        except KofuError:
            raise UnknownVocabulary(key=path) from None

    return read


def _word(*words: str) -> Reader:
    def read(value: Any, path: str) -> Any:
        if value not in words:
            raise UnknownVocabulary(key=path)
        return value

    return read


def _part(kind: type[Any]) -> Reader:
    return lambda value, path: None if value is None else _object(kind, value, path)


def _others(value: Any, path: str) -> tuple[tuple[str, GivenPerson], ...]:
    people = _exactly(dict)(value, path)
    return tuple((name, _object(GivenPerson, told, f"{path}.{name}")) for name, told in people.items())


def _restricted(value: Any, path: str) -> tuple[str, ...]:
    check = _word("resident_record", "koseki")
    return tuple(check(word, path) for word in _exactly(list)(value, path))


def _count(value: Any, path: str) -> int | None:
    number: int | None = _exactly(int, type(None))(value, path)
    if number is not None and not 0 <= number <= 50:
        raise UnknownVocabulary(key=path)
    return number


_PLACES = [name for name in places() if name != "elsewhere"]
_TRUTH = _exactly(bool)
_DAY = _parsed(read_iso_date)
_MOMENT = _parsed(read_moment)
_READERS: dict[str, Reader] = {
    "user": _part(GivenPerson),
    "others": _others,
    "card": _part(GivenCard),
    "move_in": _part(GivenMoveIn),
    "koseki": _part(GivenKoseki),
    "registration": _part(GivenRegistration),
    "birth": _DAY,
    "resident_in": _word(*_PLACES, "elsewhere", "abroad"),
    "honseki_in": _word(*_PLACES, "elsewhere", "none"),
    "resident_since": _DAY,
    "residence_expires_on": _DAY,
    "restricted": _restricted,
    "move_out": _word("none", "filed", "done"),
    "change": _part(GivenChange),
    "addresses": _count,
    "former_names": _count,
    "former_aliases": _count,
    "tax": _part(GivenTax),
    "taxed_by": _word(*_PLACES, "elsewhere"),
    "declared_on": _DAY,
    "GivenCard.kind": _word(*sorted(CARD_KINDS)),
    "GivenChange.kind": _word("address"),
    "GivenNotification.kind": _exactly(str),
    "desk": _exactly(str, type(None)),
    "filed_at": _MOMENT,
    "filed_on": _DAY,
    "continued_use_at": _MOMENT,
    "issued_at": _MOMENT,
    "auth_cert_issued_on": _DAY,
    "prior_wrong": _count,
    "notification": _part(GivenNotification),
    "applied_on": _DAY,
    "approved_on": _DAY,
}
_TRUTHS = (
    *("foreigner", "adult_ward", "support_measures", "seal_registered", "alive", "removed"),
    *("characters_supported", "text_too_long", "same_household", "same_address", "same_koseki"),
    *("declared", "documents", "amendment_pending", "dependant", "taxable", "processed", "recorded"),
    *("auth_cert", "sign_cert", "pin_locked", "data_ready", "renewed_after_registration"),
    *("by_agent", "computerised"),
)
_READERS |= dict.fromkeys(_TRUTHS, _TRUTH)
