"""Putting expected rows on sheets: written apart from ``certificates.flowing``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kofu.certificates.issuer import IssuerFacts
from kofu.paper.binding import Binding
from kofu.paper.expected.writing import frame, wide
from kofu.paper.positions import OUTSIDE
from kofu.text.characters import is_selector

Texts = Mapping[str, str]
Line = tuple[int, Texts]
"""How many rows of the form it takes, and its texts by cell"""
_FOOT_WORDS = "この印は黒色です固有番号"


def one(**texts: str) -> Line:
    """A line of one row."""
    return 1, texts


def pages_of_lines(blocks: Iterable[Sequence[Line]], rows: int, again: Sequence[Texts] = ()) -> list[dict[str, str]]:
    """Each page's texts by field.

    A block goes to a new page when it does not fit under what stands there; one longer than a page is filled in line by
    line. ``again`` has for each block what the first line of a further page repeats.
    """
    pages: list[dict[str, str]] = [{}]
    used = 0
    for number, block in enumerate(blocks):
        repeated = again[number] if number < len(again) else {}
        starts_anew = used > 0 and rows - used < sum(height for height, _ in block) <= rows - bool(repeated)
        for height, texts in block:
            if starts_anew or used + height > rows:
                pages.append({f"p1_{cell}": text for cell, text in repeated.items()})
                used, starts_anew = int(bool(repeated)), False
            pages[-1].update({f"p{used + 1}_{cell}": text for cell, text in texts.items()})
            used += height
    return pages


def slices(text: str, length: int) -> list[str]:
    """The text in lines of so many characters; a selector counts with the character before it."""
    lines, count = [""], 0
    for character in text:
        if not is_selector(character):
            if count == length:
                lines.append("")
                count = 0
            count += 1
        lines[-1] += character
    return lines


def document(
    pages: Sequence[Texts], same: Texts, words: str, binding: Binding, issuer: IssuerFacts
) -> dict[tuple[int, str], str]:
    """Page and field to text, with what every page carries; ``words`` are those of the empty form, without the foot."""
    found: dict[tuple[int, str], str] = {}
    for number, texts in enumerate(pages, start=1):
        fields = frame(binding, issuer, number, len(pages)) | dict(same) | dict(texts)
        fields[OUTSIDE] = "".join(sorted(words + _FOOT_WORDS))
        found |= {(number, name): text for name, text in fields.items() if text}
    return found


def numbered_as_koseki(found: dict[tuple[int, str], str]) -> dict[tuple[int, str], str]:
    """The same with sheets numbered （２の１）, and the number called 発行番号, as on a koseki."""
    pages = max(page for page, _ in found)
    return found | {
        place: value
        for page in range(1, pages + 1)
        for place, value in (
            ((page, "page"), wide(f"({pages}の{page})")),
            ((page, OUTSIDE), "".join(sorted(found[page, OUTSIDE].replace("固", "").replace("有", "") + "発行"))),
        )
    }
