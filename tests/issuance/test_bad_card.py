"""A card, or a register, that cannot carry a certificate ends the session; nothing is issued or charged."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.issuance.meddling import reasons
from tests.issuance.people import AKASHI, Town, made_cards

from kofu.card.simulated.memory import Fault, FaultKind
from kofu.errors import KofuError
from kofu.registers.facts import Fact
from kofu.registers.kinds import FactKind, ResidentRecord
from kofu.registers.model import Name
from kofu.scenarios.outcome import outcome_of
from kofu.towns.demo import demo_town

# The card


@pytest.mark.parametrize(
    ("card", "pins", "reason", "left"),
    [
        ("akashi/hanako", (b"9999",), "pin_wrong", 2),
        ("akashi/hanako", (b"9999", b"9999"), "pin_wrong", 1),
        ("akashi/hanako", (b"9999", b"9999", b"9999"), "pin_locked", 0),
        ("akashi/kenji", (b"1234",), "pin_locked", 0),
        ("akashi/akira", (b"1234",), "no_auth_certificate", None),
        ("akashi/shigeru", (b"1234",), "auth_certificate_expired", None),
        ("akashi/yuko", (b"1234",), "pki_revoked", None),
        ("akashi/osamu", (b"1234",), "pki_unknown_issuer", None),
        ("akashi/aya", (b"1234",), "pki_wrong_key_usage", None),
        ("akashi/hanako", (b"12a4",), "card_pin_malformed", None),
    ],
)
def test_a_card_that_cannot_prove_its_holder_is_refused(
    here: Town, card: str, pins: tuple[bytes, ...], reason: str, left: int | None
) -> None:
    told = outcome_of(here.visit(card, pins=pins))
    assert (told.reason, told.attempts_left) == (reason, left)
    here.require_nothing_left()


@pytest.mark.parametrize("at", range(1, 20))
@pytest.mark.parametrize("kind", [FaultKind.REMOVED, FaultKind.TORN, FaultKind.MUTE, FaultKind.GARBAGE])
def test_a_card_that_fails_at_any_step_ends_the_session(here: Town, kind: FaultKind, at: int) -> None:
    account = here.visit(faults=(Fault(kind, at),))
    if account.printed:
        assert at > 12, "beyond the conversation the fault has nothing to spoil"
        return
    assert reasons(account)[0].startswith("CARD_")
    here.require_nothing_left()


# The registers


def renamed(here: Town, name: str) -> None:
    """A change of Hanako's name, recorded a minute before she comes."""
    place = next(place for place in here.stage.places if place.rules.code == AKASHI)
    person = made_cards()["akashi/hanako"][0].person
    told = demo_town(AKASHI, here.stage.clock.now()).facts()
    record = next(fact.value for fact in told if fact.kind is FactKind.RECORD and fact.subject == person)
    assert isinstance(record, ResidentRecord)
    today = here.stage.clock.now().date()
    fact = Fact(FactKind.RECORD, person, today, replace(record, name=Name(name)))
    place.registers.apply((fact,), here.stage.clock.now())


@pytest.mark.parametrize("name", ["明石 \u845b\U000e0100", "明石 😀"])
def test_a_name_the_font_cannot_draw_is_refused_and_never_replaced(here: Town, name: str) -> None:
    renamed(here, name)
    assert reasons(here.visit()) == ["TEXT_UNDRAWABLE_CHARACTER"]
    here.require_nothing_left()


def test_a_name_too_long_for_the_form_is_refused_and_never_cut(here: Town) -> None:
    renamed(here, "明石 " + "寿限無" * 30)
    assert reasons(here.visit()) in (["text_too_long"], ["PAPER_TEXT_TOO_LONG"])
    here.require_nothing_left()


@pytest.mark.parametrize("name", ["明石 \ue000", "明石\n花子", "明石 \u202e花子"])
def test_private_use_and_control_characters_never_enter_the_registers(here: Town, name: str) -> None:
    with pytest.raises(KofuError, match="REGISTER_TEXT_REFUSED"):
        renamed(here, name)
