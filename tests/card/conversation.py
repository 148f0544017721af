"""What the tests of whole conversations share."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from kofu.card.authenticate import CardProof
from kofu.card.simulated import InProcessConnection, SimulatedCard

COMMANDS = 14
VERIFY_AT = 7


class Counted:
    """Counts commands and closings, and keeps the instructions sent."""

    def __init__(self, card: SimulatedCard) -> None:
        self._connection = InProcessConnection(card)
        self.sent: list[bytes] = []
        self.closings = 0

    @property
    def atr(self) -> bytes:
        return self._connection.atr

    def transmit(self, command: bytes) -> bytes:
        self.sent.append(command)
        return self._connection.transmit(command)

    def close(self) -> None:
        self.closings += 1
        self._connection.close()


def appoint(certificate: bytes) -> bytes:
    return b"appoint this key for " + certificate


def is_genuine(proof: CardProof) -> bool:
    key = x509.load_der_x509_certificate(proof.certificate).public_key()
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(proof.signature, proof.statement, padding.PKCS1v15(), hashes.SHA256())
    else:
        assert isinstance(key, ec.EllipticCurvePublicKey)
        key.verify(proof.signature, proof.statement, ec.ECDSA(hashes.SHA384()))
    return True


def tries_left(card: SimulatedCard) -> int:
    assert card.memory.user_pin
    return card.memory.user_pin.tries_left
