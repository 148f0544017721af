"""What reading a back can end with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from kofu.numbering import DocumentNumber
from kofu.paper.dense.core import CoreBody
from kofu.paper.dense.front_image import Front


class BackVerdict(Enum):
    """What a picture of a back proves; the words of the front's verdict."""

    GENUINE = "genuine"
    ALTERED = "altered"
    UNKNOWN_KEY = "unknown_key"
    UNREADABLE = "unreadable"


class BackDoubt(Enum):
    """Why a back is not plainly genuine."""

    PAGE_NOT_FOUND = "page_not_found"
    MIRRORED = "mirrored"
    TOO_COARSE = "too_coarse"
    """Fewer pixels a cell than can be read: scan at 200 dpi or more"""
    TOO_FAINT = "too_faint"
    """The page lies there, but blur, light or damage leave too little: flatten it, more light, scan it"""
    KEY_NOT_TRUSTED = "key_not_trusted"
    SIGNATURE_WRONG = "signature_wrong"
    MALFORMED = "malformed"


class ContentState(Enum):
    """What became of the image layer: the exact front."""

    RESTORED = "restored"
    KEY_MISSING = "key_missing"
    """No sheet key: it stands on the front"""
    KEY_WRONG = "key_wrong"
    """The key opens another sheet, or the front belongs to another back"""
    NOT_READABLE = "not_readable"
    ALTERED = "altered"
    """The code holds, but not what was signed"""
    MALFORMED = "malformed"
    """Signed, but against the format: an alarm for whoever signs"""
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class BackKeys:
    """A municipality's public seal keys."""

    ed25519: bytes
    ml_dsa_44: bytes | None = None


KeyLookup = Callable[[str, bytes, DocumentNumber], BackKeys | None]
"""Municipality code, key id and claimed number to keys; None when there is none in force on the day in the number"""


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a picture could be read, for logs and tests."""

    pixels_a_cell: float = 0.0
    bits_a_cell: float = 0.0
    locked_share: float = 0.0
    guesses: int = 0
    core_rounds: int = 0
    image_rounds: int = 0


@dataclass(frozen=True, slots=True)
class BackFinding:
    """What one picture of a back shows. Nothing but ``number`` is told before a signature fits."""

    verdict: BackVerdict
    doubt: BackDoubt | None = None
    number: DocumentNumber | None = None
    key_id: bytes | None = None
    body: CoreBody | None = None
    content_state: ContentState = ContentState.NOT_REACHED
    content: bytes | None = field(default=None, repr=False)
    front: Front | None = field(default=None, repr=False)
    post_quantum_checked: bool = False
    quality: Quality = Quality()
