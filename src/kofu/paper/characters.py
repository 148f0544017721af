"""What the certificate font can draw, taken from the very font file (platform.md §7.4).

The typesetter draws the default glyph for a variation sequence it does not know, silently; so every base and selector
is looked up in the font's own tables before anything is drawn. Nothing is ever replaced by a look-alike.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont, TTLibError
from fontTools.ttLib.tables._g_l_y_f import Glyph

from kofu.paper.errors import FontUnusable
from kofu.text import UndrawableCharacter, clusters

_GLYPH = "glyph"
FAMILY = "IPAmjMincho"
_SPACES = {" ", "　"}
"""The blanks a certificate may hold; others look alike and are lost when a page is read back"""
FILE_NAMES = ("ipamjm.ttf", "ipamj.ttf")


def find_font(folders: Iterable[Path]) -> Path:
    """The certificate font in or below the first folder that has it. Raises FontUnusable."""
    for folder in folders:
        for name in FILE_NAMES:
            found = sorted(folder.rglob(name)) if folder.is_dir() else []
            if found:
                return found[0]
    raise FontUnusable


class FontCharacters:
    """Characters, variation sequences and advances of one font file."""

    def __init__(self, path: Path, font: TTFont) -> None:
        self.path = path
        self._plain: Mapping[int, str] = font.getBestCmap()
        self._sequences = _sequences(font, self._plain)
        self._advances: Mapping[str, tuple[int, int]] = font["hmtx"].metrics
        self._em: int = font["head"].unitsPerEm
        self._widths: dict[str, float] = {}
        """At size 1, of the characters and sequences drawn so far; at most as many as the font has"""

    @classmethod
    def load(cls, path: Path) -> FontCharacters:
        """Read the font's tables; about 0.1 s. Raises FontUnusable."""
        try:
            with path.open("rb") as file, TTFont(file, lazy=True) as font:
                font.setGlyphOrder([_glyph_name(number) for number in range(font["maxp"].numGlyphs)])
                loaded = cls(path, font)
        except (OSError, TTLibError, KeyError):
            raise FontUnusable from None
        if not loaded._sequences:
            raise FontUnusable
        return loaded

    @property
    def sequences(self) -> int:
        """How many variation sequences the font knows."""
        return len(self._sequences)

    def units(self) -> Iterator[str]:
        """Every character and every sequence a certificate may hold."""
        yield from (chr(code) for code in self._plain if _storable(chr(code)))
        yield from (chr(base) + chr(selector) for base, selector in self._sequences)

    def glyph(self, cluster: str, field: str) -> str:
        """The font's glyph for a base with or without selector. Raises UndrawableCharacter naming the field only."""
        if len(cluster) == 1:
            name = self._plain.get(ord(cluster))
        else:
            name = self._sequences.get((ord(cluster[0]), ord(cluster[1]))) if len(cluster) == 2 else None
        if name is None or not _storable(cluster[0]):
            raise UndrawableCharacter(field=field)
        return name

    def width_em(self, text: str, field: str) -> float:
        """The width of a text at size 1. Raises UndrawableCharacter."""
        known = self._widths
        try:
            return sum([known[character] for character in text])
        except KeyError:  # something new, or a sequence of two code points
            return sum([known.get(cluster) or self._width(cluster, field) for cluster in clusters(text)])

    def _width(self, cluster: str, field: str) -> float:
        width = self._advances[self.glyph(cluster, field)][0] / self._em
        self._widths[cluster] = width
        return width

    def outline(self, cluster: str, field: str, box: tuple[float, float, float, float]) -> str:
        """The glyph as SVG path data, stretched so that its ink fills ``box`` (x, y, width, height; y down)."""
        glyph = self._drawn_glyph(self.glyph(cluster, field))
        x, y, width, height = box
        across = width / max(1, glyph.xMax - glyph.xMin)
        down = height / max(1, glyph.yMax - glyph.yMin)
        pen = SVGPathPen(None, ntos=lambda value: f"{value:.2f}")
        shift = (across, 0, 0, -down, x - glyph.xMin * across, y + glyph.yMax * down)
        glyph.draw(TransformPen(pen, shift), None)
        return str(pen.getCommands())

    def _drawn_glyph(self, name: str) -> Glyph:
        """One simple glyph straight from the file: decoding the whole table of 61,000 takes a second."""
        number = int(name.removeprefix(_GLYPH))
        with self.path.open("rb") as file, TTFont(file, lazy=True) as font:
            places = font["loca"]
            glyph = Glyph(font.reader["glyf"][places[number] : places[number + 1]])
        glyph.expand(None)
        if glyph.numberOfContours <= 0:
            raise FontUnusable
        return glyph


def _glyph_name(number: int) -> str:
    """Names of our own: reading the font's takes longer than everything else."""
    return f"{_GLYPH}{number}"


def _storable(character: str) -> bool:
    return character in _SPACES or unicodedata.category(character) not in {"Zs", "Cc", "Cf", "Co", "Cn", "Cs"}


def _sequences(font: TTFont, plain: Mapping[int, str]) -> dict[tuple[int, int], str]:
    """Base and selector to glyph, from cmap format 14; a default sequence has the base's own glyph."""
    found: dict[tuple[int, int], str] = {}
    for table in font["cmap"].tables:
        if table.format != 14:
            continue
        for selector, pairs in table.uvsDict.items():
            for base, name in pairs:
                if name is not None or base in plain:
                    found[base, selector] = name if name is not None else plain[base]
    return found
