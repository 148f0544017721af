"""An envelope that contradicts its session is never printed and never charged."""

from __future__ import annotations

from dataclasses import replace

from tests.issuance.meddling import change_answer, flip, reasons
from tests.issuance.people import AKASHI, Town, bench, made_cards

from kofu.issuance.alarms import open_alarms
from kofu.issuance.messages import (
    Answer,
    Envelope,
    Manifest,
    OrderAnswer,
    Request,
    Signed,
)
from kofu.issuance.sealing import sign

# The line: an envelope


def test_an_envelope_altered_on_the_line_ends_the_session_and_halts_nobody(here: Town) -> None:
    server = here.stage.municipalities[AKASHI]
    answer = server.answer

    def alter_pages(message: Request, peer: str) -> Answer:
        given = answer(message, peer)
        if isinstance(given, OrderAnswer) and given.envelope is not None:
            envelope = given.envelope.model_copy(update={"sealed": flip(given.envelope.sealed)})
            return given.model_copy(update={"envelope": envelope})
        return given

    server.answer = alter_pages  # type: ignore[method-assign]  # the line between centre and municipality is tapped
    assert reasons(here.visit()) == ["PROTOCOL_CANNOT_UNSEAL"]
    here.require_nothing_left()
    assert open_alarms(here.store("centre"), AKASHI) == ()


def test_an_envelope_altered_behind_the_centre_is_not_printed(here: Town) -> None:
    def change(answer: Answer) -> Answer:
        if not isinstance(answer, OrderAnswer) or answer.envelope is None:
            return answer
        envelope = answer.envelope.model_copy(update={"sealed": flip(answer.envelope.sealed)})
        return answer.model_copy(update={"envelope": envelope})

    assert reasons(here.visit(meddle=change_answer(OrderAnswer, change))) == ["ALARM_ENVELOPE_CONTRADICTS"]
    here.require_nothing_left()


def test_the_envelope_of_another_session_is_not_printed(here: Town) -> None:
    envelopes: list[Envelope] = []

    def change(answer: Answer) -> Answer:
        assert isinstance(answer, OrderAnswer)
        assert answer.envelope is not None
        envelopes.append(answer.envelope)
        return answer.model_copy(update={"envelope": envelopes[0]})

    meddle = change_answer(OrderAnswer, change)
    assert here.visit(meddle=meddle).printed
    here.tray.copies.clear()
    assert reasons(here.visit("akashi/taro", meddle=meddle)) == ["PROTOCOL_OTHER_SESSION"]
    here.require_nothing_left()


def test_a_holder_tag_of_another_card_is_an_alarm(here: Town) -> None:
    """As if the renderer had drawn somebody else's rows: the centre, which knows only digests, holds the print."""
    server = here.stage.municipalities[AKASHI]
    key = bench().keys.municipalities[AKASHI].manifest
    answer = server.answer

    def swap_tag(message: Request, peer: str) -> Answer:
        given = answer(message, peer)
        if not isinstance(given, OrderAnswer) or given.envelope is None:
            return given
        manifest = Manifest.from_signed(given.envelope.manifest.payload)
        payload = manifest.model_copy(update={"holder_tag": "0" * 64}).canonical_bytes()
        signed = Signed(payload=payload, signature=sign(Manifest.label, payload, key))
        return given.model_copy(update={"envelope": given.envelope.model_copy(update={"manifest": signed})})

    server.answer = swap_tag  # type: ignore[method-assign]  # the line between centre and municipality is tapped
    account = here.visit()
    assert reasons(account) == ["ALARM_MANIFEST_CONTRADICTS"]
    assert open_alarms(here.store("centre"), AKASHI)
    here.require_nothing_left()


def test_rows_of_another_household_do_not_reach_the_card(here: Town) -> None:
    """The registers hand out the neighbours' rows, as a print file once stood for the wrong applicant (I1)."""
    server = here.stage.municipalities[AKASHI]
    real = server.registers
    other = made_cards()["akashi/maria"][1].identity

    class Confused:
        def __getattr__(self, name: str) -> object:
            return getattr(real, name)

        def snapshot(self, identity: object, at: object) -> object:
            return real.snapshot(other, at)  # type: ignore[arg-type]  # passed through

    server.registers = Confused()  # type: ignore[assignment]  # stands in for the store
    account = here.visit()
    assert reasons(account) == ["ALARM_DRAWING_CONTRADICTS"]
    assert open_alarms(here.store("centre"), AKASHI)
    server.registers = real
    assert reasons(here.visit()) == ["CENTRE_MUNICIPALITY_HALTED"]
    here.require_nothing_left()


def test_a_build_the_centre_did_not_approve_is_not_served(here: Town) -> None:
    server = here.stage.municipalities[AKASHI]
    server.role = replace(server.role, settings=replace(server.role.settings, build="c" * 64))
    assert reasons(here.visit()) == ["CENTRE_FINGERPRINT_NOT_APPROVED"]
    here.require_nothing_left()
