"""From content and binding to the finished front: fitted, sealed, tied to the holder, drawn."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kofu.certificates import Content, Fields, Imprint, OfficeSeal
from kofu.clock import in_japan
from kofu.numbering import grouped, parts
from kofu.paper import layout, office_seal, qr, symbol
from kofu.paper.binding import Binding, document_digest, holder_tag
from kofu.paper.characters import FontCharacters
from kofu.paper.errors import HolderNotReached, ImprintUnusable, NumberMismatch, UnknownField
from kofu.paper.fitting import placed
from kofu.paper.front.typesetting import Typesetter
from kofu.paper.imprint import square_side
from kofu.paper.layout import Layout, Line
from kofu.paper.receipt import Receipts
from kofu.paper.seal import Seal, SealSigner, encode, page_digest, with_essentials
from kofu.pki.identity import CardIdentity
from kofu.text import full_width

_MAIN = b'#import "form.typ": certificate\n#certificate(json("layout.json"), json("document.json"))\n'


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished document and what the manifest says about it."""

    pdf: bytes
    pages: int
    holder_tag: bytes
    """From the card link reached from the drawn rows"""
    document_digest: bytes
    """Salted with the binding's nonce"""
    page_digests: tuple[bytes, ...]
    """What each page's seal says of its text"""


class Front:
    """Draws fronts. Safe to share between threads."""

    def __init__(self, font: FontCharacters) -> None:
        self._font = font
        self._typesetter = Typesetter(font.path)
        self.receipts = Receipts(font, self._typesetter)
        self._office_seal = lru_cache(maxsize=64)(self._draw_office_seal)

    @classmethod
    def load(cls, font: Path) -> Front:
        """Read the font once, about 0.3 s. Raises FontUnusable."""
        return cls(FontCharacters.load(font))

    def draw(self, content: Content, binding: Binding, holder: CardIdentity, signer: SealSigner) -> Drawn:
        """The sealed fronts of one set.

        Raises HolderNotReached when the rows drawn do not lead to the holder's card; NumberMismatch, TextTooLong,
        UndrawableCharacter, UnknownField, SealTooLarge, RenderingFailed.
        """
        if holder not in content.reached:
            raise HolderNotReached
        _check_number(content, binding)
        sheets = with_numbers(content, binding)
        digests = tuple(_digest(content, binding, place, fields) for place, fields in enumerate(sheets))
        seals = [_seal(content, binding, place, digest) for place, digest in enumerate(digests)]
        pdf = self._render(content, sheets, [encode(seal, signer) for seal in seals])
        return Drawn(
            pdf=pdf,
            pages=len(sheets),
            holder_tag=holder_tag(binding.application_digest, holder),
            document_digest=document_digest(binding.nonce, pdf),
            page_digests=digests,
        )

    def draw_plain(self, content: Content, binding: Binding) -> bytes:
        """The same pages without seal: the plain front that the back of the sheet repeats (design §8)."""
        return self._render(content, with_numbers(content, binding), [])

    def _render(self, content: Content, sheets: tuple[Fields, ...], seals: list[bytes]) -> bytes:
        design = layout.load(content.form)
        marks = content.marks or ((),) * len(sheets)
        drawn = [self._sheet(design, *sheet) for sheet in zip(sheets, marks, content.filled, strict=True)]
        for sheet, seal in zip(drawn, seals, strict=False):
            sheet.update(_symbol(seal))
        if content.imprint is not None:
            drawn[0].update(_imprint(content.imprint))
        document = {"office_seal": self._office_seal(content.issuer.office_seal), "sheets": drawn}
        inputs = {"layout.json": design.as_json, "document.json": json.dumps(document, ensure_ascii=False).encode()}
        return self._typesetter.render(_MAIN, inputs, content.issued_at)

    def _sheet(self, design: Layout, fields: Fields, marks: Iterable[str], filled: int) -> dict[str, object]:
        texts: list[tuple[float, float, str, float, int]] = []
        for name, text in fields.items():
            if name not in design.fields:
                raise UnknownField(field=name)
            if text:
                texts.append(placed(text, design.fields[name], self._font, name))
        lines = _marked(design, marks)
        hair = [ends for weight, ends in lines if weight == "hair"] + _strikes(design, filled)
        return {"texts": texts, "hair": hair, "frame": [ends for weight, ends in lines if weight == "frame"]}

    def _draw_office_seal(self, seal: OfficeSeal) -> str:
        return office_seal.as_svg(seal, self._font)


def with_numbers(content: Content, binding: Binding) -> tuple[Fields, ...]:
    """The sheets with what only drawing knows: page of pages, and the document number in tens."""
    design, count = layout.load(content.form), len(content.sheets)
    return tuple(
        {**fields, "page": _numbered(design, place, count), "number": grouped(binding.number)}
        for place, fields in enumerate(content.sheets, start=1)
    )


def _numbered(design: Layout, page: int, pages: int) -> str:
    said = design.numbering.format(page=page, pages=pages)
    return full_width(said) if design.wide_numbering else said


def _marked(design: Layout, marks: Iterable[str]) -> list[tuple[str, Line]]:
    """The lines of the marks asked for. Raises UnknownField."""
    try:
        return [line for name in marks for line in design.marks[name]]
    except KeyError:
        raise UnknownField(form=design.numbering) from None


def _digest(content: Content, binding: Binding, place: int, fields: Fields) -> bytes:
    imprint = content.imprint.png if content.imprint is not None and place == 0 else b""
    return page_digest(binding.sheet_key, content.form, fields, imprint)


def _check_number(content: Content, binding: Binding) -> None:
    said = parts(binding.number)
    expected = (content.issuer.code, content.kind.number, in_japan(binding.issued_at).date(), content.issued_at)
    if (said.municipality, said.kind, said.issued_on, binding.issued_at) != expected:
        raise NumberMismatch


def _strikes(design: Layout, filled: int) -> list[Line]:
    """Lines through the places that stay empty, so that nothing can be written there later."""
    empty = design.places[filled:]
    if not empty or not design.struck_together:
        return list(empty)
    left, bottom, _, _ = empty[-1]
    _, _, right, top = empty[0]
    return [(left, bottom, right, top)]


def _seal(content: Content, binding: Binding, place: int, digest: bytes) -> Seal:
    essentials, complete = with_essentials(content.essentials[place])
    return Seal(
        number=binding.number,
        kind=content.kind.number,
        page=place + 1,
        pages=len(content.sheets),
        issued_at=binding.issued_at,
        persons=len(content.persons),
        sheet_key=binding.sheet_key,
        page_digest=digest,
        essentials=essentials,
        complete=complete,
    )


def _imprint(imprint: Imprint) -> dict[str, object]:
    """The registered imprint at its own size. Raises ImprintUnusable."""
    if not 8 <= imprint.side_millimetres <= 25:
        raise ImprintUnusable(millimetres=imprint.side_millimetres)
    side = square_side(imprint.png)
    return {"imprint": symbol.picture_as_svg(imprint.png, side), "imprint_side": imprint.side_millimetres}


def _symbol(seal: bytes) -> dict[str, object]:
    modules = qr.encode(seal)
    return {"symbol": symbol.as_svg(modules), "symbol_side": symbol.side_millimetres(len(modules))}
