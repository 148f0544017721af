"""Silence, too few coins, bad permissions and jams leave nobody out of pocket and the books in order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.issuance.meddling import Line, PassOn, overhear, reasons, script
from tests.issuance.people import AKASHI, Town, unreachable

from kofu.assembly.keys import terminal_of
from kofu.issuance.messages import (
    Answer,
    Apply,
    Failed,
    OpenSession,
    Prove,
    Request,
    Reservation,
    Reserve,
    Signed,
    TellReport,
)
from kofu.money import Yen
from kofu.pki.trust import Chain

# Money and silence


@pytest.mark.parametrize("kind", [OpenSession, Prove, Apply, Reserve])
def test_a_centre_that_falls_silent_costs_nothing(here: Town, kind: type[Request]) -> None:
    def meddle(message: Request, pass_on: PassOn) -> Answer:
        return unreachable(message, pass_on) if isinstance(message, kind) else pass_on(message)

    account = here.visit(meddle=meddle)
    assert reasons(account) == ["KIOSK_CENTRE_UNREACHABLE"]
    here.require_nothing_left()
    if kind is Reserve:
        assert account.returned == 100


def test_a_permission_lost_on_the_way_gives_the_coins_back_and_the_books_follow(here: Town) -> None:
    def meddle(message: Request, pass_on: PassOn) -> Answer:
        answer = pass_on(message)
        return unreachable(message, pass_on) if isinstance(message, Reserve) else answer

    account = here.visit(meddle=meddle)
    assert (account.fee, account.returned) == (0, 100)
    here.require_nothing_left()


def test_too_few_coins_give_everything_back(here: Town) -> None:
    here.cash.purse = lambda _amount: (Yen(50), Yen(10))
    account = here.visit()
    assert (account.fee, account.returned) == (0, 60)
    here.require_nothing_left()


def test_change_is_given(here: Town) -> None:
    here.cash.purse = lambda _amount: (Yen(500),)
    account = here.visit()
    assert (account.fee, here.cash.change) == (100, 400)


def test_a_note_whose_change_is_not_there_is_refused(here: Town) -> None:
    here.cash.box = {Yen(10): 3}
    here.cash.purse = lambda _amount: (Yen(1000), Yen(500))
    account = here.visit()
    assert (account.fee, account.returned) == (0, 0)
    here.require_nothing_left()


@pytest.mark.parametrize("change", ["amount", "manifest"])
def test_a_reservation_that_does_not_fit_gets_no_permission(here: Town, change: str) -> None:
    terminal, reader = here.terminal("akashi/hanako")
    keys = terminal.role.settings.make_keys()

    def meddle(message: Request, pass_on: PassOn) -> Answer:
        if isinstance(message, Reserve):
            reservation = Reservation.from_signed(message.reservation.payload)
            update = {"amount": 90} if change == "amount" else {"manifest": "0" * 64}
            payload = reservation.model_copy(update=update).canonical_bytes()
            signature = keys.sign(reservation.label.encode() + b"\0" + payload)
            message = message.model_copy(update={"reservation": Signed(payload=payload, signature=signature)})
        return pass_on(message)

    role = terminal.role
    terminal.role = replace(role, settings=replace(role.settings, make_keys=lambda: keys))
    terminal.centre = Line(terminal.centre.ask, meddle)
    account = terminal.serve(AKASHI, script(reader))
    assert reasons(account) == ["MONEY_FEE_DIFFERS" if change == "amount" else "ALARM_MANIFEST_CONTRADICTS"]
    here.require_nothing_left()


def test_a_report_another_terminal_signed_is_refused(here: Town) -> None:
    heard: list[TellReport] = []
    here.visit(meddle=overhear(TellReport, heard))
    answer = here.stage.centre.answer(heard[0], terminal_of(Chain.LAWSON))
    assert isinstance(answer, Failed)
    assert answer.code == "PROTOCOL_BAD_SIGNATURE"


def test_a_jam_is_refunded_by_staff_once(here: Town) -> None:
    here.tray.spoils = True
    terminal, reader = here.terminal("akashi/hanako")
    account = terminal.serve(AKASHI, script(reader))
    assert account.needs_staff
    assert account.issuance is not None
    assert terminal.refund(account.issuance) == 100
    with pytest.raises(Exception, match="MONEY_NOTHING_TO_REFUND"):
        terminal.refund(account.issuance)
    here.require_nothing_left()
