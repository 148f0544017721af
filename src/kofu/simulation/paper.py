"""Light paper: small documents drawn on the same path as real sheets, which a reader can take apart again.

What a page says comes from ``certificates.compose`` over the very rows; the holder must be reached from what was drawn;
the page carries number, place in the set and a seal. Only typesetting is left out. Some issuances get real sheets.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import pypdfium2 as pdfium

from kofu.certificates import IssuerFacts
from kofu.certificates.composing import compose
from kofu.issuance.drawing import PaperRenderer, wanted_of
from kofu.issuance.municipality.vocabulary import DrawingFailed, DrawJob, Drawn, DrawnCopy
from kofu.paper.binding import Binding, holder_tag
from kofu.paper.errors import HolderNotReached, ReadBackMismatch
from kofu.paper.pdfium_turn import PDFIUM

PERSONS_A_PAGE = 2
_MARK = b"%kofu-light-paper\n"


@dataclass(frozen=True, slots=True)
class LightPage:
    """What stands on one page."""

    number: str
    page: int
    pages: int
    kind: str
    persons: tuple[str, ...]
    addresses: tuple[str, ...]
    """Of the persons, in order"""
    texts: str
    """Digest of everything the certificate says"""
    seal: str


@dataclass(frozen=True, slots=True)
class SealKey:
    """Seals light pages; a test key of one municipality."""

    secret: bytes

    def seal(self, page: tuple[object, ...]) -> str:
        """The seal over what a page says."""
        return hashlib.sha256(self.secret + repr(page).encode()).hexdigest()[:32]


class Studio(Protocol):
    """Where a municipal server has its pages drawn; drawing begins at one moment and ends at another."""

    def begin(self, job: DrawJob) -> None:
        """Drawing begins."""

    def abandon(self, job: DrawJob) -> None:
        """Nobody waits for this drawing any more."""

    def draw(self, job: DrawJob) -> Drawn | DrawingFailed:
        """Drawing is done. Raises KofuError where nothing can be drawn."""


@dataclass(frozen=True, slots=True)
class LightStudio:
    """Draws light pages from the rows, reads them back and compares, like the real renderer."""

    issuer: IssuerFacts
    key: SealKey
    full: PaperRenderer | None = None
    """Real sheets for some issuances"""
    full_share: float = 0.0

    def begin(self, job: DrawJob) -> None:
        """See Studio."""

    def abandon(self, job: DrawJob) -> None:
        """See Studio."""

    def draw(self, job: DrawJob) -> Drawn | DrawingFailed:
        """See Studio."""
        if self.full is not None and int(job.order.issuance[:8], 16) < self.full_share * 2**32:
            return self.full.draw(job)
        content = compose(job.snapshot, wanted_of(job.granted), self.issuer, job.issued_at)
        if job.holder not in content.reached:
            return DrawingFailed(job, HolderNotReached.code, "")
        texts = hashlib.sha256(repr(content.sheets).encode()).hexdigest()[:16]
        copies = tuple(self._copy(job, binding, content.persons, texts) for binding in job.bindings)
        if any(_persons(copy) != content.persons for copy in copies):
            return DrawingFailed(job, ReadBackMismatch.code, "")
        tag = holder_tag(job.bindings[0].application_digest, job.holder)
        return Drawn(job, copies, tag)

    def _copy(self, job: DrawJob, binding: Binding, persons: tuple[str, ...], texts: str) -> DrawnCopy:
        household = job.snapshot.household
        where = {member.person: member.address.text for member in household.members} if household else {}
        groups = [persons[start : start + PERSONS_A_PAGE] for start in range(0, len(persons), PERSONS_A_PAGE)]
        pages = []
        for place, group in enumerate(groups, start=1):
            addresses = tuple(where.get(person, "") for person in group)  # type: ignore[call-overload]  # PersonId is str
            said = (binding.number, place, len(groups), job.granted.kind.code, group, addresses, texts)
            pages.append((*said, self.key.seal(said)))
        return DrawnCopy(write_pages(pages), len(pages))


def write_pages(pages: Sequence[tuple[object, ...]]) -> bytes:
    """A light document."""
    return _MARK + json.dumps(pages, ensure_ascii=False, separators=(",", ":")).encode()


def read_pages(document: bytes) -> tuple[LightPage, ...] | None:
    """A light document's pages; None for a real sheet."""
    if not document.startswith(_MARK):
        return None
    return tuple(
        LightPage(number, page, pages, kind, tuple(persons), tuple(addresses), texts, seal)
        for number, page, pages, kind, persons, addresses, texts, seal in json.loads(document[len(_MARK) :])
    )


def is_sealed(page: LightPage, key: SealKey) -> bool:
    """Whether the page bears the seal over exactly this."""
    said = (page.number, page.page, page.pages, page.kind, page.persons, page.addresses, page.texts)
    return key.seal(said) == page.seal


def names_on(document: bytes, names: Mapping[str, str]) -> tuple[frozenset[str], ...]:
    """Per page of a real sheet, who of ``names`` (written name to person) stands on it."""
    with PDFIUM:
        pdf = pdfium.PdfDocument(document)
        texts = ["".join(page.get_textpage().get_text_range().split()) for page in pdf]
        pdf.close()
    return tuple(frozenset(person for name, person in names.items() if "".join(name.split()) in text) for text in texts)


def _persons(copy: DrawnCopy) -> tuple[str, ...]:
    return tuple(person for page in read_pages(copy.pdf) or () for person in page.persons)
