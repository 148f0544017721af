"""The pages inside an envelope: one nonce and one file for each copy, in plain framing."""

from __future__ import annotations

from collections.abc import Iterator

from kofu.errors import KofuError

MOST_COPIES = 100
NONCE_BYTES = 16


class MalformedPages(KofuError):
    """Unsealed bytes are not framed pages."""

    code = "PROTOCOL_MALFORMED_PAGES"
    summary = "the unsealed pages do not have the expected form"


def pack(nonces: tuple[bytes, ...], files: tuple[bytes, ...]) -> bytes:
    """Count in one byte, then for each copy: nonce, length in four bytes, file."""
    parts = [bytes([len(files)])]
    for nonce, file in zip(nonces, files, strict=True):
        parts += [nonce, len(file).to_bytes(4, "big"), file]
    return b"".join(parts)


def unpack(data: bytes) -> tuple[tuple[bytes, bytes], ...]:
    """Nonce and file of each copy. Raises MalformedPages for anything that ``pack`` does not write."""
    copies = tuple(_copies(data))
    if pack(tuple(nonce for nonce, _ in copies), tuple(file for _, file in copies)) != data:
        raise MalformedPages
    return copies


def _copies(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not data or not 1 <= data[0] <= MOST_COPIES:
        raise MalformedPages
    place = 1
    for _ in range(data[0]):
        start = place + NONCE_BYTES + 4
        if start > len(data):
            raise MalformedPages
        end = start + int.from_bytes(data[place + NONCE_BYTES : start], "big")
        yield data[place : place + NONCE_BYTES], data[start:end]
        place = end
