"""``docs/protocol-vectors.json``: the protocol's bytes for fixed keys and texts, for anybody who implements it.

Everything follows from the code but the sealed examples: sealing is randomised, so those of the file are kept as long
as they still open to the same plaintext. The keys are published here and protect nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kofu.issuance import canonical
from kofu.issuance.canonical import Json
from kofu.issuance.messages import Application, AskOffer, Choices, Signed, Statement
from kofu.issuance.municipality.proofs import proof_key, session_info
from kofu.issuance.pages import pack
from kofu.issuance.sealing import CannotUnseal, HpkeKey, HpkeSealer, public_bytes, sign
from kofu.paper.binding import document_digest, holder_tag_of
from kofu.pki.identity import CardIdentity

MUNICIPALITY = "282031"
SESSION, ISSUANCE = "00112233445566778899aabbccddeeff", "0123456789abcdef0123456789abcdef"
PERSON = "100000001"
CERTIFICATE = b"a certificate in DER would stand here"
ISSUED = 1_783_472_400
"""2026-07-08 10:00:00 in Japan"""
CANONICAL: tuple[Json, ...] = (
    {},
    {"b": 2, "a": [1, True, None], "A": ""},
    {"name": "明石 花子", "escape": '"\\\b\t\n\f\r\u0001\u007f/', "rare": "葛\U000e0100"},
    {"least": -(2**53) + 1, "most": 2**53 - 1},
)
NOT_CANONICAL = ('{"a":1,"a":1}', '{"b":1,"a":2}', '{"a": 1}', '{"a":1.0}', '{"a":1e2}', '{"a":"\\u0041"}', '{"a":-0}')


def document(path: Path) -> str:
    """The file's text; sealed examples are taken from ``path`` where they still open."""
    kept: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return json.dumps(_vectors(kept.get("sealing", [])), ensure_ascii=True, indent=1) + "\n"


def _secret(name: str, length: int = 32) -> bytes:
    """Bytes of a published key: SHAKE-256 of its name."""
    return hashlib.shake_256(f"kofu/protocol-vector/{name}".encode()).digest(length)


def _vectors(kept: list[dict[str, str]]) -> dict[str, Any]:
    session_key = Ed25519PrivateKey.from_private_bytes(_secret("session signing key"))
    session_hpke = HpkeKey.from_private_bytes(_secret("session sealing key", 96))
    municipal_hpke = HpkeKey.from_private_bytes(_secret("municipality sealing key", 96))
    card = CardIdentity(hashlib.sha256(b"an issuer's SubjectPublicKeyInfo").hexdigest(), 0x0102030405060708090A)
    statement = _statement(public_bytes(session_key), session_hpke.public)
    choices = _sealed(kept, "choices", municipal_hpke, _choices().canonical_bytes())
    pages = pack((_secret("nonce 1", 16), _secret("nonce 2", 16)), (b"%PDF first copy", b"%PDF second copy"))
    envelope = _sealed(kept, "pages", session_hpke, pages)
    applications = _applications(statement, bytes.fromhex(choices["sealed"]), session_key)
    first = bytes.fromhex(applications[0]["digest"])
    signature = _secret("card signature", 256)
    ask = AskOffer(statement=statement.canonical_bytes(), certificate=CERTIFICATE, signature=signature)
    return {
        "about": "Test vectors of docs/protocol.md; bytes are lower hex, texts are UTF-8. Made by tools/make_docs.py.",
        "version": 1,
        "canonical": [{"value": value, "bytes": canonical.encode(value).hex()} for value in CANONICAL],
        "not_canonical": list(NOT_CANONICAL),
        "digest": [_digest("kofu/example/v1"), _digest("kofu/example/v1", b"ab", b"c"), _digest("x", b"a", b"bc")],
        "keys": {
            "session_signing_private": session_key.private_bytes_raw().hex(),
            "session_signing_public": public_bytes(session_key).hex(),
            "session_sealing_private": session_hpke.private_bytes().hex(),
            "session_sealing_public": session_hpke.public.hex(),
            "municipality_sealing_private": municipal_hpke.private_bytes().hex(),
            "municipality_sealing_public": municipal_hpke.public.hex(),
        },
        "card": {"issuer_key": card.issuer_key, "serial": str(card.serial), "fingerprint": card.fingerprint().hex()},
        "statement": {
            "certificate": CERTIFICATE.hex(),
            "fields": statement.model_dump(mode="json"),
            "signed_bytes": statement.signed_bytes().hex(),
            "digest": statement.digest(),
            "card_signature": signature.hex(),
            "proof_key": proof_key(ask),
        },
        "applications": applications,
        "person_token": _person_token(statement),
        "holder_tag": {
            "application": first.hex(),
            "card": card.fingerprint().hex(),
            "tag": holder_tag_of(first, card.fingerprint()).hex(),
        },
        "register_name": _register_name(public_bytes(session_key)),
        "documents": _documents(),
        "pages": pages.hex(),
        "sealing": [choices, envelope],
        "ciphertext_digest": canonical.digest("kofu/ciphertext/v1", bytes.fromhex(envelope["sealed"])).hex(),
    }


def _digest(label: str, *parts: bytes) -> dict[str, Any]:
    told = canonical.digest(label, *parts).hex()
    return {"label": label, "parts": [part.hex() for part in parts], "digest": told}


def _statement(signing_key: bytes, sealing_key: bytes) -> Statement:
    return Statement(
        version=1,
        purpose="certificate-issuance",
        centre="centre.demo",
        terminal="seven_eleven-0001",
        channel=hashlib.sha256(b"a terminal's TLS certificate").hexdigest(),
        session=SESSION,
        nonce=_secret("session nonce"),
        issued=ISSUED,
        expires=ISSUED + 600,
        signing_key=signing_key,
        sealing_key=sealing_key,
        certificate=hashlib.sha256(CERTIFICATE).hexdigest(),
    )


def _choices() -> Choices:
    return Choices(
        kind="resident_record",
        persons="household",
        my_number=False,
        resident_code=False,
        relationship=True,
        honseki=False,
        tax_year=None,
        form="current",
    )


def _applications(statement: Statement, choices: bytes, key: Ed25519PrivateKey) -> list[dict[str, Any]]:
    """Three applications in a row; each names the digest of the one before, the first that of the statement."""
    made: list[dict[str, Any]] = []
    previous = statement.digest()
    for sequence in (1, 2, 3):
        application = Application(
            version=1,
            issuance=f"{int(ISSUANCE, 16) + sequence - 1:032x}",
            session=SESSION,
            sequence=sequence,
            previous=previous,
            municipality=MUNICIPALITY,
            kind="resident_record",
            copies=2,
            fee=200,
            choices=canonical.digest("kofu/choices/v1", choices).hex(),
        )
        payload = application.canonical_bytes()
        signed = Signed(payload=payload, signature=sign(Application.label, payload, key))
        made.append(
            {
                "fields": application.model_dump(mode="json"),
                "payload": payload.hex(),
                "signature": signed.signature.hex(),
                "signed": signed.canonical_bytes().hex(),
                "digest": signed.digest(),
            }
        )
        previous = signed.digest()
    return made


def _person_token(statement: Statement) -> dict[str, str]:
    token = canonical.digest("kofu/person/v1", statement.digest().encode(), PERSON.encode()).hex()[:32]
    return {"statement": statement.digest(), "person": PERSON, "token": token}


def _register_name(signing_key: bytes) -> dict[str, str]:
    name = "resident"
    return {"name": name, "hidden": canonical.digest("kofu/register/v1", signing_key, name.encode()).hex()[:32]}


def _documents() -> list[dict[str, str]]:
    copies = ((_secret("nonce 1", 16), b"%PDF first copy"), (_secret("nonce 2", 16), b"%PDF second copy"))
    return [
        {"nonce": nonce.hex(), "file": file.hex(), "digest": document_digest(nonce, file).hex()}
        for nonce, file in copies
    ]


def _sealed(kept: list[dict[str, str]], purpose: str, key: HpkeKey, plaintext: bytes) -> dict[str, str]:
    """The kept example of a purpose if it still opens to the plaintext, else a new one."""
    info = session_info(purpose, MUNICIPALITY, SESSION)
    sealed = next((each["sealed"] for each in kept if each["info"] == info.decode()), "")
    if not _opens(key, info, bytes.fromhex(sealed), plaintext):
        sealed = HpkeSealer().seal(key.public, info, plaintext).hex()
    owner = "municipality" if purpose == "choices" else "session"
    return {
        "private": f"{owner}_sealing_private",
        "info": info.decode(),
        "plaintext": plaintext.hex(),
        "sealed": sealed,
    }


def _opens(key: HpkeKey, info: bytes, sealed: bytes, plaintext: bytes) -> bool:
    try:
        return key.unseal(info, sealed) == plaintext
    except CannotUnseal:
        return False
