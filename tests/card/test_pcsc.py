"""The product's own PC/SC binding, over pcscd and the virtual reader, with the real deadline above it."""

from __future__ import annotations

import ctypes
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from tests.card.stack import READER, Stack

from kofu.card import pcsc
from kofu.card.errors import CardMute, CardRemoved, ReaderUnavailable
from kofu.card.jpki import TokenKind
from kofu.card.simulated import CardFile, Fault, FaultKind

PROGRAM = Path(__file__).with_name("over_pcsc.py")


def told(stack: Stack, conversation: str) -> Any:
    outcome = stack.run(sys.executable, str(PROGRAM), conversation)
    assert outcome.status == 0, outcome.errors
    return json.loads(outcome.output)


def test_authenticate_works_through_the_real_stack(stack: Stack, card: CardFile) -> None:
    assert card.memory.user
    with stack.inserted(card.path):
        proof = told(stack, "proof")
    assert bytes.fromhex(proof["certificate"]) == card.memory.user.certificate
    assert TokenKind(proof["token"]) is TokenKind.CARD
    key = x509.load_der_x509_certificate(card.memory.user.certificate).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    signature, statement = bytes.fromhex(proof["signature"]), bytes.fromhex(proof["statement"])
    key.verify(signature, statement, padding.PKCS1v15(), hashes.SHA256())


def test_one_reader_is_held_by_one_program_and_forgets_the_pin_when_let_go(stack: Stack, card: CardFile) -> None:
    with stack.inserted(card.path):
        assert told(stack, "facts") == {
            "readers": [READER, "Virtual PCD 00 01"],
            "present": True,
            "atr": card.memory.atr.hex(),
            "tries": 3,
        }
        assert told(stack, "large-answer") == {"bytes": 1000, "status": "9000"}
        assert told(stack, "second-opening") == {"error": "CARD_READER_UNAVAILABLE"}
        assert told(stack, "signing-after-close") == {"error": "CARD_ACCESS_DENIED"}
        assert told(stack, "after-closing") == {"error": "CARD_REMOVED"}
        assert told(stack, "absent-card") == {"error": "CARD_REMOVED"}
        assert told(stack, "unknown-reader") == {"error": "CARD_READER_UNAVAILABLE"}


def test_a_silent_card_ends_at_the_deadline(stack: Stack, card: CardFile) -> None:
    silent = CardFile(card.path, replace(card.memory, faults=(Fault(FaultKind.MUTE, at=5),)))
    silent.save()
    with stack.inserted(silent.path):
        assert told(stack, "silent-card") == {"error": "CARD_MUTE"}


def test_a_card_pulled_after_verify_has_its_tries_back(stack: Stack, card: CardFile) -> None:
    leaving = CardFile(card.path, replace(card.memory, faults=(Fault(FaultKind.REMOVED, at=9),)))
    leaving.save()
    with stack.inserted(leaving.path):
        assert told(stack, "proof") == {"error": "CARD_REMOVED"}
    kept = CardFile.load(card.path).memory.user_pin
    assert kept
    assert kept.tries_left == 3


def test_a_missing_library_is_an_unavailable_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pcsc, "LIBRARY", "libpcsclite-of-nowhere.so.1")
    pcsc._library.cache_clear()
    try:
        with pytest.raises(ReaderUnavailable):
            pcsc.readers()
    finally:
        pcsc._library.cache_clear()


def test_a_missing_daemon_is_an_unavailable_reader(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    try:
        ctypes.CDLL(pcsc.LIBRARY)
    except OSError:
        pytest.skip("libpcsclite is not installed")
    monkeypatch.setenv("PCSCLITE_CSOCK_NAME", str(tmp_path / "nobody-listens"))
    with pytest.raises(ReaderUnavailable):
        pcsc.PcscConnection(READER)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (0x80100069, CardRemoved),
        (0x80100068, CardRemoved),
        (0x80100016, CardRemoved),
        (0x8010000C, CardRemoved),
        (0x80100067, CardRemoved),
        (0x80100066, CardRemoved),
        (0x80100017, CardRemoved),
        (0x8010002F, CardRemoved),
        (0x8010000A, CardMute),
        (0x8010001D, ReaderUnavailable),
        (0x8010002E, ReaderUnavailable),
        (0x8010000B, ReaderUnavailable),
        (0x80100001, ReaderUnavailable),
    ],
)
def test_return_codes_have_one_meaning(code: int, error: type[Exception]) -> None:
    assert type(pcsc.error_of(code)) is error
