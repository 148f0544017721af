"""Finds seals in a picture with zxing-cpp, which shares no code with what writes them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import zxingcpp

from kofu.paper.scan.pictures import Picture
from kofu.paper.seal import MAGIC

_SMALLEST_PIXELS = 40
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


def seals(picture: Picture) -> tuple[bytes, ...]:
    """The bytes of every symbol that calls itself a seal of ours, each once, in any turn. Nothing is believed yet."""
    if min(picture.shape) < _SMALLEST_PIXELS:
        return ()
    for attempt in _attempts(picture):
        found = zxingcpp.read_barcodes(np.ascontiguousarray(attempt), formats=_QR)
        ours = dict.fromkeys(bytes(code.bytes) for code in found if code.bytes.startswith(MAGIC))
        if ours:
            return tuple(ours)
    return ()


def _attempts(picture: Picture) -> Iterator[Picture]:
    """The picture as it is; then each pixel doubled, for modules of only two or three pixels."""
    yield picture
    if picture.size < 8_000_000:
        yield np.repeat(np.repeat(picture, 2, axis=0), 2, axis=1)
