"""Putting the background under finished fronts, and composing what stands beside the field on the back."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
import pikepdf
from pikepdf import Dictionary, Name, Stream

from kofu.paper.background.dots import Box, page_raster
from kofu.paper.background.latent import mark
from kofu.paper.background.masks import MARK_SIDE
from kofu.paper.dense.drawing import PLACED
from kofu.paper.dense.geometry import CELL, HEIGHT, LEFT, PAGE_HEIGHT, PAGE_WIDTH, TOP, WIDTH
from kofu.paper.errors import PageCountMismatch

MARK_LEFT, MARK_TOP = 240, 6500
"""The latent mark: lower left of the back, below the field"""
_MARK_CLEAR = 24
_FIELD_CLEAR = 12
_IMAGE = Name("/KofuBackground")
_DRAWN = b"q " + PLACED + b" /KofuBackground Do Q\n"


@cache
def back_margins() -> bytes:
    """Background and latent mark of every back, as a raster for ``draw_back``; the field is left blank."""
    right, bottom = LEFT + WIDTH * CELL, TOP + HEIGHT * CELL
    field = (LEFT - _FIELD_CLEAR, TOP - _FIELD_CLEAR, right + _FIELD_CLEAR, bottom + _FIELD_CLEAR)
    ends = (MARK_LEFT + MARK_SIDE, MARK_TOP + MARK_SIDE)
    around = (MARK_LEFT - _MARK_CLEAR, MARK_TOP - _MARK_CLEAR, ends[0] + _MARK_CLEAR, ends[1] + _MARK_CLEAR)
    raster = np.frombuffer(page_raster((field, around)), np.uint8).reshape(PAGE_HEIGHT, -1)
    page = np.unpackbits(raster, axis=1)
    page[MARK_TOP : ends[1], MARK_LEFT : ends[0]] = mark()
    return np.packbits(page, axis=1).tobytes()


def put_under(front_pdf: bytes, blank: Sequence[Box]) -> bytes:
    """Every page over the background; boxes (in pixels from the top left) stay white. One image serves all pages.

    Raises PageCountMismatch for a file that is no PDF.
    """
    try:
        pdf = pikepdf.open(io.BytesIO(front_pdf))
    except pikepdf.PdfError:
        raise PageCountMismatch from None
    with pdf:
        image = pdf.make_indirect(
            Stream(
                pdf,
                _compressed(tuple(blank)),
                Type=Name.XObject,
                Subtype=Name.Image,
                Width=PAGE_WIDTH,
                Height=PAGE_HEIGHT,
                ColorSpace=Name.DeviceGray,
                BitsPerComponent=1,
                Decode=[1, 0],
                Interpolate=False,
                Filter=Name.FlateDecode,
            )
        )
        for page in pdf.pages:
            _add(page, image)
        target = io.BytesIO()
        pdf.save(
            target, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none, deterministic_id=True
        )
    return target.getvalue()


def _add(page: pikepdf.Page, image: pikepdf.Object) -> None:
    resources = page.obj.get(Name.Resources, Dictionary())
    objects = resources.get(Name.XObject, Dictionary())
    objects[_IMAGE] = image
    resources[Name.XObject] = objects
    page.obj[Name.Resources] = resources
    page.contents_add(_DRAWN, prepend=True)


@lru_cache(maxsize=8)
def _compressed(blank: tuple[Box, ...]) -> bytes:
    """Constant for a form, so made once, as small as it gets."""
    return zlib.compress(page_raster(blank), 9)
