"""Files to grey pictures, inside bounds that are checked before anything is decoded."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
from PIL import Image, UnidentifiedImageError

from kofu.paper.pdfium_turn import PDFIUM
from kofu.paper.scan.errors import FileTooLarge, UnreadableFile

Picture = npt.NDArray[np.uint8]
"""Grey, rows of pixels"""

MOST_BYTES = 40_000_000
MOST_PIXELS = 60_000_000
"""A4 at 600 dpi has 35 million"""
MOST_PAGES = 50
PDF_DPI = 300


def pictures(data: bytes) -> Iterator[Picture]:
    """Each page of a file. Raises UnreadableFile, FileTooLarge; pages come one at a time to keep memory small."""
    if len(data) > MOST_BYTES:
        raise FileTooLarge(bytes=len(data), most=MOST_BYTES)
    if data[:1024].lstrip().startswith(b"%PDF-"):
        yield from _pdf_pages(data)
    else:
        yield _photo(data)


def _photo(data: bytes) -> Picture:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own bound is tighter and comes next
            image = Image.open(io.BytesIO(data), formats=["PNG", "JPEG"])
        if image.width * image.height > MOST_PIXELS:
            raise FileTooLarge(pixels=image.width * image.height, most=MOST_PIXELS)
        return np.asarray(image.convert("L"))
    except Image.DecompressionBombError:
        raise FileTooLarge(most=MOST_PIXELS) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise UnreadableFile from None


def _pdf_pages(data: bytes) -> Iterator[Picture]:
    """One page at a time, each opened anew, so that no other reader has to wait while a page is being looked at."""
    for place in range(_page_count(data)):
        with PDFIUM, _opened(data) as document:
            drawn = _pdf_page(document, place)
        yield drawn


@contextmanager
def _opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        raise UnreadableFile from None
    try:
        yield document
    finally:
        document.close()


def _page_count(data: bytes) -> int:
    with PDFIUM, _opened(data) as document:
        count = len(document)
    if count > MOST_PAGES:
        raise FileTooLarge(pages=count, most=MOST_PAGES)
    return count


def _pdf_page(document: pdfium.PdfDocument, place: int) -> Picture:
    try:
        page = document[place]
    except pdfium.PdfiumError:
        raise UnreadableFile from None
    try:
        scale = PDF_DPI / 72
        pixels = int(page.get_width() * scale) * int(page.get_height() * scale)
        if not 0 < pixels <= MOST_PIXELS:
            raise FileTooLarge(pixels=pixels, most=MOST_PIXELS)
        bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
        drawn: Picture = bitmap.to_numpy().reshape(bitmap.height, bitmap.width).copy()
        bitmap.close()
        return drawn
    finally:
        page.close()
