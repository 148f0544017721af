"""Makes the pool of test keys anew: ``python -m kofu.pki.testing.make_keys > src/kofu/pki/data/test_keys.toml``.

Every certificate of the test PKI changes with it, and with them all committed test vectors.
"""

from __future__ import annotations

import base64
import sys
import tomllib
from collections.abc import Iterator
from importlib.resources import files

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kofu.pki.certificates import KeyKind

CARD_KEYS = {KeyKind.RSA_2048: 24, KeyKind.P_384: 8}
HEADER = """\
# TEST MATERIAL. These private keys are published on purpose and protect nothing.
# They serve the test PKI (organisation KOFU-TEST), whose certificates production settings refuse.
# PKCS #8 in base64; made by kofu.pki.testing.make_keys.
"""


def new_key(kind: KeyKind) -> str:
    """A fresh private key, PKCS #8 DER in base64."""
    is_rsa = kind is KeyKind.RSA_2048
    key = rsa.generate_private_key(65537, 2048) if is_rsa else ec.generate_private_key(ec.SECP384R1())
    return base64.b64encode(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()


def key_file() -> Iterator[str]:
    """The lines of a new pool: keys for the authorities of the test PKI, then for cards."""
    yield HEADER
    yield "[authorities]"
    table = tomllib.loads(files("kofu.pki").joinpath("data/test_pki.toml").read_text("utf-8"))
    for authority in table["authorities"]:
        # An authority has a key of the kind its cards have; one that issues both has today's.
        yield f'{authority["key"]} = "{new_key(KeyKind(authority["issues"][0]))}"'
    yield "\n[cards]"
    for kind, count in CARD_KEYS.items():
        yield f"{kind.value} = ["
        yield from (f'  "{new_key(kind)}",' for _ in range(count))
        yield "]"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in key_file())
