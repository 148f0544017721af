"""The two layers of an acquired page, decoded; a second look uses what the first one found out."""

from __future__ import annotations

from dataclasses import replace

import cv2

from kofu.paper.dense.codes import Code, core_code
from kofu.paper.dense.core import is_core
from kofu.paper.dense.format import core_soft, image_soft, known_cells, whitened
from kofu.paper.dense.ldpc import Decoder, Soft
from kofu.paper.dense.reading.acquisition import Acquired
from kofu.paper.dense.reading.cells import (
    Known,
    bits_a_cell,
    channel,
    equalised,
    joined,
    log_ratios,
    pilots,
    sample,
)
from kofu.paper.dense.reading.findings import Quality

_TRUSTED = 3.5
_CORE_ROUNDS = 60
_FIRST_ROUNDS, _LAST_ROUNDS = 25, 60
"""Of the image layer: a first look that needs more is better looked at a second time"""
_LEAST_CORE_BITS = 0.08
_HOPELESS = 0.95
"""A code of rate R is not tried on fewer than this many R bits a cell"""


class Layers:
    """Decodes one page, layer by layer."""

    def __init__(self, acquired: Acquired) -> None:
        self._cells = sample(acquired.picture, acquired.mapping)
        size = (self._cells.shape[1], self._cells.shape[0])
        self._trusted = cv2.resize(acquired.locked, size, interpolation=cv2.INTER_NEAREST) > _TRUSTED
        self._known = pilots()
        self.quality = Quality(
            pixels_a_cell=acquired.mapping.pixels_a_cell(),
            locked_share=float((acquired.locked > _TRUSTED).mean()),
            guesses=acquired.guesses,
        )
        self._soft = self._look(self._known, reach=2, window=57)

    def core(self) -> bytes | None:
        """The core's bytes, or None when the code or its check sum does not hold."""
        if self.quality.bits_a_cell < _LEAST_CORE_BITS:
            return None
        decoded = Decoder(core_code()).decode(core_soft(self._soft), _CORE_ROUNDS)
        self.quality = replace(self.quality, core_rounds=decoded.rounds)
        core = whitened(decoded.message)
        if not decoded.settled or not is_core(core):
            return None
        self._known = joined(self._known, *known_cells(core))
        return core

    def image(self, code: Code) -> bytes | None:
        """The bytes of the image layer, or None. Call after ``core``: its cells sharpen a second look."""
        message = self._image(code, _FIRST_ROUNDS)
        if message is None:
            self._soft = self._look(self._known, reach=3, window=41)
            message = self._image(code, _LAST_ROUNDS)
        return message

    def _image(self, code: Code, most_rounds: int) -> bytes | None:
        if self.quality.bits_a_cell < _HOPELESS * code.inputs / code.columns:
            return None
        decoded = Decoder(code).decode(image_soft(self._soft, code), most_rounds)
        self.quality = replace(self.quality, image_rounds=self.quality.image_rounds + decoded.rounds)
        return decoded.message if decoded.settled else None

    def _look(self, known: Known, reach: int, window: int) -> Soft:
        values = equalised(self._cells, known, self._trusted, reach)
        ratios = log_ratios(values, self._cells, known, window)
        self.quality = replace(self.quality, bits_a_cell=bits_a_cell(ratios, known))
        return channel(ratios)
