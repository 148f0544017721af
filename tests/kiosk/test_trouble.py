"""Jam, lost answers, cut lines and power cuts: money is paper, and nothing is lost or printed twice (promise 3)."""

from __future__ import annotations

import pytest
from tests.kiosk.browsing import Visitor
from tests.kiosk.conftest import VisitorMaker

from kofu.kiosk.dock.printer import Trouble


def to_confirm(visitor: Visitor, copies: int = 1) -> None:
    visitor.begin("akashi/hanako")
    visitor.prove("akashi/hanako")
    visitor.on("certificates")
    visitor.pick("seal")
    visitor.on("copies")
    visitor.pick(str(copies))
    visitor.on("confirm")


def to_payment(visitor: Visitor, copies: int = 1) -> None:
    to_confirm(visitor, copies)
    visitor.pick("confirm")
    visitor.on("pay")


def box(visitor: Visitor) -> int:
    return sum(piece * count for piece, count in visitor.bench.coins.counted.box.items())


@pytest.mark.parametrize("trouble", [Trouble.JAM, Trouble.EMPTY])
def test_after_a_jam_staff_pay_back_and_the_machine_goes_on(visit: VisitorMaker, trouble: Trouble) -> None:
    visitor = visit()
    before = box(visitor)
    visitor.bench.printer.set_trouble(trouble)
    to_payment(visitor)
    visitor.drop(100)
    visitor.on("call-staff")
    assert visitor.bench.host.view.alarm
    visitor.bench.printer.set_trouble(Trouble.NONE)
    visitor.bench.decide(came_out=False)
    visitor.on("take-items")
    assert visitor.bench.coins.tray == 100
    visitor.take_all()
    visitor.on("welcome")
    assert box(visitor) == before


@pytest.mark.parametrize(("came_out", "returned"), [(True, 0), (False, 100)])
def test_a_copy_in_doubt_is_what_staff_saw(visit: VisitorMaker, came_out: bool, returned: int) -> None:
    visitor = visit()
    visitor.bench.printer.set_trouble(Trouble.SILENT)
    to_payment(visitor)
    visitor.drop(100)
    visitor.on("call-staff")
    visitor.bench.decide(came_out=came_out)
    visitor.on("take-items")
    assert visitor.bench.coins.tray == returned
    visitor.take_all()
    visitor.on("welcome")
    assert len(set(visitor.bench.printer.jobs)) == len(visitor.bench.printer.jobs) == 1


def test_a_cut_line_before_the_session(visit: VisitorMaker) -> None:
    visitor = visit()
    visitor.bench.line.is_cut = True
    visitor.begin("akashi/hanako")
    visitor.on("failure")
    assert "証明書交付センターに接続できません" in visitor.page.inner_text("main")


def test_a_cut_line_at_the_confirmation_costs_nothing(visit: VisitorMaker) -> None:
    visitor = visit()
    to_confirm(visitor)
    visitor.bench.line.is_cut = True
    visitor.pick("confirm")
    visitor.on("failure")
    visitor.bench.line.is_cut = False
    visitor.pick("on")
    visitor.on("welcome")
    assert visitor.bench.accounts[-1].fee == 0


def test_a_cut_line_at_the_payment_gives_the_coins_back(visit: VisitorMaker) -> None:
    visitor = visit()
    to_payment(visitor)
    visitor.bench.line.is_cut = True
    visitor.drop(100)
    visitor.on("failure")
    assert visitor.bench.coins.tray == 100
    visitor.bench.line.is_cut = False
    visitor.pick("on")
    visitor.on("take-items")
    visitor.take_all()
    visitor.on("welcome")


def test_power_lost_while_coins_lie_in_escrow_gives_them_back(visit: VisitorMaker) -> None:
    visitor = visit()
    before = box(visitor)
    to_payment(visitor, copies=2)
    visitor.drop(100)
    visitor.page.wait_for_selector('progress[value="100"]')
    visitor.bench.pull_plug()
    visitor.bench.plug_in()
    visitor.on("take-items")
    assert visitor.bench.coins.tray == 100
    visitor.take_all()
    visitor.on("welcome")
    assert box(visitor) == before


def test_without_power_the_screen_is_dark_and_takes_nothing(visit: VisitorMaker) -> None:
    visitor = visit()
    visitor.on("welcome")
    visitor.bench.pull_plug()
    visitor.on("dark")
    assert visitor.page.inner_text("body") == ""
    visitor.bench.plug_in()
    visitor.on("welcome")


def test_power_lost_while_printing_leaves_the_copy_to_staff(visit: VisitorMaker) -> None:
    visitor = visit(seconds_per_copy=60.0)
    to_payment(visitor)
    visitor.drop(100)
    visitor.on("printing")
    visitor.bench.pull_plug()
    visitor.bench.plug_in()
    visitor.on("call-staff")
    visitor.bench.decide(came_out=False)
    visitor.on("take-items")
    assert visitor.bench.coins.tray == 100
    visitor.take_all()
    visitor.on("welcome")


def test_a_card_taken_off_too_early(visit: VisitorMaker) -> None:
    visitor = visit()
    visitor.begin("akashi/hanako")
    visitor.on("pin")
    visitor.bench.reader.take("akashi/hanako")
    visitor.enter("1234")
    visitor.on("failure")
    assert "カードが早く取り外されました" in visitor.page.inner_text("main")


def test_two_cards_on_the_reader(visit: VisitorMaker) -> None:
    visitor = visit()
    visitor.begin("akashi/hanako")
    visitor.on("pin")
    visitor.bench.reader.lay("akashi/taro")
    visitor.enter("1234")
    visitor.on("failure")
    visitor.pick("on")
    visitor.on("take-card")
    visitor.bench.reader.take("akashi/taro")
    visitor.bench.reader.take("akashi/hanako")
    visitor.on("welcome")
