"""The file a simulated card lives in: written whole and synced, so that a pulled plug loses no counter."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import TypeVar

from kofu.card.errors import CardError
from kofu.card.jpki import TokenKind
from kofu.card.simulated import signer
from kofu.card.simulated.card import SimulatedCard
from kofu.card.simulated.memory import CardMemory, Credential, Fault, FaultKind, Pin

FORMAT = "kofu-card/1"
LARGEST_FILE_BYTES = 1 << 20
LONGEST_ATR_BYTES = 33
MOST_TRIES = 15
_KEYS = {
    "format",
    "token",
    "user",
    "signature",
    "user_pin",
    "signature_pin",
    "atr",
    "faults",
    "reselect_keeps_pin",
    "latency_milliseconds",
}


Value = TypeVar("Value")


class CardFileInvalid(CardError):
    """The file cannot be read, or is no card of this format. Names the file, never its content."""

    code = "CARD_FILE_INVALID"
    summary = "not a simulated card's file"


class CardFile:
    """A card's memory and the path it is kept at."""

    def __init__(self, path: Path, memory: CardMemory) -> None:
        self.path = path
        self.memory = memory

    @classmethod
    def load(cls, path: Path) -> CardFile:
        """Read a card. Raises CardFileInvalid."""
        try:
            if path.stat().st_size > LARGEST_FILE_BYTES:
                raise CardFileInvalid(file=path.name)
            return cls(path, decode(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            raise CardFileInvalid(file=path.name) from None

    def save(self) -> None:
        """Write the card whole: beside, sync, rename, sync the folder. Only its owner may read it."""
        beside = self.path.with_name(self.path.name + ".new")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(encode(self.memory))
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(self.path)
        _sync_folder(self.path.parent)

    def card(self) -> SimulatedCard:
        """The card itself; each change of its memory is in the file before the card acts on it."""
        return SimulatedCard(self.memory, self._keep)

    def _keep(self, memory: CardMemory) -> None:
        self.memory = memory
        self.save()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def encode(memory: CardMemory) -> str:
    """A card as JSON."""
    told = {
        "format": FORMAT,
        "token": memory.token.value if memory.token else None,
        "user": _credential(memory.user),
        "signature": _credential(memory.signature),
        "user_pin": _pin(memory.user_pin),
        "signature_pin": _pin(memory.signature_pin),
        "atr": memory.atr.hex(),
        "faults": [{"kind": fault.kind.value, "at": fault.at} for fault in memory.faults],
        "reselect_keeps_pin": memory.reselect_keeps_pin,
        "latency_milliseconds": memory.latency_milliseconds,
    }
    return json.dumps(told, indent=1) + "\n"


def _credential(credential: Credential | None) -> dict[str, str] | None:
    if credential is None:
        return None
    return {
        "certificate": base64.b64encode(credential.certificate).decode("ascii"),
        "key": credential.key,
        "authority": base64.b64encode(credential.authority).decode("ascii"),
    }


def _pin(pin: Pin | None) -> dict[str, str | int] | None:
    if pin is None:
        return None
    return {"value": pin.value, "tries_allowed": pin.tries_allowed, "tries_left": pin.tries_left}


def decode(text: str) -> CardMemory:
    """A card from JSON. Raises ValueError, KeyError or TypeError for anything else."""
    told = json.loads(text)
    if not isinstance(told, dict) or set(told) != _KEYS or told["format"] != FORMAT:
        raise ValueError("not a card file")
    return CardMemory(
        token=None if told["token"] is None else TokenKind(told["token"]),
        user=_read_credential(told["user"]),
        signature=_read_credential(told["signature"]),
        user_pin=_read_pin(told["user_pin"]),
        signature_pin=_read_pin(told["signature_pin"]),
        atr=_read_atr(told["atr"]),
        faults=tuple(Fault(FaultKind(fault["kind"]), _count(fault["at"])) for fault in told["faults"]),
        reselect_keeps_pin=_checked(told["reselect_keeps_pin"], bool),
        latency_milliseconds=_count(told["latency_milliseconds"]),
    )


def _checked(told: object, kind: type[Value]) -> Value:
    if not isinstance(told, kind):
        raise TypeError("another type of value is wanted")
    return told


def _read_credential(told: dict[str, object] | None) -> Credential | None:
    if told is None:
        return None
    key = _checked(told["key"], str)
    signer.private_key(key)
    return Credential(_read_bytes(told["certificate"]), key, _read_bytes(told["authority"]))


def _read_bytes(told: object) -> bytes:
    return base64.b64decode(_checked(told, str), validate=True)


def _read_pin(told: dict[str, object] | None) -> Pin | None:
    if told is None:
        return None
    pin = Pin(_checked(told["value"], str), _count(told["tries_allowed"]), _count(told["tries_left"]))
    if not (pin.value.isascii() and pin.tries_left <= pin.tries_allowed <= MOST_TRIES):
        raise ValueError("not a PIN")
    return pin


def _read_atr(told: object) -> bytes:
    atr = bytes.fromhex(_checked(told, str))
    if not 2 <= len(atr) <= LONGEST_ATR_BYTES:
        raise ValueError("not an ATR")
    return atr


def _count(told: object) -> int:
    if not isinstance(told, int) or isinstance(told, bool) or told < 0:
        raise ValueError("not a count")
    return told
