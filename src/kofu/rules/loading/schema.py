"""Every key a municipality's folder may hold: its topic file, the form of its value, when it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from kofu.rules.kinds import Family, Kind
from kofu.rules.loading import readers
from kofu.rules.loading.readers import Reader
from kofu.rules.values import Addresses, GonePersons, MovingPersons, Subjects

REFUSALS = (
    "under_age",
    "adult_ward",
    "support_measures",
    "protected_subject",
    "unsupported_characters",
    "text_too_long",
    "deceased",
    "removed_from_register",
    "moved_out",
    "moving_out",
    "household_member_moving_out",
    "residence_period_expired",
    "restricted_resident_record",
    "restricted_koseki",
    "address_change_pending",
    "koseki_being_processed",
    "koseki_not_computerised",
)
"""Refusal rules with a scope, each ``refusal.NAME``."""

DESK_TOPICS = ("general", "resident", "seal", "koseki", "tax", "card", "pin", "registration")
"""What a resident may have to go to a desk for, each ``desk_for.TOPIC``."""


class Needed(Enum):
    """When a key must have a value on every day from the start of service."""

    ALWAYS = "always"
    OPTIONAL = "optional"
    EACH_KIND = "for each certificate offered"
    RESIDENT_KIND = "for each certificate of the resident record offered"
    WITH_TAX = "when a tax certificate is offered"
    WITH_KOSEKI = "when a koseki certificate is offered"


@dataclass(frozen=True, slots=True)
class Key:
    """One key; a name ending in ``*`` stands for one key per certificate code (or free id)."""

    name: str
    file: str
    read: Reader
    form: str
    needed: Needed = Needed.ALWAYS
    free: bool = False
    """The part at ``*`` is an id of the municipality's own choosing, not a certificate code."""


def _keys() -> Iterator[Key]:
    yield from _municipality()
    yield from _certificates()
    yield from _money_and_hours()
    yield from _waiting_and_restrictions()
    yield from _tax()
    yield from _registration()
    yield from _card_and_places()


def _municipality() -> Iterator[Key]:
    file = "municipality.toml"
    for name in ("municipality.name", "municipality.reading", "municipality.english"):
        yield Key(name, file, readers.text, "text")
    for name in ("municipality.prefecture", "municipality.region", "mayor.title", "mayor.name"):
        yield Key(name, file, readers.text, "text")
    yield Key("service.start", file, readers.day, "date")
    yield Key("service.basis", file, readers.text, "text", Needed.OPTIONAL)
    yield Key("service.vendor", file, readers.text, "text", Needed.OPTIONAL)
    yield Key("page.dated", file, readers.day, "date", Needed.OPTIONAL)


def _certificates() -> Iterator[Key]:
    file = "certificates.toml"
    yield Key("offered", file, readers.kinds, "list of certificate codes")
    yield Key("title.*", file, readers.text, "text", Needed.EACH_KIND)
    yield Key("subjects.*", file, readers.one_of(Subjects), '"self", "household" or "koseki"', Needed.EACH_KIND)
    yield Key("options.*", file, readers.options, "list of options", Needed.EACH_KIND)
    yield Key("forms.*", file, readers.forms, "list of forms", Needed.EACH_KIND)
    yield Key("basis.*", file, readers.text, "text", Needed.EACH_KIND)
    form = '"present" or "present_and_previous"'
    yield Key("addresses.*", file, readers.one_of(Addresses), form, Needed.RESIDENT_KIND)
    yield Key("copies.most", file, readers.count, "whole number")
    yield Key("persons.gone", file, readers.one_of(GonePersons), '"omit" or "refuse"')
    yield Key("persons.moving", file, readers.one_of(MovingPersons), '"holder" or "holder_and_requested"')


def _money_and_hours() -> Iterator[Key]:
    file = "fees.toml"
    yield Key("fee.*", file, readers.fee, "whole yen", Needed.EACH_KIND)
    yield Key("counter_fee.*", file, readers.fee, "whole yen", Needed.OPTIONAL)
    yield Key("fee_exemption", file, readers.flag, "true or false")
    yield Key("refund.wrong_choice", file, readers.flag, "true or false")
    yield Key("refund.fee_exempt", file, readers.flag, "true or false")
    yield Key("refund.print_failure", file, readers.texts, 'list of places, "store" and "city_hall"')
    yield Key("entrustment", file, readers.entrustment, "table", Needed.OPTIONAL)
    file = "hours.toml"
    yield Key("hours.*", file, readers.hours, '"06:30-23:00"', Needed.EACH_KIND)
    yield Key("closed.*", file, readers.closed, "{ weekends, holidays, year_end }", Needed.EACH_KIND)
    yield Key("hall.hours", file, readers.hours, '"08:30-17:15"', Needed.OPTIONAL)
    yield Key("hall.closed", file, readers.closed, "{ weekends, holidays, year_end }", Needed.OPTIONAL)


def _waiting_and_restrictions() -> Iterator[Key]:
    file = "waiting.toml"
    for name in ("card_delivery_day", "continued_use_day", "certificate_issue_day", "data_ready", "address_next_day"):
        yield Key(f"wait.{name}", file, readers.flag, "true or false")
    yield Key("wait.hours", file, readers.count, "whole hours")
    yield Key("continued_use.required", file, readers.flag, "true or false")
    yield Key("continued_use.days", file, readers.count, "whole days")
    yield Key("continued_use.voids_card", file, readers.flag, "true or false")
    file = "restrictions.toml"
    yield Key("age.least", file, readers.count, "whole years")
    for name in REFUSALS:
        yield Key(f"refusal.{name}", file, readers.scope, '"service" or list of certificate codes')


def _tax() -> Iterator[Key]:
    file = "tax.toml"
    yield Key("tax.years", file, readers.count, "whole number of years", Needed.WITH_TAX)
    yield Key("tax.switch", file, readers.month_day, '"06-15"', Needed.WITH_TAX)
    yield Key("tax.blackout", file, readers.yearly_span, '"06-01/06-30" or "none"', Needed.WITH_TAX)
    for name in (
        "residence_on_january_1",
        "taxed_here",
        "declaration",
        "documents",
        "declared_next_month",
        "amendment",
        "non_taxation_needs_exemption",
    ):
        yield Key(f"tax.{name}", file, readers.flag, "true or false", Needed.WITH_TAX)


def _registration() -> Iterator[Key]:
    file, needed = "registration.toml", Needed.WITH_KOSEKI
    yield Key("registration.name", file, readers.bilingual, "{ ja, en }", needed)
    yield Key("registration.scheme", file, readers.bilingual, "{ ja, en }", Needed.OPTIONAL)
    yield Key("registration.channels", file, readers.texts, 'list of "kiosk" and "internet"', needed)
    yield Key("registration.kinds", file, readers.kinds, "list of certificate codes", needed)
    yield Key("registration.business_days", file, readers.count, "whole days, 0 where no time is told", needed)
    yield Key("registration.year_end", file, readers.yearly_span, '"12-29/01-03"', needed)
    yield Key("registration.repeat_after_renewal", file, readers.flag, "true or false", needed)
    yield Key("registration.residence_in_japan", file, readers.flag, "true or false", needed)
    yield Key("registration.hours_kiosk", file, readers.hours, '"06:30-23:00"', needed)
    yield Key("registration.hours_internet", file, readers.hours, '"00:00-24:00"', needed)


def _card_and_places() -> Iterator[Key]:
    file = "card.toml"
    yield Key("smartphone.start", file, readers.day_or_never, 'date or "never"')
    yield Key("smartphone.chains", file, readers.texts, "list of chain ids")
    yield Key("pin.tries", file, readers.count, "whole number")
    yield Key("pin.brings", file, readers.texts, 'list of "card" and "identity_document"')
    yield Key("pin.agent", file, readers.flag, "true or false")
    yield Key("pin.desks", file, readers.texts, "list of desk ids")
    file = "desks.toml"
    yield Key("desk.*", file, readers.desk, "{ ja, en, phone, fax, place, hours }", Needed.OPTIONAL, free=True)
    for topic in DESK_TOPICS:
        yield Key(f"desk_for.{topic}", file, readers.text, "desk id")
    yield Key("chains", "places.toml", readers.texts, "list of chain ids")
    yield Key("notice.*", "notices.toml", readers.bilingual, "{ ja, en }", Needed.OPTIONAL, free=True)


KEYS: dict[str, Key] = {key.name: key for key in _keys()}
FILES: tuple[str, ...] = tuple(dict.fromkeys(key.file for key in KEYS.values()))


def key_of(name: str) -> Key | None:
    """The schema's entry for a concrete key such as ``fee.seal``; None when there is none."""
    if name in KEYS and not name.endswith("*"):
        return KEYS[name]
    head, _, tail = name.rpartition(".")
    starred = KEYS.get(f"{head}.*")
    if starred is None or not (starred.free or any(kind.code == tail for kind in Kind)):
        return None
    return starred


def needed_keys(offered: tuple[Kind, ...]) -> Iterator[str]:
    """The concrete keys that must have a value when these certificates are offered."""
    families = {kind.family for kind in offered}
    for key in KEYS.values():
        match key.needed:
            case Needed.EACH_KIND:
                yield from (key.name.replace("*", kind.code) for kind in offered)
            case Needed.RESIDENT_KIND:
                resident = (kind for kind in offered if kind.family is Family.RESIDENT)
                yield from (key.name.replace("*", kind.code) for kind in resident)
            case Needed.ALWAYS:
                yield key.name
            case Needed.WITH_TAX if Family.TAX in families:
                yield key.name
            case Needed.WITH_KOSEKI if Family.KOSEKI in families:
                yield key.name
            case _:
                pass
