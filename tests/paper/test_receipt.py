from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest
from tests.certificates.rows import ISSUED_AT
from tests.paper.desk import front

from kofu.money import Yen
from kofu.numbering import DocumentNumber
from kofu.paper.receipt import Receipt
from kofu.text import UndrawableCharacter

NUMBER = DocumentNumber("2820310120260708198350756357380170588587")
RECEIPT = Receipt("明石市", "住民票の写し", 2, Yen(1200), ISSUED_AT, "akashi-0001", (NUMBER, NUMBER))


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def test_a_receipt_tells_amount_day_certificate_and_city() -> None:
    said = text_of(front().receipts.draw(RECEIPT))
    for words in (
        "領　収　書",
        "金　１，２００円",
        "住民票の写し",
        "２部",
        "令和８年７月８日　１０：１２",
        "明石市",
        "akashi-0001",
    ):
        assert "".join(words.split()) in said


def test_a_receipt_shows_only_the_end_of_a_number() -> None:
    said = text_of(front().receipts.draw(RECEIPT))
    assert "…588587" in said
    assert NUMBER[-7:] not in said


def test_the_same_payment_gives_the_same_bytes() -> None:
    assert front().receipts.draw(RECEIPT) == front().receipts.draw(RECEIPT)


def test_a_receipt_with_an_undrawable_name_is_refused() -> None:
    with pytest.raises(UndrawableCharacter):
        front().receipts.draw(replace(RECEIPT, municipality="😀市"))
