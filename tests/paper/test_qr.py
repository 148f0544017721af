from __future__ import annotations

import numpy as np
import pytest
import segno
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from kofu.paper.errors import SealTooLarge
from kofu.paper.qr import MASK, encode


def by_segno(data: bytes) -> list[list[int]]:
    symbol = segno.make(data, error="m", mode="byte", micro=False, boost_error=False, mask=MASK)
    return [list(row) for row in symbol.matrix]


@pytest.mark.parametrize("length", [180, 213, 251, 287, 331, 362, 412])
def test_every_module_of_a_full_symbol_is_where_segno_has_it(length: int) -> None:
    """One length a version. Into symbols with room left segno 1.6.6 writes a zero before the first pad codeword."""
    data = bytes((7 * i * i + length) % 256 for i in range(length))
    assert encode(data).tolist() == by_segno(data)


@settings(max_examples=20, deadline=None)
@given(st.binary(min_size=163, max_size=412))
def test_an_independent_reader_gets_the_bytes_back(data: bytes) -> None:
    picture = np.pad(255 * (1 - np.kron(encode(data), np.ones((4, 4), np.uint8))), 24, constant_values=255)
    read = zxingcpp.read_barcode(picture.astype(np.uint8))
    assert read is not None
    assert read.bytes == data


def test_more_than_version_15_holds_is_refused() -> None:
    with pytest.raises(SealTooLarge):
        encode(bytes(413))
