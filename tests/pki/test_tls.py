from __future__ import annotations

import hashlib
import random
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kofu.pki.errors import MalformedCertificate, NoPartyName, PkiError
from kofu.pki.testing.authority import TestAuthority
from kofu.pki.tls import Party, PartyKind, TlsAuthority, TlsIdentity, Validity, channel_of, party_of

TERMINAL = Party(PartyKind.TERMINAL, "000001")
CENTRE = Party(PartyKind.CENTRE, "kofu-test")
#: A handshake runs on the machine's clock, so these certificates must hold whenever the test runs.
ALWAYS = Validity(datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC))


def authority(seed: int = 1) -> TlsAuthority:
    return TlsAuthority(random.Random(seed).randbytes, ALWAYS)  # seeded on purpose: same certificates


def context(purpose: ssl.Purpose, own: TlsIdentity, trusted: TlsAuthority, folder: Path) -> ssl.SSLContext:
    made = ssl.create_default_context(purpose, cadata=trusted.certificate_pem.decode())
    made.verify_mode = ssl.CERT_REQUIRED
    pair = folder / f"{purpose.name}.pem"
    pair.write_bytes(own.key_pem + own.certificate_pem)
    made.load_cert_chain(pair)
    return made


def shake_hands(client_context: ssl.SSLContext, server_context: ssl.SSLContext) -> tuple[bytes | None, bytes | None]:
    """Run a TLS handshake in memory; answers whom the server and the client saw."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_context.wrap_bio(to_client, to_server, server_hostname="centre.invalid")
    server = server_context.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return server.getpeercert(binary_form=True), client.getpeercert(binary_form=True)


def test_each_side_of_a_mutual_tls_connection_learns_the_other_party(tmp_path: Path) -> None:
    tls = authority()
    terminal, centre = tls.issue(TERMINAL, ALWAYS), tls.issue(CENTRE, ALWAYS, ["centre.invalid", "127.0.0.1"])
    seen_by_server, seen_by_client = shake_hands(
        context(ssl.Purpose.SERVER_AUTH, terminal, tls, tmp_path),
        context(ssl.Purpose.CLIENT_AUTH, centre, tls, tmp_path),
    )
    assert seen_by_server is not None
    assert seen_by_client is not None
    assert party_of(seen_by_server) == TERMINAL
    assert channel_of(seen_by_server) == terminal.channel
    assert party_of(seen_by_client) == CENTRE


def test_a_terminal_of_another_authority_is_turned_away(tmp_path: Path) -> None:
    tls, other = authority(), authority(2)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(
            context(ssl.Purpose.SERVER_AUTH, other.issue(TERMINAL, ALWAYS), tls, tmp_path),
            context(ssl.Purpose.CLIENT_AUTH, tls.issue(CENTRE, ALWAYS, ["centre.invalid"]), tls, tmp_path),
        )


def test_the_channel_is_the_digest_of_the_certificate() -> None:
    terminal = authority().issue(TERMINAL, ALWAYS)
    assert terminal.channel == hashlib.sha256(terminal.der).hexdigest()
    assert terminal.channel != authority(2).issue(TERMINAL, ALWAYS).channel


def test_the_same_random_bytes_give_the_same_certificates() -> None:
    assert authority().issue(TERMINAL, ALWAYS) == authority().issue(TERMINAL, ALWAYS)


def test_a_private_key_is_not_shown() -> None:
    assert "PRIVATE" not in repr(authority().issue(TERMINAL, ALWAYS))


def test_a_card_certificate_names_no_party() -> None:
    cards = TestAuthority(random.Random(1).randbytes)  # seeded on purpose
    with pytest.raises(NoPartyName):
        party_of(cards.issue_specimen("fine").user_certificate)


def test_a_name_outside_the_service_is_no_party() -> None:
    odd = authority().issue(
        Party(PartyKind.TERMINAL, ""), Validity(ALWAYS.not_before, ALWAYS.not_before + timedelta(1))
    )
    with pytest.raises(NoPartyName):
        party_of(odd.der)


@given(st.binary(max_size=400))
def test_arbitrary_bytes_name_no_party(data: bytes) -> None:
    with pytest.raises(MalformedCertificate):
        party_of(data)
    assert issubclass(MalformedCertificate, PkiError)
