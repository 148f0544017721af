"""What must stand on the plain form and on the seal certificate."""

from __future__ import annotations

from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.wanted import Wanted
from kofu.paper.binding import Binding
from kofu.paper.expected.items import imprint_of, items_of
from kofu.paper.expected.writing import frame
from kofu.paper.positions import IMPRINT, OUTSIDE
from kofu.registers.model import Snapshot
from kofu.rules import Kind

_WORDS: dict[Kind, tuple[str, str]] = {
    Kind.RESIDENT_RECORD_ITEMS: ("住民票記載事項証明書", "上記の事項は、住民票に記載があることを証明する。"),
    Kind.SEAL: ("印鑑登録証明書", "この写しは、登録されている印影と相違ないことを証明する。"),
    Kind.KOSEKI_FULL: ("全部事項証明書", "これは、戸籍に記録されている事項の全部を証明した書面である。"),
    Kind.KOSEKI_INDIVIDUAL: (
        "個人事項証明書",
        "これは、戸籍中の一部の者について記録されている事項の全部を証明した書面である。",
    ),
    Kind.KOSEKI_SUPPLEMENT: ("戸籍の附票", "この写しは、戸籍の附票の原本と相違ないことを証明する。"),
    Kind.TAXATION: ("市民税・県民税課税証明書", "上記のとおり相違ないことを証明する。"),
    Kind.NON_TAXATION: ("市民税・県民税非課税証明書", "上記のとおり相違ないことを証明する。"),
    Kind.INCOME: ("所得証明書", "上記のとおり相違ないことを証明する。"),
    Kind.INCOME_TAX: ("所得課税証明書", "上記のとおり相違ないことを証明する。"),
}
_NAMED_BY_CITY = {Kind.TAXATION, Kind.NON_TAXATION, Kind.INCOME, Kind.INCOME_TAX}
_FORM_WORDS = "この印は黒色です固有番号"


def expected(snapshot: Snapshot, wanted: Wanted, issuer: IssuerFacts, binding: Binding) -> dict[tuple[int, str], str]:
    """Page and field to text."""
    title, sentence = _WORDS[wanted.kind]
    if wanted.title and wanted.kind in _NAMED_BY_CITY:
        title = wanted.title
    is_seal = wanted.kind is Kind.SEAL
    room = 29 if is_seal else 36
    lines = [*items_of(snapshot, wanted), ("", "以下余白")]
    pages = -(-len(lines) // room)
    found: dict[tuple[int, str], str] = {}
    for page in range(1, pages + 1):
        fields = frame(binding, issuer, page, pages) | {"title": title, "sentence": sentence}
        fields[OUTSIDE] = "".join(sorted(_FORM_WORDS + ("印影" if is_seal else "")))
        for place, (label, text) in enumerate(lines[room * (page - 1) : room * page], start=1):
            fields |= {f"p{place}_label": label, f"p{place}_text": text}
        found |= {(page, name): text for name, text in fields.items() if text}
    if is_seal and imprint_of(snapshot):
        found[1, IMPRINT] = imprint_of(snapshot)
    return found
