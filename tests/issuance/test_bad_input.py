"""Everything that can be wrong between card and paper ends in its own error; nothing is issued, charged or left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.issuance.people import AKASHI, RECORD, Meddle, Town, bench, made_cards, town, unreachable

from kofu.assembly.keys import terminal_of
from kofu.card.simulated.memory import Fault, FaultKind
from kofu.errors import KofuError
from kofu.issuance.alarms import open_alarms
from kofu.issuance.kiosk.vocabulary import Chosen
from kofu.issuance.messages import (
    Answer,
    Application,
    Apply,
    Envelope,
    Failed,
    Manifest,
    Offer,
    OpenSession,
    OrderAnswer,
    Prove,
    Request,
    Reservation,
    Reserve,
    SealedOffer,
    SessionOpened,
    Signed,
    TellReport,
)
from kofu.issuance.sealing import sign
from kofu.kiosk.simulated import SimulatedReader
from kofu.kiosk.terminal import Account
from kofu.money import Yen
from kofu.pki.trust import Chain
from kofu.registers.facts import Fact
from kofu.registers.kinds import FactKind, ResidentRecord
from kofu.registers.model import Name
from kofu.scenarios.outcome import outcome_of
from kofu.scenarios.script import Script, Wish, holder
from kofu.towns.demo import demo_town

PassOn = Callable[[Request], Answer]
RequestType = TypeVar("RequestType", bound=Request)


@pytest.fixture
def here() -> Town:
    return town()


def reasons(account: Account) -> list[str]:
    """What went wrong: failure codes, the other party's where it said no, and reasons of the rules."""
    told = [str(error.facts.get("peer_code") or error.code) for error in account.failures]
    return told + [cause.reason.value for refusal in account.refusals for cause in refusal.causes]


# The card


@pytest.mark.parametrize(
    ("card", "pins", "reason", "left"),
    [
        ("akashi/hanako", (b"9999",), "pin_wrong", 2),
        ("akashi/hanako", (b"9999", b"9999"), "pin_wrong", 1),
        ("akashi/hanako", (b"9999", b"9999", b"9999"), "pin_locked", 0),
        ("akashi/kenji", (b"1234",), "pin_locked", 0),
        ("akashi/akira", (b"1234",), "no_auth_certificate", None),
        ("akashi/shigeru", (b"1234",), "auth_certificate_expired", None),
        ("akashi/yuko", (b"1234",), "pki_revoked", None),
        ("akashi/osamu", (b"1234",), "pki_unknown_issuer", None),
        ("akashi/aya", (b"1234",), "pki_wrong_key_usage", None),
        ("akashi/hanako", (b"12a4",), "card_pin_malformed", None),
    ],
)
def test_a_card_that_cannot_prove_its_holder_is_refused(
    here: Town, card: str, pins: tuple[bytes, ...], reason: str, left: int | None
) -> None:
    told = outcome_of(here.visit(card, pins=pins))
    assert (told.reason, told.attempts_left) == (reason, left)
    here.require_nothing_left()


@pytest.mark.parametrize("at", range(1, 20))
@pytest.mark.parametrize("kind", [FaultKind.REMOVED, FaultKind.TORN, FaultKind.MUTE, FaultKind.GARBAGE])
def test_a_card_that_fails_at_any_step_ends_the_session(here: Town, kind: FaultKind, at: int) -> None:
    account = here.visit(faults=(Fault(kind, at),))
    if account.printed:
        assert at > 12, "beyond the conversation the fault has nothing to spoil"
        return
    assert reasons(account)[0].startswith("CARD_")
    here.require_nothing_left()


# The registers


def renamed(here: Town, name: str) -> None:
    """A change of Hanako's name, recorded a minute before she comes."""
    place = next(place for place in here.stage.places if place.rules.code == AKASHI)
    person = made_cards()["akashi/hanako"][0].person
    told = demo_town(AKASHI, here.stage.clock.now()).facts()
    record = next(fact.value for fact in told if fact.kind is FactKind.RECORD and fact.subject == person)
    assert isinstance(record, ResidentRecord)
    today = here.stage.clock.now().date()
    fact = Fact(FactKind.RECORD, person, today, replace(record, name=Name(name)))
    place.registers.apply((fact,), here.stage.clock.now())


@pytest.mark.parametrize("name", ["明石 \u845b\U000e0100", "明石 😀"])
def test_a_name_the_font_cannot_draw_is_refused_and_never_replaced(here: Town, name: str) -> None:
    renamed(here, name)
    assert reasons(here.visit()) == ["TEXT_UNDRAWABLE_CHARACTER"]
    here.require_nothing_left()


def test_a_name_too_long_for_the_form_is_refused_and_never_cut(here: Town) -> None:
    renamed(here, "明石 " + "寿限無" * 30)
    assert reasons(here.visit()) in (["text_too_long"], ["PAPER_TEXT_TOO_LONG"])
    here.require_nothing_left()


@pytest.mark.parametrize("name", ["明石 \ue000", "明石\n花子", "明石 \u202e花子"])
def test_private_use_and_control_characters_never_enter_the_registers(here: Town, name: str) -> None:
    with pytest.raises(KofuError, match="REGISTER_TEXT_REFUSED"):
        renamed(here, name)


# The line between kiosk and centre: a proof


def alter(kind: type[Request], change: Callable[[Request], Request]) -> Meddle:
    """Changes every request of a kind on its way."""

    def meddle(message: Request, pass_on: PassOn) -> Answer:
        return pass_on(change(message) if isinstance(message, kind) else message)

    return meddle


def overhear(kind: type[RequestType], heard: list[RequestType]) -> Meddle:
    """Keeps every request of a kind and passes it on."""

    def meddle(message: Request, pass_on: PassOn) -> Answer:
        if isinstance(message, kind):
            heard.append(message)
        return pass_on(message)

    return meddle


def flip(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


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


def change_answer(kind: type[Answer], change: Callable[[Answer], Answer]) -> Meddle:
    """Changes every answer of a kind on its way back."""

    def meddle(message: Request, pass_on: PassOn) -> Answer:
        answer = pass_on(message)
        return change(answer) if isinstance(answer, kind) else answer

    return meddle


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
    terminal.centre = _Line(terminal.centre.ask, meddle)
    account = terminal.serve(AKASHI, _script(reader))
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
    account = terminal.serve(AKASHI, _Cheap(reader, iter((b"1234",)), RECORD))
    assert reasons(account) == ["MONEY_FEE_DIFFERS"]
    here.require_nothing_left()


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


# Money and silence


@pytest.mark.parametrize("kind", [OpenSession, Prove, Apply, Reserve])
def test_a_centre_that_falls_silent_costs_nothing(here: Town, kind: type[Request]) -> None:
    def meddle(message: Request, pass_on: PassOn) -> Answer:
        return unreachable(message, pass_on) if isinstance(message, kind) else pass_on(message)

    account = here.visit(meddle=meddle)
    assert reasons(account) == ["KIOSK_CENTRE_UNREACHABLE"]
    here.require_nothing_left()
    if kind is Reserve:
        assert account.returned == 100


def test_a_permission_lost_on_the_way_gives_the_coins_back_and_the_books_follow(here: Town) -> None:
    def meddle(message: Request, pass_on: PassOn) -> Answer:
        answer = pass_on(message)
        return unreachable(message, pass_on) if isinstance(message, Reserve) else answer

    account = here.visit(meddle=meddle)
    assert (account.fee, account.returned) == (0, 100)
    here.require_nothing_left()


def test_too_few_coins_give_everything_back(here: Town) -> None:
    here.cash.purse = lambda _amount: (Yen(50), Yen(10))
    account = here.visit()
    assert (account.fee, account.returned) == (0, 60)
    here.require_nothing_left()


def test_change_is_given(here: Town) -> None:
    here.cash.purse = lambda _amount: (Yen(500),)
    account = here.visit()
    assert (account.fee, here.cash.change) == (100, 400)


def test_a_note_whose_change_is_not_there_is_refused(here: Town) -> None:
    here.cash.box = {Yen(10): 3}
    here.cash.purse = lambda _amount: (Yen(1000), Yen(500))
    account = here.visit()
    assert (account.fee, account.returned) == (0, 0)
    here.require_nothing_left()


@pytest.mark.parametrize("change", ["amount", "manifest"])
def test_a_reservation_that_does_not_fit_gets_no_permission(here: Town, change: str) -> None:
    terminal, reader = here.terminal("akashi/hanako")
    keys = terminal.role.settings.make_keys()

    def meddle(message: Request, pass_on: PassOn) -> Answer:
        if isinstance(message, Reserve):
            reservation = Reservation.from_signed(message.reservation.payload)
            update = {"amount": 90} if change == "amount" else {"manifest": "0" * 64}
            payload = reservation.model_copy(update=update).canonical_bytes()
            signature = keys.sign(reservation.label.encode() + b"\0" + payload)
            message = message.model_copy(update={"reservation": Signed(payload=payload, signature=signature)})
        return pass_on(message)

    role = terminal.role
    terminal.role = replace(role, settings=replace(role.settings, make_keys=lambda: keys))
    terminal.centre = _Line(terminal.centre.ask, meddle)
    account = terminal.serve(AKASHI, _script(reader))
    assert reasons(account) == ["MONEY_FEE_DIFFERS" if change == "amount" else "ALARM_MANIFEST_CONTRADICTS"]
    here.require_nothing_left()


def test_a_report_another_terminal_signed_is_refused(here: Town) -> None:
    heard: list[TellReport] = []
    here.visit(meddle=overhear(TellReport, heard))
    answer = here.stage.centre.answer(heard[0], terminal_of(Chain.LAWSON))
    assert isinstance(answer, Failed)
    assert answer.code == "PROTOCOL_BAD_SIGNATURE"


def test_a_jam_is_refunded_by_staff_once(here: Town) -> None:
    here.tray.spoils = True
    terminal, reader = here.terminal("akashi/hanako")
    account = terminal.serve(AKASHI, _script(reader))
    assert account.needs_staff
    assert account.issuance is not None
    assert terminal.refund(account.issuance) == 100
    with pytest.raises(Exception, match="MONEY_NOTHING_TO_REFUND"):
        terminal.refund(account.issuance)
    here.require_nothing_left()


@dataclass
class _Line:
    pass_on: PassOn
    meddle: Meddle

    def ask(self, message: Request) -> Answer:
        return self.meddle(message, self.pass_on)


def _script(reader: SimulatedReader) -> Script:
    return Script(reader, iter((b"1234",)), RECORD)


class _Cheap(Script):
    """Confirms less than the fee."""

    def choose(self, offer: Offer) -> Chosen | None:
        chosen = super().choose(offer)
        return replace(chosen, fee=Yen(10)) if chosen else None


def test_the_session_opened_for_one_terminal_names_its_channel(here: Town) -> None:
    answer = here.stage.centre.answer(OpenSession(terminal=terminal_of(Chain.LAWSON)), terminal_of(Chain.LAWSON))
    assert isinstance(answer, SessionOpened)
    assert answer.channel == bench().keys.channel(terminal_of(Chain.LAWSON))
