"""PDFium allows one call at a time in a process (pypdfium2 says so too): whoever uses it takes a turn."""

from __future__ import annotations

import threading

PDFIUM = threading.RLock()
"""Held around every use of PDFium, from opening a document to closing it"""
