"""Throw-away cards, made once a run. Keys and certificates are invented and worth nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from tests.card.stack import Stack, missing, start

from kofu.card.jpki import TokenKind
from kofu.card.simulated import CardFile, CardMemory, Credential, signature_pin, user_pin

USER_PIN = b"1234"
SIGNATURE_PIN = b"ABC123"

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(subject: str, key: Key, authority: str, authority_key: Key, serial: int) -> bytes:
    builder = x509.CertificateBuilder(
        issuer_name=_name(authority),
        subject_name=_name(subject),
        public_key=key.public_key(),
        serial_number=serial,
        not_valid_before=datetime(2026, 1, 1, tzinfo=UTC),
        not_valid_after=datetime(2031, 1, 1, tzinfo=UTC),
    )
    return builder.sign(authority_key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


@cache
def _rsa_key(name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@cache
def _p384_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP384R1())


@cache
def credential(name: str, kind: str = "rsa") -> Credential:
    key: Key = _rsa_key(name) if kind == "rsa" else _p384_key()
    authority_key = _rsa_key(f"{name} authority")
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode("ascii")
    certificate = _certificate(f"{name} {kind}", key, f"{name} authority", authority_key, 1001)
    authority = _certificate(f"{name} authority", authority_key, f"{name} authority", authority_key, 1)
    return Credential(certificate, pem, authority)


def make_memory(token: TokenKind = TokenKind.CARD, kind: str = "rsa") -> CardMemory:
    return CardMemory(
        token=token,
        user=credential("user", kind),
        signature=credential("signature"),
        user_pin=user_pin("1234"),
        signature_pin=signature_pin("ABC123"),
    )


@pytest.fixture
def memory() -> CardMemory:
    """A fresh My Number Card with RSA keys."""
    return make_memory()


@pytest.fixture
def card(tmp_path: Path, memory: CardMemory) -> CardFile:
    """The same card in a file."""
    file = CardFile(tmp_path / "card.json", memory)
    file.save()
    return file


@pytest.fixture
def memory_of() -> Callable[..., CardMemory]:
    """Makes a card of a token kind and key kind."""
    return make_memory


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """pcscd with the virtual reader, shared by all tests that put a card on it."""
    reason = missing()
    if reason:
        pytest.skip(reason)
    running, reason = start()
    if running is None:
        pytest.skip(reason)
    yield running
    running.close()
