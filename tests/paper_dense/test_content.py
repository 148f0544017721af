from __future__ import annotations

import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kofu.paper.dense.content import pack, unpack
from kofu.paper.dense.errors import BackMalformed


@given(st.text(max_size=20), st.dictionaries(st.text(max_size=10), st.text(max_size=40), max_size=20))
def test_words_come_back_as_they_were(form: str, fields: dict[str, str]) -> None:
    assert unpack(pack(form, fields)) == (form, fields)


def deflated(said: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(said) + packer.flush()


@pytest.mark.parametrize(
    "said",
    [b"", b"[]", b'["a"]', b'["a",{"b":1}]', b"[1,{}]", b'["a",[]]', b"\xff", b"[" * 100_000, b'["a",{}] x'],
)
def test_signed_nonsense_is_refused(said: bytes) -> None:
    with pytest.raises(BackMalformed):
        unpack(deflated(said))


def test_a_bomb_is_not_unpacked() -> None:
    bomb = deflated(json.dumps(["a", {"b": "x" * 50_000_000}]).encode())
    assert len(bomb) < 60_000
    with pytest.raises(BackMalformed):
        unpack(bomb)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_are_words(data: bytes) -> None:
    try:
        form, fields = unpack(data)
    except BackMalformed:
        return
    assert isinstance(form, str)
    assert all(isinstance(text, str) for text in fields.values())
