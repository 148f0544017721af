"""Pages of a finished PDF as pictures, for people and for tests."""

from __future__ import annotations

import io

import pypdfium2 as pdfium

from kofu.paper.errors import PageCountMismatch


def pages_as_png(pdf: bytes, dpi: int) -> tuple[bytes, ...]:
    """Each page as a greyscale PNG. Raises PageCountMismatch for a file that is no PDF."""
    try:
        document = pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError:
        raise PageCountMismatch from None
    try:
        return tuple(_as_png(document[place], dpi) for place in range(len(document)))
    finally:
        document.close()


def _as_png(page: pdfium.PdfPage, dpi: int) -> bytes:
    bitmap = page.render(scale=dpi / 72, grayscale=True, may_draw_forms=False)
    target = io.BytesIO()
    bitmap.to_pil().save(target, "PNG")
    bitmap.close()
    page.close()
    return target.getvalue()
