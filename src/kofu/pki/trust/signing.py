"""A trust list as a file: a line that says what it is, the root's Ed25519 signature, canonical JSON.

The signature covers the line and the JSON, and is checked before anything is parsed.
"""

from __future__ import annotations

from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kofu.clock import in_japan
from kofu.pki.trust.encoding import decode, encode
from kofu.pki.trust.entries import Material
from kofu.pki.trust.errors import (
    TrustListExpired,
    TrustListForged,
    TrustListForTests,
    TrustListMalformed,
    TrustListNotYetValid,
    TrustListOutdated,
    TrustListTooLarge,
)
from kofu.pki.trust.listing import TrustList

#: About 1,800 municipalities with a few keys each and 60,000 terminals take a third of it.
TRUST_LIST_LIMIT_BYTES = 64 << 20
_SIGNATURE_BYTES = 64


def sign_trust_list(trust_list: TrustList, root: Ed25519PrivateKey) -> bytes:
    """The file of a trust list. Raises TrustListMalformed if reading it back would not give the same list."""
    header, content = _header(trust_list.material), encode(trust_list)
    if decode(content, trust_list.material) != trust_list:
        raise TrustListMalformed
    return header + root.sign(header + content) + content


def read_trust_list(
    data: bytes, root: Ed25519PublicKey, at: datetime, *, material: Material = Material.REAL, newest_seen: int = 0
) -> TrustList:
    """The trust list in a file, for use at ``at``.

    ``material`` is what the caller serves: a test list is refused where real ones are wanted, and the other way round.
    ``newest_seen`` is the number of the newest list accepted before; lower ones are refused.
    Raises TrustListTooLarge, TrustListForged, TrustListForTests, TrustListMalformed, TrustListNotYetValid,
    TrustListExpired, TrustListOutdated.
    """
    trust_list = _verified(data, root, material)
    if trust_list.issued_at > in_japan(at):
        raise TrustListNotYetValid(issued_at=trust_list.issued_at.isoformat())
    if trust_list.expires_at <= at:
        raise TrustListExpired(number=trust_list.number, expires_at=trust_list.expires_at.isoformat())
    if trust_list.number < newest_seen:
        raise TrustListOutdated(number=trust_list.number, newest_seen=newest_seen)
    return trust_list


def _verified(data: bytes, root: Ed25519PublicKey, material: Material) -> TrustList:
    if len(data) > TRUST_LIST_LIMIT_BYTES:
        raise TrustListTooLarge(size_bytes=len(data))
    stated = next((each for each in Material if data.startswith(_header(each))), None)
    if stated is None:
        raise TrustListForged
    header, rest = _header(stated), data[len(_header(stated)) :]
    signature, content = rest[:_SIGNATURE_BYTES], rest[_SIGNATURE_BYTES:]
    try:
        root.verify(signature, header + content)
    except InvalidSignature:
        raise TrustListForged from None
    if stated is not material:
        raise TrustListForTests(stated=stated.value, wanted=material.value)
    return decode(content, material)


def _header(material: Material) -> bytes:
    return f"kofu/trust-list/v1/{material.value}\n".encode()
