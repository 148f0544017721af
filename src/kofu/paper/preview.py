"""Pages of a finished PDF as pictures, for people and for tests."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
from PIL import Image

from kofu.paper.errors import PageCountMismatch
from kofu.paper.pdfium_turn import PDFIUM


def pages_as_png(pdf: bytes, dpi: int) -> tuple[bytes, ...]:
    """Each page as a greyscale PNG. Raises PageCountMismatch for a file that is no PDF."""
    return tuple(_as_png(image) for image in _images(pdf, dpi))


def _images(pdf: bytes, dpi: int) -> list[Image.Image]:
    with PDFIUM:
        try:
            document = pdfium.PdfDocument(pdf)
        except pdfium.PdfiumError:
            raise PageCountMismatch from None
        try:
            return [_image(document[place], dpi) for place in range(len(document))]
        finally:
            document.close()


def _image(page: pdfium.PdfPage, dpi: int) -> Image.Image:
    bitmap = page.render(scale=dpi / 72, grayscale=True, may_draw_forms=False)
    try:
        image: Image.Image = bitmap.to_pil().copy()
        return image
    finally:
        bitmap.close()
        page.close()


def _as_png(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()
