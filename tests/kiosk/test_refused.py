"""Refusals and ends: a page with reasons and a next step, coins back, and the next resident begins anew."""

from __future__ import annotations

import pytest
from tests.kiosk.conftest import VisitorMaker

from kofu.kiosk.web.patience import Patience


def test_wrong_pin_then_the_right_one(visit: VisitorMaker) -> None:
    visitor = visit()
    visitor.begin("akashi/taro")
    visitor.on("pin")
    visitor.enter("9999")
    visitor.page.wait_for_selector(".error")
    assert "あと2回" in visitor.page.inner_text(".tries")
    visitor.prove("akashi/taro")
    visitor.on("certificates")


@pytest.mark.parametrize(
    ("card", "says"),
    [
        ("akashi/kenji", "暗証番号がロックされています"),
        ("akashi/akira", "利用者証明用電子証明書がありません"),
    ],
)
def test_what_no_pin_can_help_is_said_before_any_pin(visit: VisitorMaker, card: str, says: str) -> None:
    visitor = visit()
    visitor.begin(card, "own" if card != "akashi/akira" else "another")
    if card == "akashi/akira":
        for value in ("近畿", "兵庫県", "あ", "282031"):
            visitor.pick(value)
    visitor.on("failure")
    assert says in visitor.page.inner_text("main")
    assert "料金はかかっていません" in visitor.page.inner_text("main")
    visitor.pick("on")
    visitor.on("take-card")
    visitor.bench.reader.take(card)
    visitor.on("welcome")


@pytest.mark.parametrize("card", ["akashi/yuko", "akashi/shigeru", "akashi/osamu", "akashi/aya"])
def test_a_bad_certificate_ends_in_a_page_with_code_and_desk(visit: VisitorMaker, card: str) -> None:
    visitor = visit()
    visitor.begin(card)
    visitor.prove(card)
    visitor.on("failure")
    text = visitor.page.inner_text("main")
    assert "PKI_" in text
    assert "078-918-5020" in text


def test_nothing_can_be_issued_to_somebody_under_fifteen_and_each_certificate_says_why(visit: VisitorMaker) -> None:
    visitor = visit()
    visitor.begin("akashi/ren")
    visitor.prove("akashi/ren")
    visitor.on("certificates")
    assert "いま発行できる証明書はありません" in visitor.page.inner_text("h1")
    visitor.pick("resident_record")
    visitor.on("refusal")
    assert "15歳未満" in visitor.page.inner_text(".reasons")
    assert "電話" in visitor.page.inner_text(".next")
    visitor.pick("on")
    visitor.on("certificates")


def test_support_measures_read_like_any_neutral_refusal(visit: VisitorMaker) -> None:
    visitor = visit()
    visitor.begin("akashi/sumire")
    visitor.prove("akashi/sumire")
    visitor.on("certificates")
    visitor.pick("resident_record")
    visitor.on("refusal")
    assert "支援" not in visitor.page.inner_text("body")


def test_another_municipality_by_region_prefecture_row_and_name_and_back_again(visit: VisitorMaker) -> None:
    visitor = visit()
    visitor.begin("hamura/akiko", "another")
    visitor.on("region")
    visitor.pick("関東")
    visitor.on("prefecture")
    visitor.press("back")
    visitor.on("region")
    visitor.pick("関東")
    visitor.pick("東京都")
    visitor.on("kana-row")
    visitor.pick("は")
    visitor.on("municipality")
    visitor.pick("132276")
    visitor.prove("hamura/akiko")
    visitor.on("certificates")
    assert "戸籍" in visitor.page.inner_text(".choices:not(.closed)")


def test_stop_at_every_screen_ends_at_the_start_without_a_charge(visit: VisitorMaker) -> None:
    visitor = visit()
    ways = [["resident_record"], ["resident_record", "me"], ["resident_record", "me", "", "1"]]
    for way in ways:
        visitor.begin("akashi/hanako")
        visitor.prove("akashi/hanako")
        visitor.on("certificates")
        for value in way:
            visitor.pick(value) if value else visitor.mark()
            visitor.page.wait_for_selector("body:not(.busy)")
        visitor.press("cancel")
        visitor.on("farewell")
        assert "料金はかかっていません" in visitor.page.inner_text("main")
        visitor.pick("on")
    visitor.on("welcome")
    assert [account.fee for account in visitor.bench.accounts] == [0, 0, 0]


def to_payment(visitor: object) -> None:
    from tests.kiosk.browsing import Visitor

    assert isinstance(visitor, Visitor)
    visitor.begin("akashi/hanako")
    visitor.prove("akashi/hanako")
    visitor.on("certificates")
    visitor.pick("seal")
    visitor.on("copies")
    visitor.pick("2")
    visitor.on("confirm")
    visitor.pick("confirm")
    visitor.on("pay")


def test_stop_while_paying_gives_the_coins_back_and_later_coins_fall_through(visit: VisitorMaker) -> None:
    visitor = visit()
    to_payment(visitor)
    visitor.drop(100)
    visitor.page.wait_for_selector('progress[value="100"]')
    visitor.press("cancel")
    visitor.on("take-items")
    assert visitor.bench.coins.tray == 100
    visitor.drop(50)
    assert visitor.bench.coins.tray == 150
    visitor.take_all()
    visitor.on("welcome")
    assert visitor.bench.accounts[-1].fee == 0


def test_coins_that_are_not_taken_come_back_and_a_note_gets_change(visit: VisitorMaker) -> None:
    visitor = visit()
    to_payment(visitor)
    visitor.drop(5)
    visitor.page.wait_for_selector(".error")
    visitor.drop(1000)
    visitor.on("take-items")
    assert visitor.bench.coins.tray == 5 + 800
    visitor.take_all()
    visitor.on("farewell")


def test_time_runs_out_at_the_payment_and_the_coins_come_back(visit: VisitorMaker) -> None:
    visitor = visit(Patience(paying=2.0, farewell=0.2))
    to_payment(visitor)
    visitor.drop(100)
    visitor.on("take-items")
    visitor.take_all()
    visitor.on("welcome")
    assert (visitor.bench.accounts[-1].fee, visitor.bench.accounts[-1].returned) == (0, 100)


def test_nobody_answers_and_the_screen_goes_back_to_the_start(visit: VisitorMaker) -> None:
    visitor = visit(Patience(lobby=0.3))
    visitor.on("welcome")
    visitor.pick("services")
    visitor.on("welcome")


def test_a_card_left_behind_is_reminded_of_with_the_alarm_and_nothing_goes_on(visit: VisitorMaker) -> None:
    visitor = visit(Patience(reminder=3, card_reminders=2))
    visitor.begin("akashi/hanako")
    visitor.on("pin")
    visitor.enter("1234")
    visitor.page.wait_for_selector('body.alarm[data-screen="take-card"] .warning')
    visitor.on("failure")
    assert "KIOSK_REMOVE_CARD_FIRST" in visitor.page.inner_text("main")
    visitor.pick("on")
    visitor.on("take-card")
    visitor.bench.reader.take("akashi/hanako")
    visitor.on("welcome")


def test_paper_left_behind_is_reminded_of_with_the_alarm(visit: VisitorMaker) -> None:
    visitor = visit(Patience(reminder=4))
    to_payment(visitor)
    visitor.drop(100, 100)
    visitor.page.wait_for_selector('body.alarm[data-screen="take-items"] .warning')
    visitor.take_all()
    visitor.on("farewell")


def test_the_keypad_alone_suffices(visit: VisitorMaker) -> None:
    visitor = visit()
    keyboard = visitor.page.keyboard
    for key, screen in (("1", "services"), ("1", "place-card")):
        keyboard.press(key)
        visitor.on(screen)
    visitor.bench.reader.lay("akashi/hanako")
    visitor.on("whose-municipality")
    keyboard.press("1")
    visitor.on("pin")
    keyboard.type("1234")
    keyboard.press("Enter")
    visitor.on("take-card")
    visitor.bench.reader.take("akashi/hanako")
    visitor.on("certificates")
    for key, screen in (("1", "persons"), ("1", "options"), ("2", "options"), ("Enter", "copies"), ("1", "confirm")):
        keyboard.press(key)
        visitor.on(screen)
    keyboard.press("Enter")
    visitor.on("pay")
    keyboard.press("-")
    visitor.on("farewell")
