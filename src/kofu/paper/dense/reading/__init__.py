"""Reading backs from pictures. Nothing is believed before a signature is checked."""

from kofu.paper.dense.reading.findings import (
    BackDoubt,
    BackFinding,
    BackKeys,
    BackVerdict,
    ContentState,
    KeyLookup,
    Quality,
)
from kofu.paper.dense.reading.page import read_back_page

__all__ = [
    "BackDoubt",
    "BackFinding",
    "BackKeys",
    "BackVerdict",
    "ContentState",
    "KeyLookup",
    "Quality",
    "read_back_page",
]
