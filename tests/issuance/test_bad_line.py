"""A proof, offer or application altered, repeated or misdirected on the line ends in its error and issues nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.issuance.meddling import Cheap, Line, PassOn, alter, change_answer, flip, overhear, reasons, script
from tests.issuance.people import AKASHI, RECORD, Town, bench

from kofu.assembly.keys import terminal_of
from kofu.issuance.messages import (
    Answer,
    Application,
    Apply,
    Failed,
    OpenSession,
    OrderAnswer,
    Prove,
    Request,
    SealedOffer,
    SessionOpened,
    Signed,
)
from kofu.pki.trust import Chain
from kofu.scenarios.script import Wish, holder

# The line between kiosk and centre: a proof


def test_a_proof_comes_too_late_when_the_session_is_over(here: Town) -> None:
    def meddle(message: Request, pass_on: PassOn) -> Answer:
        if isinstance(message, Prove):
            here.stage.clock.advance(601)
        return pass_on(message)

    assert reasons(here.visit(meddle=meddle)) == ["SESSION_ENDED"]
    here.require_nothing_left()


def test_a_session_takes_one_proof_only_right_or_wrong(here: Town) -> None:
    answers: list[Answer] = []

    def meddle(message: Request, pass_on: PassOn) -> Answer:
        if isinstance(message, Prove):
            answers.append(pass_on(message.model_copy(update={"signature": flip(message.signature)})))
        return pass_on(message)

    account = here.visit(meddle=meddle)
    assert [answer.code for answer in answers if isinstance(answer, Failed)] == ["PKI_BAD_CARD_SIGNATURE"]
    assert reasons(account) == ["PROOF_NONCE_SPENT"]
    here.require_nothing_left()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("signature", b"\0" * 256),
        ("signing_key", b"\7" * 32),
        ("sealing_key", b"\7" * 1216),
    ],
)
def test_a_proof_for_other_session_keys_is_refused(here: Town, field: str, value: bytes) -> None:
    account = here.visit(meddle=alter(Prove, lambda message: message.model_copy(update={field: value})))
    assert reasons(account) == ["PKI_BAD_CARD_SIGNATURE"]
    here.require_nothing_left()


def test_a_proof_made_for_one_session_does_not_open_another(here: Town) -> None:
    stolen: list[Prove] = []
    here.visit(meddle=overhear(Prove, stolen))

    def meddle(message: Request, pass_on: PassOn) -> Answer:
        if isinstance(message, Prove):
            return pass_on(stolen[0].model_copy(update={"session": message.session}))
        return pass_on(message)

    here.tray.copies.clear()
    assert reasons(here.visit(meddle=meddle)) == ["PKI_BAD_CARD_SIGNATURE"]
    here.require_nothing_left()


def test_a_proof_does_not_work_at_another_terminal(here: Town) -> None:
    def meddle(message: Request, pass_on: PassOn) -> Answer:
        if isinstance(message, Prove):
            return here.stage.centre.answer(message, terminal_of(Chain.LAWSON))
        return pass_on(message)

    assert reasons(here.visit(meddle=meddle)) == ["SESSION_UNKNOWN"]
    here.require_nothing_left()


def test_a_municipality_takes_a_proof_once_even_from_the_centre(here: Town) -> None:
    proofs: list[Request] = []
    server = here.stage.municipalities[AKASHI]
    answer = server.answer

    def listen(message: Request, peer: str) -> Answer:
        proofs.append(message)
        return answer(message, peer)

    server.answer = listen  # type: ignore[method-assign]  # the line between centre and municipality is tapped
    here.visit()
    again = answer(proofs[0], "centre")
    assert isinstance(again, Failed)
    assert again.code == "PROOF_REPLAYED"


def test_a_municipality_nobody_knows_is_refused(here: Town) -> None:
    assert reasons(here.visit(municipality="999999")) == ["TRUST_UNKNOWN_MUNICIPALITY"]
    here.require_nothing_left()


# The line: an offer


def test_an_altered_offer_cannot_be_opened(here: Town) -> None:
    meddle = change_answer(SealedOffer, lambda answer: answer.model_copy(update={"sealed": flip(answer.sealed)}))  # type: ignore[union-attr]  # narrowed by kind
    assert reasons(here.visit(meddle=meddle)) == ["PROTOCOL_CANNOT_UNSEAL"]
    here.require_nothing_left()


def test_an_offer_of_an_earlier_session_cannot_be_opened(here: Town) -> None:
    offers: list[SealedOffer] = []

    def meddle(message: Request, pass_on: PassOn) -> Answer:
        answer = pass_on(message)
        if isinstance(answer, SealedOffer):
            offers.append(answer)
            return offers[0].model_copy(update={"session": answer.session})
        return answer

    here.visit(meddle=meddle)
    here.tray.copies.clear()
    assert reasons(here.visit(meddle=meddle)) == ["PROTOCOL_CANNOT_UNSEAL"]


def test_an_offer_signed_by_somebody_else_is_refused(here: Town) -> None:
    server = here.stage.municipalities[AKASHI]
    forger = Ed25519PrivateKey.from_private_bytes(b"\1" * 32)
    server.role = replace(server.role, settings=replace(server.role.settings, sign_manifest=forger.sign))
    assert reasons(here.visit()) == ["PROTOCOL_BAD_SIGNATURE"]
    here.require_nothing_left()


# The line: an application


def test_an_altered_application_is_refused(here: Town) -> None:
    def change(message: Request) -> Request:
        assert isinstance(message, Apply)
        payload = message.application.payload.replace(b'"copies":1', b'"copies":2')
        return message.model_copy(update={"application": message.application.model_copy(update={"payload": payload})})

    assert reasons(here.visit(meddle=alter(Apply, change))) == ["PROTOCOL_BAD_SIGNATURE"]
    here.require_nothing_left()


def test_other_choices_than_the_signed_ones_are_refused(here: Town) -> None:
    meddle = alter(Apply, lambda message: message.model_copy(update={"choices": flip(message.choices)}))  # type: ignore[union-attr]  # narrowed by kind
    assert reasons(here.visit(meddle=meddle)) == ["APPLICATION_CHOICES_ALTERED"]
    here.require_nothing_left()


@pytest.mark.parametrize(("sequence", "code"), [(2, "PROTOCOL_BROKEN_CHAIN"), (7, "PROTOCOL_BROKEN_CHAIN")])
def test_a_skipped_application_is_noticed(here: Town, sequence: int, code: str) -> None:
    terminal, reader = here.terminal("akashi/hanako")
    role = terminal.role
    keys = role.settings.make_keys()

    def meddle(message: Request, pass_on: PassOn) -> Answer:
        if isinstance(message, Apply):
            application = Application.from_signed(message.application.payload)
            payload = application.model_copy(update={"sequence": sequence}).canonical_bytes()
            signature = keys.sign(application.label.encode() + b"\0" + payload)
            message = message.model_copy(update={"application": Signed(payload=payload, signature=signature)})
        return pass_on(message)

    terminal.role = replace(role, settings=replace(role.settings, make_keys=lambda: keys))
    terminal.centre = Line(terminal.centre.ask, meddle)
    account = terminal.serve(AKASHI, script(reader))
    assert reasons(account) == [code]
    here.require_nothing_left()


def test_the_same_application_again_gets_the_same_bytes(here: Town) -> None:
    answers: list[Answer] = []

    def meddle(message: Request, pass_on: PassOn) -> Answer:
        if isinstance(message, Apply):
            answers.append(pass_on(message))
        return pass_on(message)

    account = here.visit(meddle=meddle)
    assert len(account.printed) == 1
    assert isinstance(answers[0], OrderAnswer)
    assert answers[0].envelope is not None


def test_an_application_again_after_everything_is_over_is_refused(here: Town) -> None:
    heard: list[Apply] = []
    here.visit(meddle=overhear(Apply, heard))
    answer = here.stage.centre.answer(heard[0], terminal_of(Chain.SEVEN_ELEVEN))
    assert isinstance(answer, Failed)
    assert answer.code == "SESSION_ENDED"
    assert len(here.tray.copies) == 1


@pytest.mark.parametrize("copies", [11, 100])
def test_more_copies_than_the_rules_allow_are_refused(here: Town, copies: int) -> None:
    account = here.visit(wish=Wish("resident_record", holder, copies=copies))
    assert reasons(account) == ["copies_out_of_range"]
    here.require_nothing_left()


def test_a_kind_that_is_not_offered_is_refused(here: Town) -> None:
    assert reasons(here.visit(wish=Wish("koseki_full", holder))) == ["certificate_not_offered"]
    here.require_nothing_left()


def test_a_person_who_was_not_offered_is_refused(here: Town) -> None:
    account = here.visit(wish=Wish("resident_record", lambda _offer: ("f" * 32,)))
    assert reasons(account) == ["other_household"]
    here.require_nothing_left()


def test_a_fee_other_than_that_of_the_rules_is_refused(here: Town) -> None:
    terminal, reader = here.terminal("akashi/hanako")
    account = terminal.serve(AKASHI, Cheap(reader, iter((b"1234",)), RECORD))
    assert reasons(account) == ["MONEY_FEE_DIFFERS"]
    here.require_nothing_left()


def test_the_session_opened_for_one_terminal_names_its_channel(here: Town) -> None:
    answer = here.stage.centre.answer(OpenSession(terminal=terminal_of(Chain.LAWSON)), terminal_of(Chain.LAWSON))
    assert isinstance(answer, SessionOpened)
    assert answer.channel == bench().keys.channel(terminal_of(Chain.LAWSON))
