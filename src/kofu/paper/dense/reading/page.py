"""From one picture of a back to a finding (docs/paper-format.md §7, in this order).

Decoding gives bytes; the signature over them is checked before anything in them is read; the image layer is unlocked,
compared with the signed digest and its ML-DSA signature checked before the picture in it is unpacked.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kofu.paper.dense.codes import Code, image_code
from kofu.paper.dense.core import SignedCore, claim, open_core
from kofu.paper.dense.errors import BackForged, BackLocked, BackMalformed
from kofu.paper.dense.front_image import restore
from kofu.paper.dense.reading.acquisition import MIRRORED_GUESSES, MOST_GUESSES, acquire
from kofu.paper.dense.reading.discs import Picture
from kofu.paper.dense.reading.findings import (
    BackDoubt,
    BackFinding,
    BackKeys,
    BackVerdict,
    ContentState,
    KeyLookup,
)
from kofu.paper.dense.reading.layers import Layers
from kofu.paper.dense.sealing import OpenedImage, check_post_quantum, open_content, open_image

LEAST_SIDE, MOST_PIXELS = 400, 60_000_000
_COARSE_CELL_PIXELS = 1.2
_LEAST_BITS = 0.03
"""A cell; a wrong place gives less than a tenth of it"""


def read_back_page(picture: Picture, keys: KeyLookup, sheet_key: bytes | None) -> BackFinding:
    """The finding for one grey picture. Never raises for what a picture shows."""
    if picture.ndim != 2 or min(picture.shape) < LEAST_SIDE or picture.size > MOST_PIXELS:
        return BackFinding(BackVerdict.UNREADABLE, BackDoubt.PAGE_NOT_FOUND)
    layers = _found(picture, MOST_GUESSES)
    if layers is None:
        mirrored = _found(np.ascontiguousarray(picture[:, ::-1]), MIRRORED_GUESSES) is not None
        doubt = BackDoubt.MIRRORED if mirrored else BackDoubt.PAGE_NOT_FOUND
        return BackFinding(BackVerdict.UNREADABLE, doubt)
    core = layers.core()
    if core is None:
        coarse = layers.quality.pixels_a_cell < _COARSE_CELL_PIXELS
        doubt = BackDoubt.TOO_COARSE if coarse else BackDoubt.TOO_FAINT
        return BackFinding(BackVerdict.UNREADABLE, doubt, quality=layers.quality)
    found = _judged(core, layers, keys, sheet_key)
    return replace(found, quality=layers.quality)


def _found(picture: Picture, most_guesses: int) -> Layers | None:
    """The page's layers, if the pilots of the whole page tell anything at all."""
    acquired = acquire(picture, most_guesses)
    layers = None if acquired is None else Layers(acquired)
    return layers if layers is not None and layers.quality.bits_a_cell >= _LEAST_BITS else None


def _judged(core: bytes, layers: Layers, keys: KeyLookup, sheet_key: bytes | None) -> BackFinding:
    try:
        claimed = claim(core)
    except BackMalformed:
        return BackFinding(BackVerdict.ALTERED, BackDoubt.MALFORMED)
    number = claimed.number
    public = keys(number[:6], claimed.key_id, number)
    if public is None:
        return BackFinding(BackVerdict.UNKNOWN_KEY, BackDoubt.KEY_NOT_TRUSTED, number, claimed.key_id)
    try:
        signed = open_core(core, public.ed25519)
    except BackForged:
        return BackFinding(BackVerdict.ALTERED, BackDoubt.SIGNATURE_WRONG, number, claimed.key_id)
    except BackMalformed:
        return BackFinding(BackVerdict.ALTERED, BackDoubt.MALFORMED, number, claimed.key_id)
    found = BackFinding(BackVerdict.GENUINE, number=number, key_id=signed.key_id, body=signed.body)
    if sheet_key is None:
        return replace(found, content_state=ContentState.KEY_MISSING)
    return _with_content(found, signed, layers, public, sheet_key)


def _with_content(
    found: BackFinding, signed: SignedCore, layers: Layers, public: BackKeys, sheet_key: bytes
) -> BackFinding:
    try:
        content = open_content(signed, sheet_key)
    except BackLocked:
        return replace(found, content_state=ContentState.KEY_WRONG)
    found = replace(found, content=content)
    code = image_code(signed.image.code)
    if code is None or signed.image.length > code.capacity_bytes:
        return replace(found, content_state=ContentState.MALFORMED)
    opened = _opened(signed, code, layers, sheet_key)
    if isinstance(opened, ContentState):
        verdict = BackVerdict.ALTERED if opened is ContentState.ALTERED else found.verdict
        return replace(found, verdict=verdict, content_state=opened)
    return _restored(found, signed, opened, public)


def _opened(signed: SignedCore, code: Code, layers: Layers, sheet_key: bytes) -> OpenedImage | ContentState:
    message = layers.image(code)
    if message is None:
        return ContentState.NOT_READABLE
    try:
        return open_image(signed, message[: signed.image.length], sheet_key)
    except BackLocked:
        return ContentState.KEY_WRONG if signed.image.content_in_image else ContentState.ALTERED
    except BackForged:
        return ContentState.ALTERED
    except BackMalformed:
        return ContentState.MALFORMED


def _restored(found: BackFinding, signed: SignedCore, opened: OpenedImage, public: BackKeys) -> BackFinding:
    checked = opened.post_quantum_signature is not None and public.ml_dsa_44 is not None
    try:
        if opened.post_quantum_signature is not None and public.ml_dsa_44 is not None:
            check_post_quantum(signed, opened.post_quantum_signature, public.ml_dsa_44)
        front = restore(opened.front)
    except BackForged:
        return replace(found, verdict=BackVerdict.ALTERED, content_state=ContentState.ALTERED)
    except BackMalformed:
        return replace(found, content_state=ContentState.MALFORMED)
    return replace(
        found,
        content_state=ContentState.RESTORED,
        content=found.content if opened.content is None else opened.content,
        front=front,
        post_quantum_checked=checked,
    )
