"""Mutual TLS 1.3 from both sides. Either side looks at the other's certificate before it sends a single byte.

A client wants to reach one party, not just anybody of its authority: in a demonstration all of them serve at the same
address. A server gives nobody more than a stated time to shake hands and to send a request, else a few silent
connections would hold all its threads.
"""

from __future__ import annotations

import errno
import math
import ssl
import time
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from cryptography import x509

from kofu.pki.certificates import is_test_material
from kofu.pki.errors import PkiError
from kofu.pki.tls import Party, party_of
from kofu.pki.trust import Material
from kofu.wire.errors import MixedMaterial


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """PEM files of one party: its certificate, its private key, and the authority whose certificates it accepts."""

    certificate: Path
    key: Path
    authority: Path


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server waits for a client."""

    handshake_seconds: float = 5.0
    request_seconds: float = 30.0
    """From the first byte of a request to its last"""
    send_seconds: float = 20.0
    """For one piece of the answer to be taken"""


def client_context(files: TlsFiles, expected: Party, material: Material = Material.REAL) -> ssl.SSLContext:
    """For a client of ``expected``; a server of any other name is left in the handshake. Raises MixedMaterial."""
    require_material(files, material)
    context = ssl.create_default_context(ssl.Purpose.SERVER_AUTH, cafile=files.authority)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(files.certificate, files.key)
    context.sslsocket_class = type("ExpectingSocket", (_ExpectingSocket,), {"expected": expected})
    return context


def server_context(
    files: TlsFiles, patience: Patience | None = None, material: Material = Material.REAL
) -> ssl.SSLContext:
    """For a server that talks to holders of the authority's certificates only. Raises MixedMaterial."""
    require_material(files, material)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=files.authority)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_cert_chain(files.certificate, files.key)
    context.sslsocket_class = type("HurriedSocket", (_HurriedSocket,), {"patience": patience or Patience()})
    return context


def require_material(files: TlsFiles, material: Material) -> None:
    """Raise MixedMaterial where a certificate of the test PKI meets real settings, or a real one those of a test."""
    for path in (files.certificate, files.authority):
        for certificate in x509.load_pem_x509_certificates(path.read_bytes()):
            if is_test_material(certificate) is not (material is Material.TEST):
                raise MixedMaterial(wanted=material.value)


class _ExpectingSocket(ssl.SSLSocket):
    """A client's socket that ends the handshake with any party but the expected one."""

    expected: ClassVar[Party]

    def do_handshake(self, block: bool = False) -> None:
        super().do_handshake(block)
        certificate = self.getpeercert(binary_form=True)
        try:
            is_expected = certificate is not None and party_of(certificate) == self.expected
        except PkiError:
            is_expected = False
        if not is_expected:
            self.close()
            raise ssl.SSLCertVerificationError("the server is another party")


class _HurriedSocket(ssl.SSLSocket):
    """A server's socket that drops a client out of time as if the client had hung up.

    gunicorn makes a socket blocking when it begins to read a request: there the time for a request starts anew.
    """

    patience: ClassVar[Patience]
    _read_until = math.inf

    def do_handshake(self, block: bool = False) -> None:
        self.settimeout(self.patience.handshake_seconds)
        try:
            super().do_handshake(block)
        except TimeoutError:
            raise _hung_up() from None
        self.setblocking(True)

    def setblocking(self, flag: bool) -> None:
        super().setblocking(flag)
        if flag:
            self.settimeout(self.patience.send_seconds)
            self._read_until = time.monotonic() + self.patience.request_seconds

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        before = self.gettimeout()
        if before == 0:
            return super().recv(buflen, flags)
        left = self._read_until - time.monotonic()
        if left <= 0:
            raise _hung_up()
        self.settimeout(left if before is None else min(left, before))
        try:
            return super().recv(buflen, flags)
        except TimeoutError:
            raise _hung_up() from None
        finally:
            self.settimeout(before)

    def send(self, data: bytes, flags: int = 0) -> int:  # type: ignore[override]  # typeshed names Buffer, private in 3.11
        try:
            return super().send(data, flags)
        except TimeoutError:
            raise _hung_up() from None


def _hung_up() -> ConnectionResetError:
    return ConnectionResetError(errno.ECONNRESET, "the peer was too slow")
