"""Parties with real certificates and a real trust list, and a server that writes down what reaches it."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kofu.centre.application import centre_application
from kofu.clock import JAPAN, Clock, ManualClock
from kofu.issuance.messages import Acknowledged, Answer, OpenSession, Request, SessionClosed, SessionOpened
from kofu.issuance.refusals import UnknownSession
from kofu.issuance.sealing import public_bytes
from kofu.issuance.servers import failed
from kofu.municipality.application import municipality_application
from kofu.pki.certificates import TrustAnchor
from kofu.pki.tls import Party, PartyKind, TlsAuthority, TlsIdentity, Validity
from kofu.pki.trust import Centre, Chain, Material, Period, Terminal, TrustList
from kofu.wire.application import PartyApplication

AT = datetime(2026, 7, 8, 10, 0, tzinfo=JAPAN)
ALWAYS = Validity(datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC))
#: Where a TLS handshake runs, the machine's clock counts: these certificates hold whenever the test runs.
KNOWN, STRANGE, REVOKED, LATER = (Party(PartyKind.TERMINAL, name) for name in ("000001", "000009", "000002", "000003"))
CENTRE = Party(PartyKind.CENTRE, "kofu-test")
AKASHI = Party(PartyKind.MUNICIPALITY, "282031")

_authority = TlsAuthority(random.Random(1).randbytes, ALWAYS)  # seeded on purpose: same certificates
CERTIFICATES: dict[Party, TlsIdentity] = {
    party: _authority.issue(party, ALWAYS, ["127.0.0.1"]) for party in (KNOWN, STRANGE, REVOKED, LATER, CENTRE, AKASHI)
}
AUTHORITY_PEM = _authority.certificate_pem


def _key(seed: int) -> bytes:
    return public_bytes(Ed25519PrivateKey.from_private_bytes(random.Random(seed).randbytes(32)))  # seeded


def _terminal(party: Party, period: Period) -> Terminal:
    channel = CERTIFICATES[party].channel
    return Terminal(party.id, channel, _key(2), Chain.SEVEN_ELEVEN, "明石市大久保町", period)


YEAR = Period(AT - timedelta(days=30), AT + timedelta(days=335))


def trust_list(material: Material = Material.TEST) -> TrustList:
    return TrustList(
        material=material,
        number=1,
        issued_at=AT - timedelta(days=1),
        expires_at=AT + timedelta(days=30),
        keys=(),
        terminals=(
            _terminal(KNOWN, YEAR),
            _terminal(REVOKED, Period(YEAR.valid_from, YEAR.valid_until, AT - timedelta(hours=1))),
            _terminal(LATER, Period(AT + timedelta(days=1), YEAR.valid_until)),
        ),
        centres=(Centre(CENTRE.id, CERTIFICATES[CENTRE].channel, _key(3), YEAR),),
    )


@dataclass
class Recorder:
    """Answers a few requests by themselves, refuses the others, and keeps what reached it."""

    seen: list[tuple[Request, str]] = field(default_factory=list)
    breaks: Exception | None = None

    def answer(self, message: Request, peer: str) -> Answer:
        self.seen.append((message, peer))
        if self.breaks:
            raise self.breaks
        if isinstance(message, OpenSession):
            channel = CERTIFICATES[KNOWN].channel
            return SessionOpened(
                session="5e" * 16, centre=CENTRE.id, channel=channel, nonce=bytes(32), issued=1, expires=601
            )
        return failed(UnknownSession())


@dataclass
class Setup:
    """A ``Deployment`` for tests."""

    party: Party
    server: Recorder = field(default_factory=Recorder)
    trust: TrustList = field(default_factory=trust_list)
    anchors: Sequence[TrustAnchor] = ()
    clock: Clock = field(default_factory=lambda: ManualClock(AT))


def centre(**changes: Any) -> tuple[PartyApplication, Recorder]:
    setup = Setup(CENTRE, **changes)
    return centre_application(setup), setup.server


def municipality(**changes: Any) -> tuple[PartyApplication, Recorder]:
    setup = Setup(AKASHI, **changes)
    return municipality_application(setup), setup.server


class Connection:
    """What gunicorn hands the application: a socket that knows its peer's certificate."""

    def __init__(self, certificate: bytes | None) -> None:
        self._certificate = certificate

    def getpeercert(self, binary_form: bool) -> bytes | None:
        assert binary_form
        return self._certificate


@dataclass(frozen=True)
class Response:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def call(
    application: PartyApplication, path: str, body: bytes = b"", peer: Party | None = KNOWN, **environ: object
) -> Response:
    """One request as gunicorn would hand it over; ``environ`` adds or replaces entries, None removes one."""
    given: dict[str, object] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "gunicorn.socket": Connection(CERTIFICATES[peer].der if peer else None),
        **environ,
    }
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], _: object = None) -> Any:
        started.append((status, headers))

    answered = application({name: value for name, value in given.items() if value is not None}, start)
    content = b"".join(answered)
    status, headers = started[0]
    return Response(int(status.split()[0]), dict(headers), content)


ACKNOWLEDGED = Acknowledged(issuance="a" * 32, state="printed")
CLOSED = SessionClosed(session="5e" * 16)
OPEN = OpenSession(terminal=KNOWN.id).model_dump_json().encode()
