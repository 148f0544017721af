"""The file tree of the simulated JPKI application (card reference §1)."""

from __future__ import annotations

from collections.abc import Mapping

from kofu.card.jpki import FileId
from kofu.card.simulated.memory import CardMemory

READABLE_BLOCK = 1024
"""Certificate files come in whole blocks, so that the file is longer than its DER."""


def token_information(label: str) -> bytes:
    """CK_TOKEN_INFO of PKCS #11, 160 bytes, big-endian: texts, flags, ten counts, two versions, time."""
    texts = ((label, 32), ("kofu simulation", 32), ("invented", 16), ("0", 16))
    head = b"".join(text.encode("ascii").ljust(length) for text, length in texts)
    flags_and_counts = (0x0000_040D).to_bytes(4) + bytes(40)
    return head + flags_and_counts + bytes(4) + b" " * 16


def filled(der: bytes) -> bytes:
    """A certificate file: the DER and filler up to a whole block, at least one byte of it."""
    blocks = len(der) // READABLE_BLOCK + 1
    return der.ljust(blocks * READABLE_BLOCK, b"\xff")


def readable_files(memory: CardMemory) -> Mapping[int, bytes]:
    """Contents of the files that READ BINARY serves."""
    files: dict[int, bytes] = {FileId.DIRECTORY: _directory(memory)}
    if memory.token is not None:
        files[FileId.TOKEN] = token_information(memory.token.value)
    if memory.user is not None:
        files[FileId.USER_CERTIFICATE] = filled(memory.user.certificate)
        files[FileId.USER_AUTHORITY] = filled(memory.user.authority)
    if memory.signature is not None:
        files[FileId.SIGNATURE_CERTIFICATE] = filled(memory.signature.certificate)
        files[FileId.SIGNATURE_AUTHORITY] = filled(memory.signature.authority)
    return files


def internal_files(memory: CardMemory) -> frozenset[int]:
    """Files that exist but are never read: keys and PINs."""
    present = {
        FileId.USER_KEY: memory.user,
        FileId.USER_PIN: memory.user_pin,
        FileId.SIGNATURE_KEY: memory.signature,
        FileId.SIGNATURE_PIN: memory.signature_pin,
    }
    return frozenset(file for file, content in present.items() if content is not None)


def _directory(memory: CardMemory) -> bytes:
    """8F for each certificate present. Only "both" was seen on a card; the other values are assumed."""
    return bytes([0x8F if memory.user else 0x00, 0x8F if memory.signature else 0x00, 0x00])
