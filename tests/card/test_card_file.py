"""The card's file: what is written comes back, nothing else is taken for a card, counters survive."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kofu.card.authenticate import authenticate
from kofu.card.errors import CardRemoved, PinBlocked, WrongPin
from kofu.card.jpki import TokenKind
from kofu.card.simulated import CardFile, CardFileInvalid, CardMemory, Fault, FaultKind, InProcessConnection
from kofu.card.simulated.file import decode, encode


def saved(folder: Path, memory: CardMemory) -> Path:
    path = folder / "card.json"
    CardFile(path, memory).save()
    return path


def appoint(_certificate: bytes) -> bytes:
    return b"appoint this key"


@pytest.mark.parametrize("token", [None, *TokenKind])
@pytest.mark.parametrize("kind", ["rsa", "p384"])
def test_a_card_comes_back_as_it_was_written(
    tmp_path: Path, memory_of: Callable[..., CardMemory], token: TokenKind | None, kind: str
) -> None:
    memory = replace(
        memory_of(TokenKind.CARD, kind),
        token=token,
        signature=None,
        faults=(Fault(FaultKind.TORN, 3), Fault(FaultKind.MUTE, 9)),
        reselect_keeps_pin=True,
        latency_milliseconds=150,
    )
    assert CardFile.load(saved(tmp_path, memory)).memory == memory


def test_only_its_owner_reads_the_file(tmp_path: Path, memory: CardMemory) -> None:
    path = saved(tmp_path, memory)
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_tries_are_lost_across_readers_and_restarts(tmp_path: Path, memory: CardMemory) -> None:
    path = saved(tmp_path, memory)
    for remaining in (2, 1):
        with pytest.raises(WrongPin) as raised:
            authenticate(InProcessConnection(CardFile.load(path).card()), b"9999", appoint)
        assert raised.value.attempts_remaining == remaining
    for pin in (b"9999", b"1234"):
        with pytest.raises(PinBlocked):
            authenticate(InProcessConnection(CardFile.load(path).card()), pin, appoint)


def test_a_try_is_in_the_file_before_a_torn_card_could_answer(tmp_path: Path, memory: CardMemory) -> None:
    path = saved(tmp_path, replace(memory, faults=(Fault(FaultKind.TORN, 7),)))
    with pytest.raises(CardRemoved):
        authenticate(InProcessConnection(CardFile.load(path).card()), b"9999", appoint)
    kept = CardFile.load(path).memory.user_pin
    assert kept
    assert kept.tries_left == 2


def without(told: dict[str, Any]) -> object:
    return {name: value for name, value in told.items() if name != "user_pin"}


@pytest.mark.parametrize(
    "spoil",
    [
        without,
        lambda told: told | {"more": 1},
        lambda told: told | {"format": "kofu-card/2"},
        lambda told: told | {"token": "JPKIAPICCTOKEN9"},
        lambda told: told | {"user_pin": {"value": 1234, "tries_allowed": 3, "tries_left": 3}},
        lambda told: told | {"user_pin": {"value": "1234", "tries_allowed": 3, "tries_left": 4}},
        lambda told: told | {"user_pin": {"value": "1234", "tries_allowed": 3, "tries_left": -1}},
        lambda told: told | {"user_pin": {"value": "1234", "tries_allowed": 99, "tries_left": 3}},
        lambda told: told | {"user": []},
        lambda told: told | {"user": told["user"] | {"certificate": "!"}},
        lambda told: told | {"user": told["user"] | {"key": "no key"}},
        lambda told: told | {"user": told["user"] | {"key": 7}},
        lambda told: told | {"atr": "zz"},
        lambda told: told | {"atr": ""},
        lambda told: told | {"faults": [{"kind": "melted", "at": 1}]},
        lambda told: told | {"faults": [1]},
        lambda told: told | {"latency_milliseconds": True},
        lambda told: told | {"reselect_keeps_pin": 1},
        lambda told: [told],
    ],
)
def test_a_spoilt_file_is_no_card(
    tmp_path: Path, memory: CardMemory, spoil: Callable[[dict[str, Any]], object]
) -> None:
    path = tmp_path / "card.json"
    path.write_text(json.dumps(spoil(json.loads(encode(memory)))))
    with pytest.raises(CardFileInvalid) as raised:
        CardFile.load(path)
    assert raised.value.facts == {"file": "card.json"}


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"0" * ((1 << 20) + 1)])
def test_a_file_of_anything_else_is_no_card(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "card.json"
    path.write_bytes(content)
    with pytest.raises(CardFileInvalid):
        CardFile.load(path)


def test_a_missing_file_is_no_card(tmp_path: Path) -> None:
    with pytest.raises(CardFileInvalid):
        CardFile.load(tmp_path / "nobody.json")


def test_the_file_is_plain_json_without_surprises(memory: CardMemory) -> None:
    assert decode(encode(memory)) == memory
    assert encode(memory) == encode(decode(encode(memory)))
