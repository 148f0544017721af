from __future__ import annotations

import typing

import pytest

from kofu.issuance.messages import (
    Answer,
    Apply,
    AskOffer,
    Envelope,
    Failed,
    MalformedMessage,
    Message,
    Order,
    OrderAnswer,
    Prove,
    Request,
    Reserve,
    SealedOffer,
    Settled,
    SettleNumbers,
    Signed,
    TellReport,
)
from kofu.wire.table import CENTRE_ROUTES, MUNICIPALITY_ROUTES, ROUTES, read_answer

EVERY = CENTRE_ROUTES + MUNICIPALITY_ROUTES
SMALL, BLOB, PAGES = bytes([255]) * 8_192, bytes([255]) * 262_144, bytes([255]) * 33_554_432
SIGNED = Signed(payload=BLOB, signature=bytes([255]) * 64)
ID, CODE = "a" * 32, "282031"
LARGEST: list[Message] = [
    Prove(session=ID, municipality=CODE, certificate=SMALL, signature=SMALL, signing_key=bytes(32), sealing_key=SMALL),
    AskOffer(statement=SMALL, certificate=SMALL, signature=SMALL),
    Apply(session=ID, issuance=ID, application=SIGNED, choices=BLOB),
    Order(session=ID, issuance=ID, application=SIGNED, choices=BLOB, received_at=2**40),
    Reserve(session=ID, issuance=ID, reservation=SIGNED),
    TellReport(issuance=ID, report=SIGNED),
    SettleNumbers(issuance=ID, valid=("1" * 40,) * 100, void=("1" * 40,) * 100, erase=False),
    SealedOffer(session=ID, sealed=BLOB),
    OrderAnswer(envelope=Envelope(manifest=SIGNED, sealed=PAGES), refusal=None),
]


def test_every_request_has_a_path_of_its_own() -> None:
    assert set(ROUTES) == set(typing.get_args(Request))
    assert len({route.path for route in EVERY}) == len(EVERY) == len(ROUTES)


def test_every_answer_answers_something() -> None:
    assert {route.answer for route in EVERY} | {Failed} == set(typing.get_args(Answer))


@pytest.mark.parametrize("message", LARGEST, ids=lambda message: type(message).__name__)
def test_the_largest_message_fits_its_bound_closely(message: Message) -> None:
    size = len(message.model_dump_json())
    bounds = [route.most_request_bytes for route in EVERY if route.request is type(message)]
    bounds += [route.most_answer_bytes for route in EVERY if route.answer is type(message)]
    assert bounds
    assert all(size <= bound < 2 * size for bound in bounds)


def test_an_answer_is_read_as_what_was_asked_for() -> None:
    route = ROUTES[SettleNumbers]
    assert read_answer(route, 200, Settled(issuance=ID).model_dump_json().encode()) == Settled(issuance=ID)
    with pytest.raises(MalformedMessage):
        read_answer(route, 200, Failed(code="ISSUANCE_UNKNOWN", facts={}).model_dump_json().encode())


@pytest.mark.parametrize("status", [400, 403, 404, 411, 413, 415, 422])
def test_a_refusal_means_that_nothing_was_done(status: int) -> None:
    failed = Failed(code="ISSUANCE_UNKNOWN", facts={"copies": 3})
    assert read_answer(ROUTES[SettleNumbers], status, failed.model_dump_json().encode()) == failed


@pytest.mark.parametrize("status", [201, 204, 302, 401, 405, 408, 429, 500, 502, 503, 504])
def test_any_other_status_leaves_it_unknown(status: int) -> None:
    failed = Failed(code="PROTOCOL_SERVER_FAULT", facts={})
    assert read_answer(ROUTES[SettleNumbers], status, failed.model_dump_json().encode()) is None
