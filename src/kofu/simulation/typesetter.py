"""Real sheets for some issuances, where the certificate font is installed."""

from __future__ import annotations

from functools import cache

from kofu.assembly.world import FONT_FOLDERS
from kofu.certificates import IssuerFacts
from kofu.issuance.drawing import PaperRenderer
from kofu.issuance.sealing import public_bytes
from kofu.paper.characters import find_font
from kofu.paper.errors import FontUnusable
from kofu.paper.front.drawing import Front
from kofu.paper.seal import SealSigner
from kofu.pki.trust.entries import key_id_of
from kofu.simulation.keys import TownKeys


@cache
def front() -> Front | None:
    """The font and typesetter, read once; None on a machine without the font."""
    try:
        return Front.load(find_font(FONT_FOLDERS))
    except FontUnusable:
        return None


def full_renderer(issuer: IssuerFacts, keys: TownKeys) -> PaperRenderer | None:
    """A municipality's real renderer; None on a machine without the font."""
    drawing = front()
    if drawing is None:
        return None
    signer = SealSigner(bytes.fromhex(key_id_of(public_bytes(keys.seal))), keys.seal.sign)
    return PaperRenderer(drawing, issuer, signer)
