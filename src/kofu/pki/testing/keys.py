"""The committed pool of test keys. They are public, so they protect nothing; production settings refuse them."""

from __future__ import annotations

import base64
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key

from kofu.pki.certificates import KeyKind

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class KeyPool:
    """Private keys in PKCS #8 DER: a row of card keys for each kind, and the authorities' by name."""

    cards: Mapping[KeyKind, tuple[bytes, ...]]
    authorities: Mapping[str, bytes]


@cache
def pool_of_test_keys() -> KeyPool:
    """The pool of ``pki/data/test_keys.toml``."""
    table = tomllib.loads(files("kofu.pki").joinpath("data/test_keys.toml").read_text("utf-8"))
    return KeyPool(
        cards={KeyKind(kind): tuple(map(base64.b64decode, keys)) for kind, keys in table["cards"].items()},
        authorities={name: base64.b64decode(key) for name, key in table["authorities"].items()},
    )


@cache
def load_test_key(pkcs8: bytes) -> PrivateKey:
    """A key of the pool, ready to sign. Its RSA numbers are not proven prime again: we made them, and it takes long."""
    key = load_der_private_key(pkcs8, password=None, unsafe_skip_rsa_key_validation=True)
    if isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        return key
    raise TypeError("the pool holds RSA and P-384 keys only")
