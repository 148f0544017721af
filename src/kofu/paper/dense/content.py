"""The words of a page as the back carries them: form and fields, deflated.

JSON ``[form, {field: text}]`` with sorted keys and no blanks, in UTF-8, as a raw deflate stream: what the page digest
of the front's seal covers too, so that a reader can compare both.
"""

from __future__ import annotations

import json
import zlib

from kofu.certificates import Fields
from kofu.paper.dense.errors import BackMalformed

_MOST_BYTES = 1 << 18
_MOST_FIELDS = 1000


def pack(form: str, fields: Fields) -> bytes:
    """Same words, same bytes."""
    said = json.dumps([form, dict(fields)], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(said) + packer.flush()


def unpack(data: bytes) -> tuple[str, Fields]:
    """From bytes whose signature has been checked. Raises BackMalformed."""
    try:
        unpacker = zlib.decompressobj(-15)
        said = unpacker.decompress(data, _MOST_BYTES)
        form, fields = json.loads(said)
    except (zlib.error, ValueError, TypeError, RecursionError):
        raise BackMalformed from None
    texts = isinstance(fields, dict) and all(isinstance(text, str) for text in fields.values())
    whole = unpacker.eof and not unpacker.unused_data
    if not isinstance(form, str) or not texts or not whole or len(fields) > _MOST_FIELDS:
        raise BackMalformed
    return form, fields
