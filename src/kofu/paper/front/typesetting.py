"""typst behind one call: the same input gives the same bytes, warnings are errors, and errors carry no content.

Measured ways and pitfalls: platform.md §7.2. A compiler belongs to one thread; the font is shared by all.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from kofu.clock import unix_seconds
from kofu.paper.errors import RenderingFailed


class Typesetter:
    """Draws our templates with one font."""

    def __init__(self, font: Path) -> None:
        self._fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font.parent)]
        )
        self._templates = str(files("kofu.paper.front"))
        self._local = threading.local()

    def render(self, main: bytes, inputs: Mapping[str, bytes], issued_at: datetime) -> bytes:
        """The PDF of ``main``, which imports a template and reads ``inputs``. Raises RenderingFailed."""
        sources: Any = {"main.typ": main, **inputs}  # the package's stub does not know that a dict is taken
        try:
            pdf, warnings = self._compiler().compile_with_warnings(
                input=sources,
                format="pdf",
                pdf_standards=["a-2u"],
                timestamp=unix_seconds(issued_at),
                pdf_tags=False,
            )
        except typst.TypstError:
            raise RenderingFailed from None
        if warnings or not isinstance(pdf, bytes):
            raise RenderingFailed(warnings=len(warnings))
        return pdf

    def _compiler(self) -> typst.Compiler:
        if not hasattr(self._local, "compiler"):
            self._local.compiler = typst.Compiler(root=self._templates, font_paths=self._fonts)
        compiler: typst.Compiler = self._local.compiler
        return compiler
