"""OpenSC, software not ours, meets the simulated card over pcscd (the acceptance checks of the card reference §4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from tests.card.conftest import make_memory
from tests.card.stack import Outcome, Stack

from kofu.card.simulated import CardFile, CardMemory

MODULE = "opensc-pkcs11.so"


def text(outcome: Outcome) -> str:
    assert outcome.status == 0, outcome.errors
    return outcome.output


def der(outcome: Outcome) -> bytes:
    """The one PEM certificate printed; the tool prints other lines too."""
    begin = text(outcome).index("-----BEGIN CERTIFICATE-----")
    certificate = x509.load_pem_x509_certificate(outcome.output[begin:].encode())
    return certificate.public_bytes(serialization.Encoding.DER)


def public_key_file(folder: Path, certificate: bytes) -> Path:
    key = x509.load_der_x509_certificate(certificate).public_key()
    file = folder / "public.pem"
    file.write_bytes(key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))
    return file


def tries_left(stack: Stack) -> list[str]:
    listed = text(stack.run("pkcs15-tool", "--list-pins"))
    return [line.split(":")[1].strip() for line in listed.splitlines() if line.strip().startswith("Tries left")]


def objects(dump: str) -> dict[str, list[str]]:
    """What a dump lists: kind to "identifier name"."""
    listed: dict[str, list[str]] = {}
    for kind, name, identifier in re.findall(r"^(\S.*) \[(.+)\]\n(?:\t.*\n)*?\tID +: (\d+)", dump, re.MULTILINE):
        listed.setdefault(kind, []).append(f"{identifier} {name}")
    return listed


def verify(stack: Stack, pin: str, number: str = "01") -> Outcome:
    return stack.run("pkcs15-tool", "--verify-pin", "--auth-id", number, "--pin", pin)


@pytest.fixture(scope="class")
def inserted(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CardMemory]:
    """A card that the tests only read and sign with."""
    file = CardFile(tmp_path_factory.mktemp("inserted") / "card.json", make_memory())
    file.save()
    with stack.inserted(file.path):
        yield file.memory


class TestOneCardReadAndUsed:
    """One card stays on the reader; nothing here changes it."""

    def test_opensc_recognises_the_card_and_what_is_on_it(self, stack: Stack, inserted: CardMemory) -> None:
        assert text(stack.run("opensc-tool", "-n")).strip().splitlines()[-1] == "jpki"
        assert text(stack.run("opensc-tool", "-a")).strip().replace(":", "") == inserted.atr.hex()
        dump = text(stack.run("pkcs15-tool", "--dump"))
        assert "PKCS#15 Card [JPKI]:" in dump
        assert objects(dump) == {
            "PIN": ["01 User Authentication PIN", "02 Digital Signature PIN"],
            "Private RSA Key": ["01 User Authentication Key", "02 Digital Signature Key"],
            "Public RSA Key": ["01 User Authentication Public Key", "02 Digital Signature Public Key"],
            "X.509 Certificate": [
                "01 User Authentication Certificate",
                "02 Digital Signature Certificate",
                "03 User Authentication Certificate CA",
                "04 Digital Signature Certificate CA",
            ],
        }
        assert re.findall(r"min_len:(\d+), max_len:(\d+)", dump) == [("4", "4"), ("6", "16")]
        assert re.findall(r"Tries left +: (\d+)", dump) == ["3", "5"]

    def test_opensc_reads_the_certificates_byte_for_byte(self, stack: Stack, inserted: CardMemory) -> None:
        user, signature = inserted.user, inserted.signature
        assert user
        assert signature
        assert der(stack.run("pkcs15-tool", "--read-certificate", "01")) == user.certificate
        assert der(stack.run("pkcs15-tool", "--read-certificate", "03")) == user.authority
        assert der(stack.run("pkcs15-tool", "--read-certificate", "04")) == signature.authority

    def test_opensc_reads_the_signature_certificate_only_with_its_pin(self, stack: Stack, inserted: CardMemory) -> None:
        assert inserted.signature
        pin = ("--verify-pin", "--auth-id", "02", "--pin", "ABC123")
        assert stack.run("pkcs15-tool", "--read-certificate", "02").status != 0
        assert der(stack.run("pkcs15-tool", "--read-certificate", "02", *pin)) == inserted.signature.certificate

    @pytest.mark.parametrize(("number", "pin"), [("01", "1234"), ("02", "ABC123")])
    def test_openssl_verifies_what_opensc_has_signed(
        self, stack: Stack, inserted: CardMemory, tmp_path: Path, number: str, pin: str
    ) -> None:
        credential = inserted.user if number == "01" else inserted.signature
        assert credential
        message, signature = tmp_path / "message", tmp_path / "signature"
        message.write_bytes(b"appoint this key")
        slot = ("--module", MODULE, "--slot-index", str(int(number) - 1))
        sign = ("--sign", "--mechanism", "SHA256-RSA-PKCS", "--id", number, "--login", "--pin", pin)
        text(stack.run("pkcs11-tool", *slot, *sign, "-i", str(message), "-o", str(signature)))
        key = public_key_file(tmp_path, credential.certificate)
        dgst = ("openssl", "dgst", "-sha256", "-verify", str(key), "-signature", str(signature), str(message))
        assert text(stack.run(*dgst)).strip() == "Verified OK"


def test_three_wrong_entries_block_the_user_pin_and_only_that(stack: Stack, card: CardFile) -> None:
    with stack.inserted(card.path):
        assert tries_left(stack) == ["3", "5"]
        for left in ("2", "1", "0"):
            refused = verify(stack, "9999")
            assert "PIN code or key incorrect" in refused.output + refused.errors
            assert tries_left(stack) == [left, "5"]
        refused = verify(stack, "1234")
        assert "Reference data not usable" in refused.output + refused.errors
        assert tries_left(stack) == ["0", "5"]
        text(verify(stack, "ABC123", "02"))
    kept = CardFile.load(card.path).memory
    assert kept.user_pin
    assert kept.user_pin.tries_left == 0


def test_the_token_flags_count_down_with_the_tries(stack: Stack, card: CardFile) -> None:
    flags = []
    with stack.inserted(card.path):
        for _ in range(3):
            verify(stack, "9999")
            slots = text(stack.run("pkcs11-tool", "--module", MODULE, "--list-slots"))
            flags.append(next(line for line in slots.splitlines() if "token flags" in line))
    told = ["user PIN count low", "final user PIN try", "user PIN locked"]
    assert [words for words, line in zip(told, flags, strict=True) if words in line] == told
