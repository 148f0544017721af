"""One conversation with a card: the proof it gives, and every way it can end without one."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from tests.card.conftest import make_memory
from tests.card.conversation import COMMANDS, VERIFY_AT, Counted, appoint, is_genuine, tries_left

from kofu.card.authenticate import CardSurvey, authenticate, survey, token_kind_of
from kofu.card.connection import TracedConnection
from kofu.card.errors import (
    AccessDenied,
    MalformedPin,
    NoAuthenticationCertificate,
    NotThisCard,
    PinBlocked,
    UnsupportedKey,
    WrongPin,
)
from kofu.card.jpki import FileId, JpkiApplication, TokenKind
from kofu.card.signing import SignatureScheme
from kofu.card.simulated import (
    CardMemory,
    InProcessConnection,
    SimulatedCard,
    user_pin,
)

MemoryOf = Callable[..., CardMemory]


def test_the_conversation_has_one_order(memory: CardMemory) -> None:
    connection = Counted(SimulatedCard(memory))
    authenticate(connection, b"1234", appoint)
    verbs = [
        {0xA4: "select", 0xB0: "read", 0x20: "verify", 0x2A: "sign"}[command[1]]
        + (f" {command[5:].hex()}" if command[1] == 0xA4 else "")
        for command in connection.sent
    ]
    assert [verb for verb, before in zip(verbs, ["", *verbs], strict=False) if verb != before] == [
        "select d392f000260100000001",
        "select 0006",
        "read",
        "select 0018",
        "verify",
        "select 0018",
        "verify",
        "select 000a",
        "read",
        "select 0017",
        "sign",
    ]
    assert len(connection.sent) == COMMANDS
    assert connection.sent[4] == bytes.fromhex("00200080"), "the first VERIFY only asks for the tries left"
    assert connection.sent[VERIFY_AT - 1] == bytes.fromhex("0020008004") + b"1234"
    assert connection.closings == 1


@pytest.mark.parametrize("kind", ["rsa", "p384"])
@pytest.mark.parametrize("token", [TokenKind.CARD, TokenKind.ANDROID])
def test_a_right_pin_gives_a_proof_that_verifies(memory_of: MemoryOf, token: TokenKind, kind: str) -> None:
    memory = memory_of(token, kind)
    assert memory.user
    proof = authenticate(InProcessConnection(SimulatedCard(memory)), b"1234", appoint)
    assert proof.certificate == memory.user.certificate
    assert proof.statement == appoint(memory.user.certificate)
    assert proof.token is token
    assert is_genuine(proof)


def test_the_same_card_and_statement_give_the_same_bytes(memory_of: MemoryOf) -> None:
    for kind in ("rsa", "p384"):
        proofs = [
            authenticate(InProcessConnection(SimulatedCard(memory_of(kind=kind))), b"1234", appoint) for _ in range(2)
        ]
        assert proofs[0] == proofs[1]


def test_three_wrong_entries_block_the_pin(memory: CardMemory) -> None:
    card = SimulatedCard(memory)
    for remaining in (2, 1):
        with pytest.raises(WrongPin) as raised:
            authenticate(InProcessConnection(card), b"9999", appoint)
        assert raised.value.attempts_remaining == remaining
    for pin in (b"9999", b"1234", b"1234"):
        with pytest.raises(PinBlocked):
            authenticate(InProcessConnection(card), pin, appoint)
    assert tries_left(card) == 0


def test_a_right_entry_gives_all_tries_back(memory: CardMemory) -> None:
    card = SimulatedCard(replace(memory, user_pin=user_pin("1234", tries_left=1)))
    authenticate(InProcessConnection(card), b"1234", appoint)
    assert tries_left(card) == 3


def test_a_blocked_card_is_told_before_the_pin_is_shown(memory: CardMemory) -> None:
    connection = Counted(SimulatedCard(replace(memory, user_pin=user_pin("1234", tries_left=0))))
    with pytest.raises(PinBlocked):
        authenticate(connection, b"1234", appoint)
    assert not any(b"1234" in command for command in connection.sent)


@pytest.mark.parametrize("typed", ["１２３４", "1234", "1２3４"])
def test_full_width_digits_are_the_same_pin(memory: CardMemory, typed: str) -> None:
    assert is_genuine(authenticate(InProcessConnection(SimulatedCard(memory)), typed.encode(), appoint))


@given(st.one_of(st.binary(min_size=1, max_size=8), st.text(min_size=1, max_size=6).map(str.encode)))
@example("９９９９".encode())
def test_an_entry_of_another_form_never_reaches_the_card(typed: bytes) -> None:
    assume(unicodedata.normalize("NFKC", typed.decode("utf-8", "replace")) != "1234")
    card = SimulatedCard(make_memory())
    connection = Counted(card)
    with pytest.raises((MalformedPin, WrongPin)) as raised:
        authenticate(connection, typed, appoint)
    if raised.type is MalformedPin:
        assert connection.sent == []
        assert raised.value.facts == {}
    assert tries_left(card) == (3 if raised.type is MalformedPin else 2)
    assert connection.closings == 1


@pytest.mark.parametrize("typed", ["", "123", "12345", "12a4", "٣٤٥٦", "12 4", "１２３", "12\n4", "-123"])
def test_a_malformed_pin_costs_no_try(memory: CardMemory, typed: str) -> None:
    card = SimulatedCard(memory)
    with pytest.raises(MalformedPin):
        authenticate(InProcessConnection(card), typed.encode(), appoint)
    assert tries_left(card) == 3


def test_a_phone_wants_its_pin_before_it_shows_its_certificate(memory_of: MemoryOf) -> None:
    application = JpkiApplication(InProcessConnection(SimulatedCard(memory_of(TokenKind.ANDROID))))
    with pytest.raises(AccessDenied):
        application.certificate(FileId.USER_CERTIFICATE)
    application.verify_user_pin(b"1234")
    assert application.certificate(FileId.USER_CERTIFICATE)


def test_a_phone_that_knows_its_holder_needs_no_pin_and_shows_none(memory_of: MemoryOf) -> None:
    for pin in (b"", b"1234"):
        connection = Counted(SimulatedCard(memory_of(TokenKind.IPHONE)))
        proof = authenticate(connection, pin, appoint)
        assert is_genuine(proof)
        assert proof.token is TokenKind.IPHONE
        assert not any(command[1] == 0x20 for command in connection.sent)
    seen = survey(InProcessConnection(SimulatedCard(memory_of(TokenKind.IPHONE))))
    assert seen == CardSurvey(TokenKind.IPHONE, has_user_certificate=True, tries_left=None)


@pytest.mark.parametrize("token", [TokenKind.CARD, TokenKind.ANDROID])
def test_only_a_phone_that_knows_its_holder_may_leave_the_pin_out(memory_of: MemoryOf, token: TokenKind) -> None:
    with pytest.raises(MalformedPin):
        authenticate(InProcessConnection(SimulatedCard(memory_of(token))), b"", appoint)
    with pytest.raises(AccessDenied):
        JpkiApplication(InProcessConnection(SimulatedCard(memory_of(token)))).sign(FileId.USER_KEY, b"x")


def test_the_old_resident_card_is_told_apart_and_refused(memory_of: MemoryOf) -> None:
    card = SimulatedCard(memory_of(TokenKind.RESIDENT_CARD))
    assert token_kind_of(InProcessConnection(card)) is TokenKind.RESIDENT_CARD
    with pytest.raises(NotThisCard):
        authenticate(InProcessConnection(card), b"1234", appoint)
    assert tries_left(card) == 3


def test_a_card_without_the_application_is_not_this_card() -> None:
    seal_registration_card = CardMemory(token=None)
    with pytest.raises(NotThisCard):
        token_kind_of(InProcessConnection(SimulatedCard(seal_registration_card)))
    with pytest.raises(NotThisCard):
        authenticate(InProcessConnection(SimulatedCard(seal_registration_card)), b"1234", appoint)


def test_the_kind_of_token_is_known_before_a_pin_and_leaves_the_card_ready(memory: CardMemory) -> None:
    connection = InProcessConnection(SimulatedCard(memory))
    assert token_kind_of(connection) is TokenKind.CARD
    assert survey(connection) == CardSurvey(TokenKind.CARD, has_user_certificate=True, tries_left=3)
    assert is_genuine(authenticate(connection, b"1234", appoint))


def test_a_card_without_user_certificate_is_named_so(memory: CardMemory) -> None:
    for without in (replace(memory, user=None), replace(memory, user=None, user_pin=None)):
        assert not survey(InProcessConnection(SimulatedCard(without))).has_user_certificate
        with pytest.raises(NoAuthenticationCertificate):
            authenticate(InProcessConnection(SimulatedCard(without)), b"1234", appoint)


def test_an_unreadable_certificate_has_its_own_error(memory: CardMemory) -> None:
    assert memory.user
    broken = replace(memory, user=replace(memory.user, certificate=b"\x30\x82\x00\x02\x05\x00"))
    with pytest.raises(UnsupportedKey):
        authenticate(InProcessConnection(SimulatedCard(broken)), b"1234", appoint)


def test_a_statement_that_cannot_be_made_still_closes_the_card(memory: CardMemory) -> None:
    connection = Counted(SimulatedCard(memory))

    def refuse(_certificate: bytes) -> bytes:
        raise LookupError

    with pytest.raises(LookupError):
        authenticate(connection, b"1234", refuse)
    assert connection.closings == 1


def test_a_closed_card_has_forgotten_the_pin(memory: CardMemory) -> None:
    card = SimulatedCard(memory)
    authenticate(InProcessConnection(card), b"1234", appoint)
    card_input = SignatureScheme.RSA_PKCS1_SHA256.card_input(b"another statement")
    with pytest.raises(AccessDenied):
        JpkiApplication(InProcessConnection(card)).sign(FileId.USER_KEY, card_input)


def test_a_card_may_forget_or_keep_its_pin_when_selected_again(memory: CardMemory) -> None:
    for keeps in (False, True):
        card = SimulatedCard(replace(memory, reselect_keeps_pin=keeps))
        connection = InProcessConnection(card)
        JpkiApplication(connection).verify_user_pin(b"1234")
        again = JpkiApplication(connection)
        if keeps:
            assert again.sign(FileId.USER_KEY, b"x")
        else:
            with pytest.raises(AccessDenied):
                again.sign(FileId.USER_KEY, b"x")
        assert is_genuine(authenticate(connection, b"1234", appoint))


def test_no_pin_appears_in_the_trace_or_in_an_error(memory: CardMemory) -> None:
    lines: list[str] = []
    card = SimulatedCard(memory)
    with pytest.raises(WrongPin) as raised:
        authenticate(TracedConnection(InProcessConnection(card), lines.append), b"7391", appoint)
    shown = "\n".join([*lines, str(raised.value), repr(raised.value), repr(card.memory)])
    assert "7391" not in shown
    assert b"7391".hex(" ") not in shown
    assert "'1234'" not in shown
    assert any(line == "> 00 20 00 80 ****" for line in lines)
