"""The simulated card by itself: whatever is sent, a well-formed answer; and counters that keep their laws."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa, utils
from hypothesis import given
from hypothesis import strategies as st
from tests.card.conftest import make_memory

from kofu.card.apdu import Command, Response
from kofu.card.errors import AccessDenied, MalformedPin, WrongPin
from kofu.card.jpki import APPLICATION, FileId, JpkiApplication, TokenKind
from kofu.card.simulated import CardMemory, InProcessConnection, SimulatedCard, user_pin
from kofu.card.simulated.memory import Pin

SELECT = "00A4040C0A" + APPLICATION.hex()


def answer(card: SimulatedCard, command: str) -> Response:
    return Response.parse(card.transmit(bytes.fromhex(command)))


def statuses(card: SimulatedCard, *commands: str) -> list[str]:
    return [f"{answer(card, command).status:04X}" for command in commands]


def public_key(certificate: bytes) -> rsa.RSAPublicKey:
    key = x509.load_der_x509_certificate(certificate).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    return key


@pytest.mark.parametrize(
    ("commands", "status"),
    [
        (["00A4040C05A000000003"], "6A82"),
        (["00CADF3005"], "6D00"),
        (["00CB3FFF035C017E08"], "6D00"),
        (["00B0000004"], "6985"),
        ([SELECT], "9000"),
        ([SELECT, "00B0000004"], "6986"),
        ([SELECT, "00A4020C020099"], "6A82"),
        ([SELECT, "00A4020C02000A", "00B0000004"], "9000"),
        ([SELECT, "00A4020C02000A", "00B0000000"], "9000"),
        ([SELECT, "00A4020C02000A", "00B07F0001"], "6B00"),
        ([SELECT, "00A4020C02000A", "00B00000"], "6700"),
        ([SELECT, "00B08A0004"], "9000"),
        ([SELECT, "00B0880003"], "9000"),
        ([SELECT, "00A4020C020001", "00B0000004"], "6982"),
        ([SELECT, "00A4020C020002", "00B0000004"], "9000"),
        ([SELECT, "00A4020C020018", "00B0000004"], "6981"),
        ([SELECT, "00A4020C020018", "00200080"], "63C3"),
        ([SELECT, "00A4020C020018", "0020008004" + b"1234".hex(), "00200080"], "63C3"),
        ([SELECT, "00A4020C020018", "0020008004" + b"9999".hex()], "63C2"),
        ([SELECT, "00A4020C020018", "0020018004" + b"1234".hex()], "6A86"),
        ([SELECT, "00200098"], "63C3"),
        ([SELECT, "0020009B"], "63C5"),
        ([SELECT, "0020009804" + b"1234".hex()], "9000"),
        ([SELECT, "0020009B06" + b"ABC123".hex()], "9000"),
        ([SELECT, "0020009B06" + b"abc123".hex()], "63C4"),
        ([SELECT, "802A0097 01 AA 00"], "6982"),
        ([SELECT, "0020009804" + b"1234".hex(), "802A0097 01 AA 00"], "9000"),
        ([SELECT, "0020009804" + b"1234".hex(), "802A0097 00"], "6985"),
        ([SELECT, "0020009804" + b"1234".hex(), "802A0097 01 AA"], "61FF"),
        ([SELECT, "0020009804" + b"1234".hex(), "802A009A 01 AA 00"], "6982"),
        ([SELECT, "0020009804" + b"1234".hex(), "802A0697 01 AA 00"], "6A86"),
        ([SELECT, "0020009804" + b"1234".hex(), "802A0297 01 AA 00"], "6985"),
        ([SELECT, "0020009804" + b"1234".hex(), "802A0098 01 AA 00"], "6981"),
        ([SELECT, "0024019804" + b"4321".hex()], "6982"),
        ([SELECT, "0020009804" + b"1234".hex(), "0024019804" + b"4321".hex()], "9000"),
        ([SELECT, "0020009804" + b"1234".hex(), "0024019803" + b"432".hex()], "6A80"),
        ([SELECT, "0020009804" + b"1234".hex(), "0020009804" + b"9999".hex(), "802A0097 01 AA 00"], "6982"),
        (["0CA4040C0A" + APPLICATION.hex()], "6882"),
        (["10A4040C0A" + APPLICATION.hex()], "6884"),
        (["FFA4040C0A" + APPLICATION.hex()], "6884"),
        (["80A4040C0A" + APPLICATION.hex()], "6E00"),
        (["00"], "6700"),
        ([""], "6700"),
    ],
)
def test_the_card_answers_by_the_table(memory: CardMemory, commands: list[str], status: str) -> None:
    assert statuses(SimulatedCard(memory), *commands)[-1] == status


@pytest.mark.parametrize("mode", [2, 3, 4, 5])
def test_each_mode_of_signing_gives_a_signature_that_verifies(memory: CardMemory, mode: int) -> None:
    assert memory.user
    message = b"sign this"
    digest = hashes.Hash(hashes.SHA256())
    digest.update(message)
    value = digest.finalize()
    card = SimulatedCard(memory)
    statuses(card, SELECT, "0020009804" + b"1234".hex())
    given_bytes = value if mode in {2, 4} else message
    made = Response.parse(card.transmit(Command(0x80, 0x2A, mode, 0x97, given_bytes, 256).encode()))
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    scheme = padding.PKCS1v15() if mode in {2, 3} else pss
    public_key(memory.user.certificate).verify(made.data, value, scheme, utils.Prehashed(hashes.SHA256()))


@pytest.mark.parametrize(("mode", "given_bytes"), [(0, b"the caller's bytes"), (0, bytes(245)), (1, b"message")])
def test_bare_modes_sign_exactly_what_they_say(memory: CardMemory, mode: int, given_bytes: bytes) -> None:
    assert memory.user
    digest = hashes.Hash(hashes.SHA256())
    digest.update(given_bytes)
    inside = given_bytes if mode == 0 else digest.finalize()
    card = SimulatedCard(memory)
    statuses(card, SELECT, "0020009804" + b"1234".hex())
    made = Response.parse(card.transmit(Command(0x80, 0x2A, mode, 0x97, given_bytes, 256).encode()))
    numbers = public_key(memory.user.certificate).public_numbers()
    opened = pow(int.from_bytes(made.data), numbers.e, numbers.n).to_bytes(256)
    assert opened == b"\x00\x01" + b"\xff" * (253 - len(inside)) + b"\x00" + inside


def test_a_signature_too_long_for_the_answer_waits(memory: CardMemory) -> None:
    card = SimulatedCard(memory)
    statuses(card, SELECT, "0020009804" + b"1234".hex())
    whole = answer(card, "802A009701AA00").data
    first = answer(card, "802A009701AA64")
    assert f"{first.status:04X}" == "619C"
    assert first.data + answer(card, "00C000009C").data == whole
    assert answer(card, "00C000009C").data == b""


def test_files_are_longer_than_their_certificates(memory: CardMemory) -> None:
    assert memory.user
    card = SimulatedCard(memory)
    statuses(card, SELECT, "00A4020C02000A")
    file = answer(card, "00B00000000000").data
    assert file.startswith(memory.user.certificate)
    assert set(file[len(memory.user.certificate) :]) == {0xFF}


def test_the_token_file_is_a_whole_token_information(memory: CardMemory) -> None:
    card = SimulatedCard(memory)
    statuses(card, SELECT, "00A4020C020006")
    file = answer(card, "00B00000000000").data
    assert len(file) == 160
    assert file[:32] == b"JPKIAPICCTOKEN2" + b" " * 17


def test_a_changed_pin_is_the_pin_from_then_on(memory: CardMemory) -> None:
    card = SimulatedCard(memory)
    application = JpkiApplication(InProcessConnection(card))
    with pytest.raises(AccessDenied):
        application.change_user_pin(b"4321")
    application.verify_user_pin(b"1234")
    application.change_user_pin("４３２１".encode())
    application.verify_user_pin(b"4321")
    with pytest.raises(WrongPin):
        application.verify_user_pin(b"1234")
    application.verify_signature_pin(b"abc123")
    application.change_signature_pin(b"xyz789xyz")
    application.verify_signature_pin(b"XYZ789XYZ")
    assert application.certificate(FileId.SIGNATURE_CERTIFICATE)


@pytest.mark.parametrize("typed", [b"", b"ABC12", b"A" * 17, b"ABC 123", "暗証番号です".encode()])
def test_a_malformed_signature_pin_costs_no_try(memory: CardMemory, typed: bytes) -> None:
    application = JpkiApplication(InProcessConnection(SimulatedCard(memory)))
    with pytest.raises(MalformedPin):
        application.verify_signature_pin(typed)
    assert application.signature_tries_left() == 5


def test_the_two_pins_count_apart(memory: CardMemory) -> None:
    application = JpkiApplication(InProcessConnection(SimulatedCard(memory)))
    for _ in range(2):
        with pytest.raises(WrongPin):
            application.verify_user_pin(b"9999")
    for _ in range(3):
        with pytest.raises(WrongPin):
            application.verify_signature_pin(b"WRONG1")
    assert (application.user_tries_left(), application.signature_tries_left()) == (1, 2)


header = st.one_of(
    st.sampled_from(["0020", "0024", "00A4", "00B0", "802A", "00C0"]).map(bytes.fromhex),
    st.binary(min_size=2, max_size=2),
)
place = st.one_of(
    st.sampled_from(["0080", "0098", "009B", "0180", "0198", "0097", "009A", "040C", "020C"]).map(bytes.fromhex),
    st.binary(min_size=2, max_size=2),
)
body = st.one_of(
    st.sampled_from([b"", b"\x04", b"\x041234", b"\x049999", b"\x06ABC123", b"\x06WRONG1", b"\x0a" + APPLICATION]),
    st.sampled_from(list(FileId)).map(lambda file: b"\x02" + file.to_bytes(2)),
    st.binary(max_size=300),
)
anything = st.one_of(st.binary(max_size=20), st.builds(lambda *parts: b"".join(parts), header, place, body))
cards = st.builds(
    lambda token, kind, user, signature: replace(
        make_memory(token, kind),
        user_pin=user_pin("1234", user),
        signature_pin=Pin("ABC123", 5, signature),
    ),
    st.sampled_from(TokenKind),
    st.sampled_from(["rsa", "p384"]),
    st.integers(0, 3),
    st.integers(0, 5),
)


def counters(card: SimulatedCard) -> tuple[int, int]:
    assert card.memory.user_pin
    assert card.memory.signature_pin
    return card.memory.user_pin.tries_left, card.memory.signature_pin.tries_left


def may_restore(memory: CardMemory, command: bytes, response: Response) -> bool:
    """Whether this was a VERIFY that showed one of the PINs and was accepted."""
    assert memory.user_pin
    assert memory.signature_pin
    shown = Command.parse(command).data
    is_right = shown in {memory.user_pin.value.encode(), memory.signature_pin.value.encode()}
    return command[1] == 0x20 and response.succeeded and is_right


@given(cards, st.lists(anything, max_size=25))
def test_any_bytes_get_an_answer_and_counters_rise_only_by_a_right_pin(
    memory: CardMemory, commands: list[bytes]
) -> None:
    card = SimulatedCard(memory)
    card.transmit(bytes.fromhex(SELECT))
    for command in commands:
        before, known = counters(card), card.memory
        response = Response.parse(card.transmit(command))
        assert response.status >> 12 in {6, 9}
        after = counters(card)
        if any(now > was for now, was in zip(after, before, strict=True)):
            assert may_restore(known, command, response)
            assert 0 not in [was for now, was in zip(after, before, strict=True) if now > was]
        assert sum(before) - sum(after) <= 1


@given(st.lists(st.sampled_from([b"1234", b"9999", b"0000", b"123", b"12345"]), max_size=12))
def test_the_pin_is_counted_as_a_plain_counter_would(entries: list[bytes]) -> None:
    card = SimulatedCard(make_memory())
    statuses(card, SELECT, "00A4020C020018")
    left = 3
    for entry in entries:
        status = Response.parse(card.transmit(Command(0, 0x20, 0, 0x80, entry).encode())).status
        if left == 0:
            assert status == 0x6984
            continue
        left = 3 if entry == b"1234" else left - 1
        assert status == (0x9000 if entry == b"1234" else 0x63C0 | left)
        assert answer(card, "00200080").status == 0x63C0 | left


def test_every_change_is_kept_before_the_pin_is_compared(memory: CardMemory) -> None:
    kept: list[int] = []
    card = SimulatedCard(memory, lambda written: kept.append(counters(SimulatedCard(written))[0]))
    statuses(card, SELECT, "0020009804" + b"1234".hex(), "0020009804" + b"9999".hex())
    assert kept == [2, 3, 2]


def test_a_card_that_cannot_keep_its_counter_compares_nothing(memory: CardMemory) -> None:
    def full_disk(_memory: CardMemory) -> None:
        raise OSError

    card = SimulatedCard(memory, full_disk)
    statuses(card, SELECT)
    with pytest.raises(OSError, match=r"^$"):
        answer(card, "0020009804" + b"1234".hex())
    assert statuses(card, "802A0097 01 AA 00") == ["6982"]
    assert counters(card) == (3, 5)
