"""The plain form: a list of labelled items, for kinds whose own form is not drawn yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kofu.certificates.content import Content, Essential, Imprint
from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.wording import END, foot
from kofu.pki.identity import CardIdentity
from kofu.registers.model import PersonId
from kofu.rules import Kind

LINES_PER_SHEET = {"plain": 36, "seal": 29}
"""By form; the seal certificate keeps the upper fifth for the imprint"""

Line = tuple[str, str]
"""Label and text; a heading has no text"""


@dataclass(frozen=True, slots=True)
class Listing:
    """What one kind says on the plain form."""

    kind: Kind
    title: str
    sentence: str
    lines: tuple[Line, ...]
    essentials: tuple[tuple[Essential, str], ...]
    persons: tuple[PersonId, ...]
    reached: frozenset[CardIdentity]
    imprint: Imprint | None = None
    form: str = "plain"


def lay_out(listing: Listing, issuer: IssuerFacts, issued_at: datetime) -> Content:
    """The listing on as many sheets as it takes; the last says where it ends."""
    lines, room = (*listing.lines, ("", END)), LINES_PER_SHEET[listing.form]
    groups = [lines[i : i + room] for i in range(0, len(lines), room)]
    frame = {"title": listing.title, "sentence": listing.sentence} | foot(issuer, issued_at)
    return Content(
        kind=listing.kind,
        form=listing.form,
        title=listing.title,
        sheets=tuple(frame | _lines(group) for group in groups),
        essentials=(listing.essentials,) * len(groups),
        filled=tuple(len(group) for group in groups),
        persons=listing.persons,
        reached=listing.reached,
        issuer=issuer,
        issued_at=issued_at,
        imprint=listing.imprint,
    )


def _lines(group: Sequence[Line]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for place, (label, text) in enumerate(group, start=1):
        fields |= {f"p{place}_label": label, f"p{place}_text": text}
    return fields
