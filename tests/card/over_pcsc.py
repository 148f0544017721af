"""Drives the product's PC/SC connection where the private reader is; prints what happened as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from kofu.card.apdu import Command, Response
from kofu.card.authenticate import authenticate, survey
from kofu.card.deadline import DeadlineConnection
from kofu.card.errors import CardError
from kofu.card.jpki import FileId, JpkiApplication
from kofu.card.pcsc import PcscConnection, card_present, readers
from kofu.card.signing import SignatureScheme

READER, OTHER_READER = "Virtual PCD 00 00", "Virtual PCD 00 01"
DEADLINE_SECONDS = 0.5


def proof(reader: str) -> object:
    made = authenticate(DeadlineConnection(lambda: PcscConnection(reader), 5), b"1234", lambda _: b"appoint this key")
    return {
        "certificate": made.certificate.hex(),
        "statement": made.statement.hex(),
        "signature": made.signature.hex(),
        "token": made.token.value,
    }


def facts(reader: str) -> object:
    connection = PcscConnection(reader)
    seen = survey(connection)
    atr = connection.atr
    connection.close()
    connection.close()
    return {"readers": readers(), "present": card_present(reader), "atr": atr.hex(), "tries": seen.tries_left}


def second_opening(reader: str) -> object:
    first = PcscConnection(reader)
    try:
        PcscConnection(reader)
    finally:
        first.close()
    return None


def signing_after_close(reader: str) -> object:
    first = PcscConnection(reader)
    JpkiApplication(first).verify_user_pin(b"1234")
    first.close()
    second = PcscConnection(reader)
    try:
        JpkiApplication(second).sign(FileId.USER_KEY, SignatureScheme.RSA_PKCS1_SHA256.card_input(b"x"))
    finally:
        second.close()
    return None


def absent_card(_reader: str) -> object:
    assert not card_present(OTHER_READER)
    return PcscConnection(OTHER_READER)


def unknown_reader(_reader: str) -> object:
    return PcscConnection("Reader of another kiosk")


def after_closing(reader: str) -> object:
    connection = PcscConnection(reader)
    connection.close()
    return connection.transmit(b"\x00\xa4\x04\x0c")


def silent_card(reader: str) -> object:
    return authenticate(DeadlineConnection(lambda: PcscConnection(reader), DEADLINE_SECONDS), b"1234", lambda _: b"")


def large_answer(reader: str) -> object:
    connection = PcscConnection(reader)
    JpkiApplication(connection).has_user_certificate()
    read = Command(0x00, 0xB0, 0, 0, expected=1000)
    answer = Response.parse(connection.transmit(read.encode()))
    connection.close()
    return {"bytes": len(answer.data), "status": f"{answer.status:04X}"}


CONVERSATIONS: dict[str, Callable[[str], object]] = {
    "absent-card": absent_card,
    "after-closing": after_closing,
    "facts": facts,
    "large-answer": large_answer,
    "proof": proof,
    "second-opening": second_opening,
    "signing-after-close": signing_after_close,
    "silent-card": silent_card,
    "unknown-reader": unknown_reader,
}


def main() -> None:
    try:
        told: object = CONVERSATIONS[sys.argv[1]](READER)
    except CardError as error:
        told = {"error": error.code}
    print(json.dumps(told))  # noqa: T201 - the answer to the test


if __name__ == "__main__":
    main()
