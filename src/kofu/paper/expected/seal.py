"""What must stand on an 印鑑登録証明書, straight from the rows, imprint included."""

from __future__ import annotations

import hashlib
import io

from PIL import Image

from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.wanted import Wanted
from kofu.paper.binding import Binding
from kofu.paper.expected.people import birth_of
from kofu.paper.expected.sheets import document, slices
from kofu.paper.positions import IMPRINT
from kofu.registers.model import SealRegistration, Snapshot

_WORDS = "印　　　　影氏　　名生年月日男女の別住　　所"


def expected(snapshot: Snapshot, _: Wanted, issuer: IssuerFacts, binding: Binding) -> dict[tuple[int, str], str]:
    """Page and field to text; nothing for anybody without an active registration."""
    row, seal = snapshot.resident, snapshot.seal
    if row is None or seal is None or seal.state.value != "active" or seal.person != row.person:
        return {}
    second = row.former_surname if row.foreign is None else row.alias
    lines = slices(row.addresses[0].text, 40)
    if len(lines) == 1:
        lines.insert(0, "")
    fields = {
        "title": "印　鑑　登　録　証　明　書",
        "sentence": "この写しは、登録されている印影と相違ないことを証明する。",
        "name": row.name.written,
        "second_label": "旧氏" if row.foreign is None else "通称",
        "second": "＊＊＊" if second is None else second.written,
        "birth": birth_of(row),
        "sex": row.sex.value,
        "end": "以下余白",
    }
    fields |= {f"address{number}": line for number, line in enumerate(lines, 1)}
    return document([fields], {}, _WORDS, binding, issuer) | {(1, IMPRINT): _imprint(seal)}


def _imprint(seal: SealRegistration) -> str:
    """The imprint as ``readback`` tells it: side in millimetres, pixels and their digest."""
    if seal.imprint_png is None:
        return ""
    with Image.open(io.BytesIO(seal.imprint_png)) as image:
        pixels = image.convert("L")
    digest = hashlib.sha256(pixels.tobytes()).hexdigest()
    return f"{seal.imprint_millimetres}mm {pixels.width}x{pixels.height} {digest}"
