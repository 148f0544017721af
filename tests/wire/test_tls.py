from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.wire.parties import AKASHI, AUTHORITY_PEM, CENTRE, CERTIFICATES, KNOWN

from kofu.pki.tls import Party
from kofu.pki.trust import Material
from kofu.wire.errors import MixedMaterial
from kofu.wire.tls import Patience, TlsFiles, client_context, server_context

HASTY = Patience(handshake_seconds=0.2, request_seconds=0.2, send_seconds=0.2)


@pytest.fixture
def files(tmp_path: Path) -> Callable[[Party], TlsFiles]:
    (tmp_path / "authority.crt").write_bytes(AUTHORITY_PEM)

    def of(party: Party) -> TlsFiles:
        made = TlsFiles(tmp_path / f"{party.id}.crt", tmp_path / f"{party.id}.key", tmp_path / "authority.crt")
        made.certificate.write_bytes(CERTIFICATES[party].certificate_pem)
        made.key.write_bytes(CERTIFICATES[party].key_pem)
        return made

    return of


@contextmanager
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def accept(plain: socket.socket, context: ssl.SSLContext) -> ssl.SSLSocket:
    """As gunicorn does it."""
    wrapped = context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)
    try:
        wrapped.do_handshake()
    except OSError:
        wrapped.close()
        raise
    return wrapped


def meet(client: ssl.SSLContext, server: ssl.SSLContext) -> bytes:
    """What the server reads when a client connects and says hello."""
    with pair() as (near, far), ThreadPoolExecutor(1) as pool:
        serving = pool.submit(lambda: accept(far, server))
        try:
            with client.wrap_socket(near, server_hostname="127.0.0.1") as connection:
                connection.sendall(b"hello")
                return serving.result().recv(100)
        finally:
            near.close()
            if serving.exception() is None:
                serving.result().close()


def test_the_expected_party_is_spoken_to(files: Callable[[Party], TlsFiles]) -> None:
    client = client_context(files(KNOWN), CENTRE, Material.TEST)
    assert meet(client, server_context(files(CENTRE), material=Material.TEST)) == b"hello"


def test_another_party_of_the_same_authority_and_address_is_not(files: Callable[[Party], TlsFiles]) -> None:
    client = client_context(files(KNOWN), CENTRE, Material.TEST)
    with pytest.raises(ssl.SSLCertVerificationError):
        meet(client, server_context(files(AKASHI), material=Material.TEST))


def test_older_protocols_are_not_spoken(files: Callable[[Party], TlsFiles]) -> None:
    client = client_context(files(KNOWN), CENTRE, Material.TEST)
    client.minimum_version = client.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        meet(client, server_context(files(CENTRE), material=Material.TEST))


def test_a_client_that_does_not_shake_hands_is_dropped(files: Callable[[Party], TlsFiles]) -> None:
    with pair() as (_, far), pytest.raises(ConnectionResetError):
        accept(far, server_context(files(CENTRE), HASTY, Material.TEST))


def test_a_client_that_sends_nothing_more_is_dropped(files: Callable[[Party], TlsFiles]) -> None:
    client = client_context(files(KNOWN), CENTRE, Material.TEST)
    with pytest.raises(ConnectionResetError):
        meet_and_wait(client, server_context(files(CENTRE), HASTY, Material.TEST))


def meet_and_wait(client: ssl.SSLContext, server: ssl.SSLContext) -> None:
    """A client says hello and falls silent while the server wants more."""
    finished = threading.Event()
    with pair() as (near, far), ThreadPoolExecutor(1) as pool:

        def speak() -> None:
            with client.wrap_socket(near, server_hostname="127.0.0.1") as connection:
                connection.sendall(b"hello")
                finished.wait(10)

        speaking = pool.submit(speak)
        try:
            with accept(far, server) as accepted:
                accepted.recv(100)
                accepted.recv(100)
        finally:
            finished.set()
            speaking.result()


@pytest.mark.parametrize("build", [lambda files: client_context(files, CENTRE), server_context])
def test_certificates_of_the_test_pki_are_refused_unless_asked_for(
    files: Callable[[Party], TlsFiles], build: Callable[[TlsFiles], ssl.SSLContext]
) -> None:
    with pytest.raises(MixedMaterial):
        build(files(CENTRE))
