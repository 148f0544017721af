"""One certificate from card to paper: what is printed, charged, written down and erased."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest
from tests.issuance.people import AKASHI, HAMURA, TERMINAL, Town, town, yen_in

from kofu.issuance.ledger import balance
from kofu.issuance.municipality.numbers import Status, status_of
from kofu.issuance.states import State
from kofu.numbering import parts, read
from kofu.rules import Kind
from kofu.scenarios.script import Wish, holder, named


@pytest.fixture
def here() -> Town:
    return town()


def page_text(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return "".join(text.split())


def test_a_resident_record_comes_out_for_100_yen(here: Town) -> None:
    account = here.visit()
    assert account.failures == []
    assert (len(here.tray.copies), account.fee, account.returned) == (1, 100, 0)
    ((number, pages),) = account.printed
    assert pages == 1
    assert parts(read(number)).municipality == AKASHI
    assert parts(read(number)).kind == Kind.RESIDENT_RECORD.number
    assert "明石花子" in page_text(here.tray.copies[0])


def test_only_the_persons_asked_for_are_printed(here: Town) -> None:
    here.visit(wish=Wish("resident_record", named(("芽衣",))))
    text = page_text(here.tray.copies[0])
    assert "明石花子" in text
    assert "明石芽衣" in text
    assert "明石太郎" not in text
    assert "明石蓮" not in text


def test_a_family_of_five_takes_two_sheets(here: Town) -> None:
    account = here.visit(wish=Wish("resident_record", holder, household=True))
    assert [pages for _, pages in account.printed] == [2]


def test_each_copy_has_its_own_number_and_its_own_file(here: Town) -> None:
    account = here.visit("hamura/jiro", Wish("resident_record", holder, copies=3), municipality=HAMURA)
    numbers = [number for number, _ in account.printed]
    assert len(set(numbers)) == 3
    assert len(set(here.tray.copies)) == 3
    assert account.fee == 600


def test_afterwards_the_fee_is_earned_and_the_books_balance(here: Town) -> None:
    here.visit()
    entries = here.store("centre").entries()
    accounts = ("cash:" + TERMINAL, f"reserved:{AKASHI}", f"fees:{AKASHI}")
    assert [balance(entries, account) for account in accounts] == [-100, 0, 100]
    assert yen_in(here.cash) == 100


def test_afterwards_the_number_is_valid_and_the_envelope_erased(here: Town) -> None:
    account = here.visit()
    store = here.store(AKASHI)
    assert status_of(store, account.printed[0][0]) is Status.VALID
    assert store.blob(f"answer/{account.issuance}") is None
    assert here.store("centre").outbox() == ()
    assert here.store(TERMINAL).outbox() == ()


def test_kiosk_centre_and_municipality_write_down_the_same_life(here: Town) -> None:
    account = here.visit()
    stream = f"issuance/{account.issuance}"
    events = {party: [row.event for row in here.store(party).rows(stream)] for party in (TERMINAL, "centre", AKASHI)}
    assert events == {
        TERMINAL: ["apply", "deliver", "coins_held", "pay", "copy_started", "copy_printed"],
        "centre": ["apply", "prepare", "deliver", "pay", "copy_started", "copy_printed"],
        AKASHI: ["apply", "prepare", "settle"],
    }
    assert here.store("centre").rows(stream)[-1].state == State.FINISHED


def test_a_second_session_of_the_same_card_gets_another_number(here: Town) -> None:
    first, second = here.visit(), here.visit()
    assert first.printed[0][0] != second.printed[0][0]


def test_the_steps_are_measured(here: Town) -> None:
    steps = here.visit().steps_milliseconds
    assert {"OpenSession", "ReadCard", "Prove", "Apply", "Reserve", "PrintCopy"} <= set(steps)
