"""公印 as printed: black, square, drawn by us from invented wording; no real seal is imitated.

The characters fill a double frame in columns from the right, stretched to their cells and thickened as on a cut seal.
"""

from __future__ import annotations

from math import ceil, sqrt

from kofu.certificates import OfficeSeal
from kofu.paper.characters import FontCharacters
from kofu.text import clusters

_SIDE = 240.0
_FRAME = 21.0
_GAP = 7.0


def as_svg(seal: OfficeSeal, font: FontCharacters) -> str:
    """The seal as SVG, 240 units a side. Raises UndrawableCharacter."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="240" viewBox="0 0 240 240">'
        '<rect x="5" y="5" width="230" height="230" rx="7" fill="none" stroke="#000" stroke-width="8"/>'
        f'<path d="{_characters(seal, font)}" stroke="#000" stroke-width="4.5" stroke-linejoin="round"/></svg>'
    )


def _characters(seal: OfficeSeal, font: FontCharacters) -> str:
    units = list(clusters(seal.characters))
    rows = ceil(sqrt(len(units)))
    columns = ceil(len(units) / rows)
    width, height = (_SIDE - 2 * _FRAME) / columns, (_SIDE - 2 * _FRAME) / rows
    path = ""
    for place, unit in enumerate(units):
        column, row = columns - 1 - place // rows, place % rows
        box = (_FRAME + column * width + _GAP, _FRAME + row * height + _GAP, width - 2 * _GAP, height - 2 * _GAP)
        path += font.outline(unit, "office_seal", box)
    return path
