"""The protocol's test vectors, checked from docs/protocol.md with hashlib and cryptography alone, without kofu."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

PATH = Path(__file__).parents[2] / "docs" / "protocol-vectors.json"
VECTORS: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def written(value: object) -> bytes:
    """Canonical JSON, section 2."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def digest(label: str, *parts: bytes) -> str:
    """Section 2."""
    framed = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    return hashlib.sha256(label.encode() + b"\0" + framed).hexdigest()


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def example(purpose: str) -> dict[str, str]:
    found: dict[str, str] = next(each for each in VECTORS["sealing"] if each["info"].startswith(f"kofu/{purpose}/v1|"))
    return found


def opening_key(name: str) -> hpke.MLKEM768X25519PrivateKey:
    """A private key of the file: ML-KEM seed, then X25519 key."""
    data = bytes.fromhex(VECTORS["keys"][name])
    mlkem, x25519 = MLKEM768PrivateKey.from_seed_bytes(data[:64]), X25519PrivateKey.from_private_bytes(data[64:])
    public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    assert public.hex() == VECTORS["keys"][name.replace("private", "public")]
    return hpke.MLKEM768X25519PrivateKey(mlkem, x25519)


def test_canonical_forms() -> None:
    for vector in VECTORS["canonical"]:
        assert written(vector["value"]).hex() == vector["bytes"]


def test_texts_without_canonical_form() -> None:
    for text in VECTORS["not_canonical"]:
        value = json.loads(text)
        assert written(value) != text.encode() or isinstance(value["a"], float)


def test_digests() -> None:
    for vector in VECTORS["digest"]:
        assert digest(vector["label"], *map(bytes.fromhex, vector["parts"])) == vector["digest"]


def test_card_fingerprint() -> None:
    card = VECTORS["card"]
    parts = bytes.fromhex(card["issuer_key"]) + int(card["serial"]).to_bytes(20, "big")
    assert hashlib.sha256(b"kofu/card-identity/v1\0" + parts).hexdigest() == card["fingerprint"]


def test_statement() -> None:
    statement, keys = VECTORS["statement"], VECTORS["keys"]
    fields = statement["fields"]
    assert fields["certificate"] == hashlib.sha256(bytes.fromhex(statement["certificate"])).hexdigest()
    assert fields["signing_key"] == base64url(bytes.fromhex(keys["session_signing_public"]))
    assert fields["sealing_key"] == base64url(bytes.fromhex(keys["session_sealing_public"]))
    signed = b"kofu/session-statement/v1\0" + written(fields)
    assert signed.hex() == statement["signed_bytes"]
    assert digest("kofu/statement/v1", signed) == statement["digest"]
    proof = digest("kofu/proof/v1", written(fields), bytes.fromhex(statement["card_signature"]))
    assert proof == statement["proof_key"]


def test_applications_are_signed_and_chained() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(VECTORS["keys"]["session_signing_private"]))
    choices = digest("kofu/choices/v1", bytes.fromhex(example("choices")["sealed"]))
    previous = VECTORS["statement"]["digest"]
    for sequence, vector in enumerate(VECTORS["applications"], 1):
        fields, payload = vector["fields"], written(vector["fields"])
        assert (fields["sequence"], fields["previous"], fields["choices"]) == (sequence, previous, choices)
        assert payload.hex() == vector["payload"]
        signature = key.sign(b"kofu/application/v1\0" + payload)
        assert signature.hex() == vector["signature"]
        signed = {"payload": base64url(payload), "signature": base64url(signature)}
        assert written(signed).hex() == vector["signed"]
        previous = digest("kofu/signed/v1", payload)
        assert previous == vector["digest"]


def test_person_token() -> None:
    vector = VECTORS["person_token"]
    told = digest("kofu/person/v1", vector["statement"].encode(), vector["person"].encode())
    assert told[:32] == vector["token"]


def test_register_name() -> None:
    vector, key = VECTORS["register_name"], bytes.fromhex(VECTORS["keys"]["session_signing_public"])
    assert digest("kofu/register/v1", key, vector["name"].encode())[:32] == vector["hidden"]


def test_holder_tag() -> None:
    vector = VECTORS["holder_tag"]
    parts = bytes.fromhex(vector["application"] + vector["card"])
    assert hashlib.sha256(b"kofu/holder-tag/v1\0" + parts).hexdigest() == vector["tag"]
    assert vector["application"] == VECTORS["applications"][0]["digest"]


def test_document_digests_and_page_framing() -> None:
    framed = bytes([len(VECTORS["documents"])])
    for vector in VECTORS["documents"]:
        nonce, file = bytes.fromhex(vector["nonce"]), bytes.fromhex(vector["file"])
        told = hashlib.sha256(b"kofu/document-digest/v1\0" + bytes([len(nonce)]) + nonce + file).hexdigest()
        assert told == vector["digest"]
        framed += nonce + len(file).to_bytes(4, "big") + file
    assert framed.hex() == VECTORS["pages"]


@pytest.mark.parametrize(("purpose", "owner"), [("choices", "municipality"), ("pages", "session")])
def test_sealed_examples_open(purpose: str, owner: str) -> None:
    vector = example(purpose)
    session = VECTORS["statement"]["fields"]["session"]
    assert vector["info"] == f"kofu/{purpose}/v1|282031|{session}"
    sealed, plaintext = bytes.fromhex(vector["sealed"]), bytes.fromhex(vector["plaintext"])
    assert len(sealed) == 1120 + len(plaintext) + 16
    assert SUITE.decrypt(sealed, opening_key(f"{owner}_sealing_private"), vector["info"].encode()) == plaintext


def test_what_is_sealed_is_what_the_page_says() -> None:
    choices = bytes.fromhex(example("choices")["plaintext"])
    assert written(json.loads(choices)) == choices
    assert json.loads(choices)["persons"] == "household"
    assert example("pages")["plaintext"] == VECTORS["pages"]
    sealed = bytes.fromhex(example("pages")["sealed"])
    assert digest("kofu/ciphertext/v1", sealed) == VECTORS["ciphertext_digest"]
