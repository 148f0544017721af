"""From a file to a verdict: is this what the municipality issued? (design §8)

This answers integrity only. Whether the sheet is the original and whether it is still valid are other questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from kofu.certificates import Essential
from kofu.numbering import DocumentNumber
from kofu.paper.errors import SealForged, SealMalformed
from kofu.paper.scan.pictures import pictures
from kofu.paper.scan.symbols import seals
from kofu.paper.seal import Claim, Seal, claim, decode
from kofu.rules import Kind

NOT_CHECKED = "not_checked"
"""The status of a number nobody was asked about"""

Keys = Callable[[str, bytes, DocumentNumber], bytes | None]
"""Municipality code, key id and claimed number to the public seal key (32 bytes).

None when the trust list has no such key for that municipality on the day in the number.
"""


class Verdict(Enum):
    """What a picture proves."""

    GENUINE = "genuine"
    ALTERED = "altered"
    UNKNOWN_KEY = "unknown_key"
    UNREADABLE = "unreadable"


class Doubt(Enum):
    """Why a verdict is not a plain genuine, or what is missing."""

    NO_SEAL_FOUND = "no_seal_found"
    SIGNATURE_WRONG = "signature_wrong"
    SEAL_MALFORMED = "seal_malformed"
    KEY_NOT_TRUSTED = "key_not_trusted"
    SEVERAL_DOCUMENTS = "several_documents"
    """Sheets of more than one document in one file: to be looked at one by one"""
    SHEETS_MISSING = "sheets_missing"
    FIELDS_INCOMPLETE = "fields_incomplete"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one file shows, in the words of ``kofu verify``."""

    file: str
    verdict: Verdict
    number: DocumentNumber | None = None
    kind: Kind | None = None
    municipality: str | None = None
    issued_at: datetime | None = None
    fields: tuple[tuple[str, str], ...] = ()
    """What the seal repeats of the sheet: the clerk compares it with the paper"""
    sheets: tuple[int, ...] = ()
    sheets_of: int | None = None
    status: str = NOT_CHECKED
    reasons: tuple[Doubt, ...] = ()


def verify_pictures(data: bytes, name: str, keys: Keys) -> Finding:
    """The finding for one PNG, JPEG or PDF. Raises UnreadableFile, FileTooLarge."""
    found: dict[bytes, None] = {}
    for picture in pictures(data):
        found |= dict.fromkeys(seals(picture))
    if not found:
        return Finding(name, Verdict.UNREADABLE, reasons=(Doubt.NO_SEAL_FOUND,))
    read: list[Seal] = []
    for seal_bytes in found:
        outcome = _judge(seal_bytes, keys)
        if not isinstance(outcome, Seal):
            return _rejected(name, seal_bytes, outcome)
        read.append(outcome)
    return _accepted(name, read)


def _judge(data: bytes, keys: Keys) -> Seal | Doubt:
    try:
        claimed = claim(data)
        public_key = keys(claimed.number[:6], claimed.key_id, claimed.number)
        return Doubt.KEY_NOT_TRUSTED if public_key is None else decode(data, public_key)
    except SealForged:
        return Doubt.SIGNATURE_WRONG
    except SealMalformed:
        return Doubt.SEAL_MALFORMED


def _rejected(name: str, data: bytes, doubt: Doubt) -> Finding:
    """A seal that proves nothing: its number is repeated only to be asked about, nothing else of it is."""
    verdict = Verdict.UNKNOWN_KEY if doubt is Doubt.KEY_NOT_TRUSTED else Verdict.ALTERED
    return Finding(name, verdict, number=_claimed_number(data), reasons=(doubt,))


def _claimed_number(data: bytes) -> DocumentNumber | None:
    try:
        claimed: Claim = claim(data)
    except SealMalformed:
        return None
    return claimed.number


def _accepted(name: str, read: Sequence[Seal]) -> Finding:
    first = min(read, key=lambda seal: seal.page)
    if any(_same_set(seal) != _same_set(first) for seal in read):
        return Finding(name, Verdict.UNREADABLE, reasons=(Doubt.SEVERAL_DOCUMENTS,))
    kind = next((kind for kind in Kind if kind.number == first.kind), None)
    if kind is None:
        return Finding(name, Verdict.ALTERED, number=first.number, reasons=(Doubt.SEAL_MALFORMED,))
    pages = tuple(sorted({seal.page for seal in read}))
    missing = () if len(pages) == first.pages else (Doubt.SHEETS_MISSING,)
    incomplete = () if all(seal.complete for seal in read) else (Doubt.FIELDS_INCOMPLETE,)
    return Finding(
        file=name,
        verdict=Verdict.GENUINE,
        number=first.number,
        kind=kind,
        municipality=first.number[:6],
        issued_at=first.issued_at,
        fields=_told(sorted(read, key=lambda seal: seal.page)),
        sheets=pages,
        sheets_of=first.pages,
        reasons=missing + incomplete,
    )


def _same_set(seal: Seal) -> tuple[object, ...]:
    return seal.number, seal.pages, seal.issued_at, seal.persons, seal.sheet_key


def _told(read: Iterable[Seal]) -> tuple[tuple[str, str], ...]:
    return tuple((_FIELD_NAMES[tag], text) for seal in read for tag, text in seal.essentials)


_FIELD_NAMES = {tag: tag.name.lower() for tag in Essential}
